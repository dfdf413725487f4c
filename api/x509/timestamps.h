#ifndef OMNITLS_X509_TIMESTAMPS_H_
#define OMNITLS_X509_TIMESTAMPS_H_

#include <cstdint>

#include "omnitls/bytes.h"

namespace omnitls::x509 {

// SignedCertificateTimestamp is a log's promise to publish a certificate (RFC 6962, 3.2). Views
// point into the list it was read from.
struct SignedCertificateTimestamp {
  std::uint8_t version = 0;  // 0: version 1, the only one there is; of others only `whole` is set.
  ByteView log_id;           // 32 bytes: SHA-256 of the log's SubjectPublicKeyInfo.
  std::uint64_t timestamp = 0;  // Milliseconds since 1970-01-01 UTC.
  ByteView extensions;
  std::uint8_t hash_algorithm = 0;       // RFC 5246, 7.4.1.4.1.
  std::uint8_t signature_algorithm = 0;  // Likewise.
  ByteView signature;
  ByteView whole;  // As serialized.
};

// TimestampReader reads a SignedCertificateTimestampList (RFC 6962, 3.3), as in
// Connection::signed_certificate_timestamps and EmbeddedTimestamps. Nothing is verified.
class TimestampReader {
 public:
  explicit TimestampReader(ByteView list);

  // Next reads the next one; false at the end, or where the list is malformed.
  bool Next(SignedCertificateTimestamp& timestamp);
  // Whether all that has been read was well-formed.
  bool ok() const { return ok_; }

 private:
  ByteView rest_;
  bool ok_ = false;
};

// Whether a list is well-formed, and holds one at least.
bool IsTimestampList(ByteView list);

// EmbeddedTimestamps returns the list in a DER certificate (RFC 6962, 3.3), which its issuer has
// vouched for with the rest; empty if there is none, or the certificate is malformed.
ByteView EmbeddedTimestamps(ByteView certificate);

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_TIMESTAMPS_H_
