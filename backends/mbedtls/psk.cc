#include "backends/mbedtls/psk.h"

namespace omnitls::mbedtls {
#if defined(MBEDTLS_SSL_HANDSHAKE_WITH_PSK_ENABLED)
namespace {

// Called for each identity in TLS 1.3, and for the one of TLS 1.2.
[[maybe_unused]] int OnIdentity(void* user, mbedtls_ssl_context* ssl, const unsigned char* identity,
                                std::size_t size) {
  const EnginePsk* const psk = static_cast<EngineHost*>(user)->FindPreSharedKey({identity, size});
  if (psk == nullptr) return MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY;
  return mbedtls_ssl_set_hs_psk(ssl, psk->key.data(), psk->key.size());
}

}  // namespace

int OfferPsk(mbedtls_ssl_config& config, const EnginePsk& psk) {
  return mbedtls_ssl_conf_psk(&config, psk.key.data(), psk.key.size(), psk.identity.data(),
                              psk.identity.size());
}

void FindPsks([[maybe_unused]] mbedtls_ssl_config& config, [[maybe_unused]] EngineHost& host) {
#if defined(MBEDTLS_SSL_SRV_C)
  mbedtls_ssl_conf_psk_cb(&config, OnIdentity, &host);
#endif
}

#else  // Never called.

int OfferPsk(mbedtls_ssl_config& /*config*/, const EnginePsk& /*psk*/) {
  return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
}
void FindPsks(mbedtls_ssl_config& /*config*/, EngineHost& /*host*/) {}

#endif
}  // namespace omnitls::mbedtls
