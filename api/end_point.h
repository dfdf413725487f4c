#ifndef OMNITLS_END_POINT_H_
#define OMNITLS_END_POINT_H_

#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/x509/certificate.h"

namespace omnitls::internal {

// HashCertificate computes the channel binding tls-server-end-point (RFC 5929, 4.1) and returns its
// size in bytes; 0: the certificate has none, or the backend cannot hash. `out` has kMaxDigest
// bytes.
std::size_t HashCertificate(const Backend& backend, const x509::Certificate& certificate,
                            MutableBytes out);

}  // namespace omnitls::internal

#endif  // OMNITLS_END_POINT_H_
