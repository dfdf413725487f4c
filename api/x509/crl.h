#ifndef OMNITLS_X509_CRL_H_
#define OMNITLS_X509_CRL_H_

#include <cstdint>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/x509/signature.h"

namespace omnitls::x509 {

// Crl is a parsed certificate revocation list (RFC 5280, 5): views into its DER, which must outlive
// it. Parsing judges form only.
struct Crl {
  ByteView der;                  // All of it.
  ByteView tbs;                  // What is signed.
  ByteView signature;            // The BIT STRING's content.
  ByteView issuer;               // DER Name.
  ByteView revoked;              // DER content of the SEQUENCE OF entries; may be empty.
  std::int64_t this_update = 0;  // Seconds since 1970-01-01 UTC.
  std::int64_t next_update = 0;
  SignatureAlgorithm signature_algorithm = SignatureAlgorithm::kUnknown;
  bool has_next_update = false;
  // Which of its issuer's certificates it speaks of (RFC 5280, 5.2.5): those that issue others;
  // those that do not; only those of one distribution point.
  bool covers_cas = true;
  bool covers_leaves = true;
  bool is_partial = false;
};

// ParseCrl parses a DER CRL strictly, to the last entry. Refused are lists that cannot stand alone
// or speak of other issuers' certificates: delta CRLs, indirect CRLs, those for some reasons only,
// and any critical extension that is not understood. On failure `fault`, unless null, says what is
// wrong in a few static words.
[[nodiscard]] bool ParseCrl(ByteView der, Crl& crl, std::string_view* fault = nullptr);

// CrlEntries walks the serial numbers (as encoded: see Certificate::serial) of a parsed CRL.
class CrlEntries {
 public:
  explicit CrlEntries(const Crl& crl) : rest_(crl.revoked) {}
  // False at the end.
  bool Next(ByteView& serial);

 private:
  ByteView rest_;
};

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_CRL_H_
