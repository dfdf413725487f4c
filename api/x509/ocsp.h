#ifndef OMNITLS_X509_OCSP_H_
#define OMNITLS_X509_OCSP_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/digest.h"
#include "omnitls/x509/signature.h"

namespace omnitls {
class Backend;
class RevocationLists;
}  // namespace omnitls

namespace omnitls::x509 {

struct Certificate;

// OcspResponse is a parsed OCSP response (RFC 6960, 4.2): views into its DER, which must outlive
// it. Parsing judges form only.
struct OcspResponse {
  ByteView der;                  // All of it.
  ByteView tbs;                  // What is signed.
  ByteView signature;            // The BIT STRING's content.
  ByteView responder_name;       // DER Name; empty: see responder_key_hash.
  ByteView responder_key_hash;   // SHA-1 of the key, 20 bytes; empty: see responder_name.
  ByteView answers;              // DER content of the SEQUENCE OF SingleResponse; at least one.
  ByteView certificates;         // DER content of the SEQUENCE OF Certificate; may be empty.
  std::int64_t produced_at = 0;  // Seconds since 1970-01-01 UTC.
  SignatureAlgorithm signature_algorithm = SignatureAlgorithm::kUnknown;
};

// ParseOcspResponse parses a DER OCSP response strictly, to the last answer. Refused are responses
// without an answer (tryLater and the like), of another type than id-pkix-ocsp-basic, and with any
// critical extension. On failure `fault`, unless null, says what is wrong in a few static words.
[[nodiscard]] bool ParseOcspResponse(ByteView der, OcspResponse& response,
                                     std::string_view* fault = nullptr);

enum class OcspCertStatus : std::uint8_t { kGood, kRevoked, kUnknown };

// OcspAnswer is what a response says of one certificate.
struct OcspAnswer {
  std::optional<HashAlgorithm> hash;  // Of the next two; nothing: one that is not known here.
  ByteView issuer_name_hash;
  ByteView issuer_key_hash;
  ByteView serial;               // As encoded: see Certificate::serial.
  std::int64_t this_update = 0;  // Seconds since 1970-01-01 UTC.
  std::int64_t next_update = 0;
  bool has_next_update = false;
  OcspCertStatus status = OcspCertStatus::kUnknown;

  // Whether it is current, give or take kOcspClockSkew. Without nextUpdate it is for a day.
  bool IsCurrent(std::int64_t now) const;
};

// How far the responder's clock may be from ours, in seconds.
inline constexpr std::int64_t kOcspClockSkew = 300;

// OcspAnswers walks the answers of a parsed response.
class OcspAnswers {
 public:
  explicit OcspAnswers(const OcspResponse& response) : rest_(response.answers) {}
  // False at the end.
  bool Next(OcspAnswer& answer);

 private:
  ByteView rest_;
};

// OcspVerdict is what a response means for a certificate.
enum class OcspVerdict : std::uint8_t {
  kGood,
  kRevoked,  // Also by a response that is not current.
  kUnknown,  // The responder does not know the certificate.
  kStale,    // Not current.
  kBad,      // Malformed, for another certificate, or not signed by who may.
  kNoMemory,
};

// OcspInput is a response and what to judge it by. Views are used during the call only.
struct OcspInput {
  ByteView response;
  const Certificate* certificate = nullptr;
  const Certificate* issuer = nullptr;  // That signed it, as has been verified.
  int anchor = -1;                      // The issuer's index among the trust anchors, or -1.
  std::int64_t now = 0;                 // Seconds since 1970-01-01 UTC.
  const SignatureVerifier* signatures = nullptr;
  const Backend* digests = nullptr;
  // What a delegated responder without id-pkix-ocsp-nocheck is looked up in; null: nothing.
  const RevocationLists* revocation_lists = nullptr;
};

// JudgeOcspResponse finds the answer for the certificate, by all parts of its CertID, and verifies
// the response's signature: by the issuer's own key, or by that of a responder whose certificate
// the issuer itself has signed for id-kp-OCSPSigning (RFC 6960, 4.2.2.2). It allocates nothing, and
// verifies two signatures at most. Thread-safe.
OcspVerdict JudgeOcspResponse(const OcspInput& input);

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_OCSP_H_
