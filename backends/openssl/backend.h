#ifndef OMNITLS_BACKENDS_OPENSSL_BACKEND_H_
#define OMNITLS_BACKENDS_OPENSSL_BACKEND_H_

#include "omnitls/backend.h"

namespace omnitls {

// OpenSslBackend is TLS by OpenSSL 3.0 or newer.
const Backend& OpenSslBackend();

}  // namespace omnitls

#endif  // OMNITLS_BACKENDS_OPENSSL_BACKEND_H_
