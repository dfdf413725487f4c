#include "backends/wolfssl/session.h"

namespace omnitls::wolfssl {

Result<internal::Owned<EngineSession>> Session::CopyOf(WOLFSSL_SESSION& session) {
  SessionHandle copy(wolfSSL_SESSION_dup(&session));
  if (!copy) return Fail(ErrorKind::kNoMemory);
  internal::Owned<EngineSession> result(new (std::nothrow) Session(std::move(copy)));
  if (!result) return Fail(ErrorKind::kNoMemory);
  return result;
}

// The library would take up the session's version and suite without a look at the context.
bool Session::GiveTo(WOLFSSL* ssl, const Context& context) const {
  const Version version =
      session_->version.minor == TLSv1_3_MINOR ? Version::kTls13 : Version::kTls12;
  if (!context.Allows(version) ||
      FindSuite(context.get()->suites, session_->cipherSuite0, session_->cipherSuite) < 0) {
    return true;
  }
  const SessionHandle copy(wolfSSL_SESSION_dup(session_.get()));
  if (!copy) return false;
  wolfSSL_set_session(ssl, copy.get());
  return true;
}

}  // namespace omnitls::wolfssl
