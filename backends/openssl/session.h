#ifndef OMNITLS_BACKENDS_OPENSSL_SESSION_H_
#define OMNITLS_BACKENDS_OPENSSL_SESSION_H_

#include "backends/openssl/handles.h"
#include "omnitls/backend.h"

namespace omnitls::openssl {

// The session's ID, valid as long as the session.
inline ByteView IdOf(const SSL_SESSION* session) {
  unsigned size = 0;
  const unsigned char* const id = SSL_SESSION_get_id(session, &size);
  return {id, size};
}

// Session is a copy of a connection's session that no connection has a hold on: OpenSSL marks the
// session of a connection that fails as not resumable.
class Session final : public EngineSession {
 public:
  static Result<internal::Owned<EngineSession>> CopyOf(const SSL_SESSION& session);

  // Load reads what Save wrote. Errors: as Backend::LoadSession.
  static Result<internal::Owned<EngineSession>> Load(ByteView saved);

  bool Save(SecretBytes& out) const override;
  std::uint32_t max_early_data() const override {
    return SSL_SESSION_get_max_early_data(session_.get());
  }

  // A copy for one connection to use, or nullptr: no memory.
  SslSessionHandle Copy() const { return SslSessionHandle(SSL_SESSION_dup(session_.get())); }

 private:
  explicit Session(SslSessionHandle session) : session_(std::move(session)) {}

  const SslSessionHandle session_;
};

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_SESSION_H_
