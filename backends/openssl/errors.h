#ifndef OMNITLS_BACKENDS_OPENSSL_ERRORS_H_
#define OMNITLS_BACKENDS_OPENSSL_ERRORS_H_

#include "omnitls/error.h"

namespace omnitls::openssl {

// TakeError translates the newest error of this thread's OpenSSL queue, and empties the queue.
// `sent` is the fatal alert that the library sent because of it; Alert::kNone if it sent none.
Error TakeError(Alert sent);

// TakeConfigError is TakeError for a call that refused a setting.
Error TakeConfigError(const Error& refusal);

// VerifyErrorFor is the verification error (X509_V_ERR_...) for which OpenSSL sends this alert.
int VerifyErrorFor(Alert alert);

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_ERRORS_H_
