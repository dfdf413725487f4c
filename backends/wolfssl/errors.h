#ifndef OMNITLS_BACKENDS_WOLFSSL_ERRORS_H_
#define OMNITLS_BACKENDS_WOLFSSL_ERRORS_H_

#include "backends/wolfssl/handles.h"
#include "omnitls/error.h"

namespace omnitls::wolfssl {

// TakeError translates the code that a connection has stopped with.
Error TakeError(WOLFSSL* ssl);

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_ERRORS_H_
