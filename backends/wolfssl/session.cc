#include "backends/wolfssl/session.h"

namespace omnitls::wolfssl {

Result<internal::Owned<EngineSession>> Session::CopyOf(WOLFSSL_SESSION& session) {
  SessionHandle copy(wolfSSL_SESSION_dup(&session));
  if (!copy) return Fail(ErrorKind::kNoMemory);
  internal::Owned<EngineSession> result(new (std::nothrow) Session(std::move(copy)));
  if (!result) return Fail(ErrorKind::kNoMemory);
  return result;
}

bool Session::GiveTo(WOLFSSL* ssl) const {
  const SessionHandle copy(wolfSSL_SESSION_dup(session_.get()));
  if (!copy) return false;
  wolfSSL_set_session(ssl, copy.get());
  return true;
}

}  // namespace omnitls::wolfssl
