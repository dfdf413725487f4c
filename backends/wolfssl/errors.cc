#include "backends/wolfssl/errors.h"

namespace omnitls::wolfssl {

Error TakeError(WOLFSSL* ssl) {
  const int code = wolfSSL_state(ssl);
  WOLFSSL_ALERT_HISTORY alerts{};
  wolfSSL_get_alert_history(ssl, &alerts);
  Error error{ErrorKind::kProtocol, Detail::kHandshakeFailure, Alert::kNone, code};
  if (alerts.last_tx.level == alert_fatal) error.alert = static_cast<Alert>(alerts.last_tx.code);
  if (code == FATAL_ERROR) {
    error = {ErrorKind::kAlertReceived, Detail::kNone, static_cast<Alert>(alerts.last_rx.code),
             code};
  }
  return error;
}

}  // namespace omnitls::wolfssl
