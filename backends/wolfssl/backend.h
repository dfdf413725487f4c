#ifndef OMNITLS_BACKENDS_WOLFSSL_BACKEND_H_
#define OMNITLS_BACKENDS_WOLFSSL_BACKEND_H_

#include "omnitls/backend.h"

namespace omnitls {

// WolfSslBackend is TLS by wolfSSL 5.
const Backend& WolfSslBackend();

}  // namespace omnitls

#endif  // OMNITLS_BACKENDS_WOLFSSL_BACKEND_H_
