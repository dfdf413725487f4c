#ifndef OMNITLS_BACKENDS_MBEDTLS_SESSION_H_
#define OMNITLS_BACKENDS_MBEDTLS_SESSION_H_

#include "backends/mbedtls/handles.h"
#include "backends/mbedtls/shim.h"
#include "omnitls/backend.h"

namespace omnitls::mbedtls {

// Session is a mbedtls_ssl_session without the peer's certificates, which the core keeps. Its
// secrets are wiped with it.
class Session final : public EngineSession {
 public:
  // Take takes the session out of a client's connection, or copies a server's. Errors:
  // kUsage/kNotAvailable, kNoMemory.
  static Result<internal::Owned<EngineSession>> Take(const mbedtls_ssl_context& ssl);

  // Load reads what Save wrote. Errors: as Backend::LoadSession.
  static Result<internal::Owned<EngineSession>> Load(ByteView saved);

  bool Save(SecretBytes& out) const override;
  std::uint32_t max_early_data() const override {
    return omnitls_mbedtls_session_max_early_data(session_.get());
  }

  // Offer makes a new connection offer this session; not if its configuration has left the
  // session's version or cipher suite behind: then the handshake is a full one. Errors: kNoMemory.
  Result<void> Offer(mbedtls_ssl_context& ssl, const mbedtls_ssl_config& config) const;

  // OnId is what a server's connection looks a session ID up with (mbedtls_ssl_conf_session_cache);
  // `session` is the only one there is.
  static int OnId(void* session, const unsigned char* id, std::size_t size,
                  mbedtls_ssl_session* out);

 private:
  SessionHandle session_;
};

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_SESSION_H_
