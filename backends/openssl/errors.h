#ifndef OMNITLS_BACKENDS_OPENSSL_ERRORS_H_
#define OMNITLS_BACKENDS_OPENSSL_ERRORS_H_

#include <cstdint>

#include "omnitls/error.h"

namespace omnitls::openssl {

// Fault is what the newest error of this thread's OpenSSL queue asks of us.
enum class Fault : std::uint8_t {
  kOther,
  kNoCertificate,  // The client sent none.
  kWrongVersion,   // A record of no or of another version; OpenSSL may have sent no alert.
};
Fault NewestFault();

// TakeError translates the newest error of the queue, and empties it.
// `sent` is the fatal alert that the library sent because of it; Alert::kNone if it sent none.
Error TakeError(Alert sent);

// BetterAlert is the alert that a fault should have, where OpenSSL has sent `sent` for it in
// the clear, so that it can be exchanged still: the newest error of the queue and the state of the
// handshake tell. Before TakeError.
Alert BetterAlert(Alert sent, int state);

// TakeConfigError is TakeError for a call that refused a setting.
Error TakeConfigError(const Error& refusal);

// VerifyErrorFor is the verification error (X509_V_ERR_...) for which OpenSSL sends this alert.
int VerifyErrorFor(Alert alert);

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_ERRORS_H_
