#ifndef OMNITLS_BACKENDS_WOLFSSL_ERRORS_H_
#define OMNITLS_BACKENDS_WOLFSSL_ERRORS_H_

#include "omnitls/backend.h"
#include "omnitls/error.h"

namespace omnitls::wolfssl {

// Translate says what the library's code means. `sent` is the fatal alert that the library has for
// it; Alert::kNone if it has none. The result's alert is the one that fits.
Error Translate(int code, Alert sent, Role role);

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_ERRORS_H_
