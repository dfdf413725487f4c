#include "backends/mbedtls/session.h"

#include "backends/mbedtls/errors.h"

namespace omnitls::mbedtls {

Result<internal::Owned<EngineSession>> Session::Take(const mbedtls_ssl_context& ssl) {
  internal::Owned<Session> session = internal::MakeOwned<Session>();
  if (!session) return Fail(ErrorKind::kNoMemory);
  const int taken = omnitls_mbedtls_take_session(&ssl, session->session_.get());
  if (taken != 0) {
    if (IsOutOfMemory(taken)) return Fail(ErrorKind::kNoMemory);
    return Fail(ErrorKind::kUsage, Detail::kNotAvailable, Alert::kNone, taken);
  }
  omnitls_mbedtls_drop_peer(session->session_.get());
  return internal::Owned<EngineSession>(std::move(session));
}

Result<internal::Owned<EngineSession>> Session::Load(ByteView saved) {
  internal::Owned<Session> session = internal::MakeOwned<Session>();
  if (!session) return Fail(ErrorKind::kNoMemory);
  const int loaded = mbedtls_ssl_session_load(session->session_.get(), saved.data(), saved.size());
  if (loaded == 0) return internal::Owned<EngineSession>(std::move(session));
  if (IsOutOfMemory(loaded)) return Fail(ErrorKind::kNoMemory);
  return Fail(ErrorKind::kConfig, Detail::kMalformedSession, Alert::kNone, loaded);
}

bool Session::Save(SecretBytes& out) const {
  std::size_t size = 0;
  // Only tells the size.
  (void)mbedtls_ssl_session_save(session_.get(), nullptr, 0, &size);
  MutableBytes added;
  return out.Grow(size, added) &&
         mbedtls_ssl_session_save(session_.get(), added.data(), added.size(), &size) == 0;
}

Result<void> Session::Offer([[maybe_unused]] mbedtls_ssl_context& ssl,
                            [[maybe_unused]] const mbedtls_ssl_config& config) const {
#if defined(MBEDTLS_SSL_CLI_C)
  if (!omnitls_mbedtls_session_fits(&config, session_.get())) return {};
  const int set = mbedtls_ssl_set_session(&ssl, session_.get());
  if (set != 0 && IsOutOfMemory(set)) return Fail(ErrorKind::kNoMemory);
#endif
  return {};
}

int Session::OnId(void* session, const unsigned char* id, std::size_t size,
                  mbedtls_ssl_session* out) {
  const mbedtls_ssl_session* const own = static_cast<const Session*>(session)->session_.get();
  const auto* const own_id = *mbedtls_ssl_session_get_id(own);
  if (!Equal({own_id, mbedtls_ssl_session_get_id_len(own)}, {id, size})) {
    return MBEDTLS_ERR_SSL_CACHE_ENTRY_NOT_FOUND;
  }
  return omnitls_mbedtls_copy_session(out, own);
}

}  // namespace omnitls::mbedtls
