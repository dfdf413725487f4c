#ifndef OMNITLS_BACKENDS_MBEDTLS_PSA_H_
#define OMNITLS_BACKENDS_MBEDTLS_PSA_H_

#include "omnitls/error.h"

namespace omnitls::mbedtls {

// StartPsa starts the library's cryptography, once: everything relies on it, and contexts are what
// threads share. Thread-safe. Errors: kNoMemory, kInternal.
Result<void> StartPsa();

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_PSA_H_
