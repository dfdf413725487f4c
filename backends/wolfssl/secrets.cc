#include "backends/wolfssl/secrets.h"

#include <wolfssl/wolfcrypt/hash.h>

#include <optional>

#include "backends/wolfssl/backend.h"

namespace omnitls::wolfssl {
namespace {

enum wc_HashType Native(HashAlgorithm hash) {
  switch (hash) {
    case HashAlgorithm::kSha256:
      return WC_HASH_TYPE_SHA256;
    case HashAlgorithm::kSha384:
      return WC_HASH_TYPE_SHA384;
    case HashAlgorithm::kSha512:
      return WC_HASH_TYPE_SHA512;
    case HashAlgorithm::kSha1:
      return WC_HASH_TYPE_SHA;
  }
  return WC_HASH_TYPE_NONE;
}

#if defined(WOLFSSL_TLS13) && defined(HAVE_SECRET_CALLBACK)
std::optional<SecretLabel> ToLabel(int id) {
  switch (id) {
    case CLIENT_EARLY_TRAFFIC_SECRET:
      return SecretLabel::kClientEarlyTraffic;
    case CLIENT_HANDSHAKE_TRAFFIC_SECRET:
      return SecretLabel::kClientHandshakeTraffic;
    case SERVER_HANDSHAKE_TRAFFIC_SECRET:
      return SecretLabel::kServerHandshakeTraffic;
    case CLIENT_TRAFFIC_SECRET:
      return SecretLabel::kClientTraffic;
    case SERVER_TRAFFIC_SECRET:
      return SecretLabel::kServerTraffic;
    case EXPORTER_SECRET:
      return SecretLabel::kExporter;
    default:
      return std::nullopt;
  }
}

int OnSecret(WOLFSSL* ssl, int id, const unsigned char* secret, int size, void* host) {
  const std::optional<SecretLabel> label = ToLabel(id);
  if (label && ssl->arrays != nullptr) {
    static_cast<EngineHost*>(host)->NoteSecret(
        {*label, {secret, static_cast<std::size_t>(size)}, ssl->arrays->clientRandom, {}});
  }
  return 0;
}
#endif

}  // namespace

bool Digest(HashAlgorithm hash, std::span<const ByteView> parts, MutableBytes out) {
  const enum wc_HashType type = Native(hash);
  wc_HashAlg state;
  if (wc_HashInit(&state, type) != 0) return false;
  bool good = true;
  for (const ByteView part : parts) {
    if (part.empty()) continue;
    good = good && wc_HashUpdate(&state, type, part.data(), static_cast<word32>(part.size())) == 0;
  }
  good = good && wc_HashFinal(&state, type, out.data()) == 0;
  wc_HashFree(&state, type);
  Wipe(&state, sizeof state);
  return good;
}

void StartSecrets(WOLFSSL* ssl, [[maybe_unused]] EngineHost& host) {
  wolfSSL_KeepArrays(ssl);
#if defined(WOLFSSL_TLS13) && defined(HAVE_SECRET_CALLBACK)
  wolfSSL_set_tls13_secret_cb(ssl, OnSecret, &host);
#endif
}

void TellMasterSecret(WOLFSSL* ssl, EngineHost& host) {
  if (wolfSSL_GetVersion(ssl) != WOLFSSL_TLSV1_2 || ssl->arrays == nullptr) return;
  const Arrays& arrays = *ssl->arrays;
  host.NoteSecret(
      {SecretLabel::kMaster, arrays.masterSecret, arrays.clientRandom, arrays.serverRandom});
}

void TellFirstFinished([[maybe_unused]] WOLFSSL* ssl, [[maybe_unused]] EngineHost& host) {
#if !defined(WOLFSSL_NO_TLS12) && defined(WOLFSSL_HAVE_PRF)
  if (wolfSSL_GetVersion(ssl) != WOLFSSL_TLSV1_2 || ssl->hsHashes == nullptr) return;
  // The client's, unless a session is resumed (RFC 5246, 7.3).
  const bool servers = ssl->options.resuming != 0;
  const bool own = (ssl->options.side == WOLFSSL_SERVER_END) == servers;
  // It is at the beginning of this, whatever that is for.
  Hashes hashes = ssl->hsHashes->verifyHashes;
  if (own && BuildTlsFinished(ssl, &hashes, servers ? kTlsServerStr : kTlsClientStr) != 0) return;
  host.NoteSecret({SecretLabel::kFirstFinished,
                   {reinterpret_cast<const std::uint8_t*>(&hashes), TLS_FINISHED_SZ},
                   {},
                   {}});
#endif
}

void FinishSecrets(WOLFSSL* ssl) { wolfSSL_FreeArrays(ssl); }

}  // namespace omnitls::wolfssl
