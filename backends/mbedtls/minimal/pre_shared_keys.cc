#include "backends/mbedtls/minimal/core.h"

#if defined(OMNITLS_PROFILE_PSK_MIN) || defined(OMNITLS_MINIMAL_FULL)
// External pre-shared keys: in `psk-min` in place of certificates, in `full` besides them.
namespace omnitls {
namespace {

// No session comes from such a key: to resume would be no cheaper.
void NoteKey(internal::ContextSettings& settings) {
  settings.has_key = true;
#if defined(OMNITLS_MINIMAL_FULL)
  settings.core->has_sessions = false;
  settings.suites = internal::ContextSettings::UseSuites;
#endif
}

}  // namespace

ClientContextBuilder& ClientContextBuilder::PreSharedKey(ByteView identity, ByteView key,
                                                         [[maybe_unused]] HashAlgorithm hash) {
  if (!internal::IsUsable(settings_)) return *this;
  const auto fits = [&](std::size_t size, std::size_t least, std::size_t most, Detail detail) {
    settings_->Check(size - least > most - least, detail);
  };
  fits(identity.size(), 1, kMaxPskIdentity, Detail::kNameLength);
  fits(key.size(), kMinPreSharedKey, kMaxPreSharedKey, Detail::kKeyLength);
#if defined(OMNITLS_MINIMAL_FULL)
  if (hash != HashAlgorithm::kSha256) {
    settings_->Fail({ErrorKind::kUnsupported, Detail::kSetting},
                    "this library cannot do external pre-shared keys for SHA-384");
  }
#endif
  if (!settings_->usable()) return *this;
  settings_->Check(mbedtls_ssl_conf_psk(&settings_->core->config, key.data(), key.size(),
                                        identity.data(), identity.size()),
                   Detail::kDuplicate);
  NoteKey(*settings_);
  return *this;
}

#if defined(MBEDTLS_SSL_SRV_C)
namespace {

int OnIdentity(void* store, mbedtls_ssl_context* ssl, const unsigned char* identity,
               std::size_t size) {
  PreSharedKey psk;
  if (!static_cast<PreSharedKeyStore*>(store)->Find({identity, size}, psk)) {
    return MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY;
  }
  return mbedtls_ssl_set_hs_psk(ssl, psk.key.view().data(), psk.key.size());
}

}  // namespace
#endif

ServerContextBuilder& ServerContextBuilder::PreSharedKeys(
    [[maybe_unused]] PreSharedKeyStore* store) {
#if defined(MBEDTLS_SSL_SRV_C)
  if (!internal::IsUsable(settings_) || store == nullptr) return *this;
  mbedtls_ssl_conf_psk_cb(&settings_->core->config, OnIdentity, store);
  NoteKey(*settings_);
#endif
  return *this;
}

}  // namespace omnitls

#endif
