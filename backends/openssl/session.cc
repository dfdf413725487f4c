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

Result<internal::Owned<EngineSession>> Session::Load(ByteView saved) {
  const unsigned char* position = saved.data();
  SslSessionHandle session(d2i_SSL_SESSION(nullptr, &position, static_cast<long>(saved.size())));
  if (!session || position != saved.data() + saved.size()) {
    return Fail(TakeConfigError({ErrorKind::kConfig, Detail::kMalformedSession}));
  }
  internal::Owned<EngineSession> result(new (std::nothrow) Session(std::move(session)));
  if (!result) return Fail(ErrorKind::kNoMemory);
  return result;
}

bool Session::Save(SecretBytes& out) const {
  const int size = i2d_SSL_SESSION(session_.get(), nullptr);
  MutableBytes added;
  if (size <= 0 || !out.Grow(static_cast<std::size_t>(size), added)) return false;
  unsigned char* position = added.data();
  return i2d_SSL_SESSION(session_.get(), &position) == size;
}

}  // namespace omnitls::openssl
