#ifndef OMNITLS_POST_HANDSHAKE_H_
#define OMNITLS_POST_HANDSHAKE_H_

#include <cstdint>

namespace omnitls {

// CertificateRequestStatus is what became of a server's Connection::RequestClientCertificate (RFC
// 8446, 4.6.2).
enum class CertificateRequestStatus : std::uint8_t {
  kNone,      // Nobody has asked.
  kPending,   // The client has not answered yet.
  kAnswered,  // With a certificate, which is good, or without one, which is allowed.
};

}  // namespace omnitls

#endif  // OMNITLS_POST_HANDSHAKE_H_
