#include "backends/openssl/session.h"

#include "backends/openssl/errors.h"

namespace omnitls::openssl {

Result<internal::Owned<EngineSession>> Session::CopyOf(const SSL_SESSION& session) {
  SslSessionHandle copy(SSL_SESSION_dup(&session));
  if (!copy) return Fail(TakeConfigError({ErrorKind::kNoMemory}));
  internal::Owned<EngineSession> result(new (std::nothrow) Session(std::move(copy)));
  if (!result) return Fail(ErrorKind::kNoMemory);
  return result;
}

}  // namespace omnitls::openssl
