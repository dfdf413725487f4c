#include "backends/wolfssl/psk.h"

#include <cstring>
#include <string_view>

#include "backends/wolfssl/algorithms.h"
#include "backends/wolfssl/connection.h"

namespace omnitls::wolfssl {
#ifndef NO_PSK
namespace {

unsigned GiveKey(const EnginePsk* psk, unsigned char* out, unsigned most) {
  if (psk == nullptr || psk->key.size() > most) return 0;
  std::memcpy(out, psk->key.data(), psk->key.size());
  return static_cast<unsigned>(psk->key.size());
}

unsigned OfferPsk(WOLFSSL* ssl, const char* /*hint*/, char* identity, unsigned most_identity,
                  unsigned char* key, unsigned most_key) {
  const EnginePsk& psk = *Connection::Of(ssl).psk();
  if (psk.identity.size() >= most_identity) return 0;
  std::memcpy(identity, psk.identity.data(), psk.identity.size() + 1);
  return GiveKey(&psk, key, most_key);
}

// For TLS 1.2. The library also asks it in TLS 1.3 when the next has found nothing.
unsigned FindPsk(WOLFSSL* ssl, const char* identity, unsigned char* key, unsigned most_key) {
  if (ToVersion(wolfSSL_GetVersion(ssl)) == Version::kTls13) return 0;
  return GiveKey(Connection::Of(ssl).host().FindPreSharedKey(AsBytes(identity)), key, most_key);
}

#ifdef WOLFSSL_TLS13
// Called for each suite of TLS 1.3.
unsigned OfferTls13Psk(WOLFSSL* ssl, const char* hint, char* identity, unsigned most_identity,
                       unsigned char* key, unsigned most_key, const char* suite) {
  const bool sha384 = std::string_view(suite).ends_with("SHA384");
  if (sha384 != (Connection::Of(ssl).psk()->hash == HashAlgorithm::kSha384)) return 0;
  return OfferPsk(ssl, hint, identity, most_identity, key, most_key);
}

// Called for each suite and identity.
unsigned FindTls13Psk(WOLFSSL* ssl, const char* identity, unsigned char* key, unsigned most_key,
                      const char** suite) {
  const EnginePsk* const psk = Connection::Of(ssl).host().FindPreSharedKey(AsBytes(identity));
  if (psk == nullptr) return 0;
  const auto number = static_cast<std::uint16_t>(psk->tls13_suite);
  *suite = wolfSSL_get_cipher_name_from_suite(static_cast<unsigned char>(number >> 8),
                                              static_cast<unsigned char>(number));
  return GiveKey(psk, key, most_key);
}
#endif

}  // namespace

void InstallPsk(WOLFSSL_CTX* ctx, const EngineConfig& config) {
  if (config.psk != nullptr) wolfSSL_CTX_set_psk_client_callback(ctx, OfferPsk);
  if (config.accepts_psk) wolfSSL_CTX_set_psk_server_callback(ctx, FindPsk);
#ifdef WOLFSSL_TLS13
  if (config.psk != nullptr) wolfSSL_CTX_set_psk_client_cs_callback(ctx, OfferTls13Psk);
  if (config.accepts_psk) wolfSSL_CTX_set_psk_server_tls13_callback(ctx, FindTls13Psk);
  // Never a PSK alone.
  if (config.psk != nullptr || config.accepts_psk) wolfSSL_CTX_only_dhe_psk(ctx);
#endif
}

#else

void InstallPsk(WOLFSSL_CTX* /*ctx*/, const EngineConfig& /*config*/) {}  // Never asked for any.

#endif
}  // namespace omnitls::wolfssl
