#ifndef OMNITLS_BACKENDS_MBEDTLS_BACKEND_H_
#define OMNITLS_BACKENDS_MBEDTLS_BACKEND_H_

#include "omnitls/backend.h"

namespace omnitls {

// MbedTlsBackend is TLS by mbedTLS 3.6.
const Backend& MbedTlsBackend();

}  // namespace omnitls

#endif  // OMNITLS_BACKENDS_MBEDTLS_BACKEND_H_
