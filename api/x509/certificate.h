#ifndef OMNITLS_X509_CERTIFICATE_H_
#define OMNITLS_X509_CERTIFICATE_H_

#include <cstdint>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/x509/key_identifiers.h"
#include "omnitls/x509/name.h"
#include "omnitls/x509/public_key.h"
#include "omnitls/x509/signature.h"

namespace omnitls::x509 {

// Bits of Certificate::key_usage (RFC 5280, 4.2.1.3).
inline constexpr std::uint16_t kDigitalSignature = 1u << 0;
inline constexpr std::uint16_t kKeyEncipherment = 1u << 2;
inline constexpr std::uint16_t kKeyAgreement = 1u << 4;
inline constexpr std::uint16_t kKeyCertSign = 1u << 5;
inline constexpr std::uint16_t kCrlSign = 1u << 6;

// Certificate is a parsed certificate: views into its DER, which must outlive it. Parsing judges
// form only; whether to trust it is up to Verify.
struct Certificate {
  static constexpr std::uint32_t kNoPathLength = 0xFFFFFFFF;

  ByteView der;        // All of it.
  ByteView tbs;        // What is signed.
  ByteView signature;  // The BIT STRING's content.
  ByteView serial;     // As encoded: two's complement, 1 to 21 bytes.
  ByteView issuer;     // DER Name.
  ByteView subject;    // DER Name; may be an empty SEQUENCE.
  ByteView spki;       // DER SubjectPublicKeyInfo.
  // The extensions' values; empty where absent (none of them can be empty where present).
  ByteView extended_key_usage;  // DER content of the SEQUENCE OF OBJECT IDENTIFIER.
  ByteView subject_alt_name;    // DER content of the SEQUENCE OF GeneralName.
  ByteView name_constraints;    // DER NameConstraints.
  ByteView timestamps;          // SignedCertificateTimestampList (RFC 6962, 3.3); not looked at.
  std::int64_t not_before = 0;  // Seconds since 1970-01-01 UTC; both ends are within the validity.
  std::int64_t not_after = 0;
  std::uint32_t path_length = kNoPathLength;
  PublicKey key;
  KeyIdentifiers key_ids;
  std::uint16_t key_usage = 0;
  std::uint8_t version = 1;  // 1, 2 or 3.
  SignatureAlgorithm signature_algorithm = SignatureAlgorithm::kUnknown;
  bool is_ca = false;
  bool has_key_usage = false;
  bool alt_name_is_critical = false;  // subjectAltName is there, and critical.
  bool has_unknown_critical_extension = false;
  bool must_staple = false;  // TLS feature status_request (RFC 7633, 4.2.3.1).
  bool ocsp_nocheck =
      false;  // Of an OCSP responder: not to be looked up itself (RFC 6960, 4.2.2.2.1).

  bool is_self_issued() const { return Equal(issuer, subject); }
};

// ParseCertificate parses a DER certificate strictly (RFC 5280, 4.1 and 4.2). On failure
// `certificate` is not to be used, and `fault`, unless null, says what is wrong in a few static
// words.
[[nodiscard]] bool ParseCertificate(ByteView der, Certificate& certificate,
                                    std::string_view* fault = nullptr);

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_CERTIFICATE_H_
