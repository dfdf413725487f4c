#include "backends/wolfssl/post_handshake.h"

namespace omnitls::wolfssl {

void FreeHandshake([[maybe_unused]] WOLFSSL& ssl) {
#if defined(WOLFSSL_TLS13) && defined(WOLFSSL_POST_HANDSHAKE_AUTH)
  if (ssl.options.tls1_3 == 0) return;
  FreeSuites(&ssl);
  FreeHandshakeHashes(&ssl);
  if (ssl.options.saveArrays == 0) FreeArrays(&ssl, 1);
  if (ssl.options.side == WOLFSSL_CLIENT_END) {
    if (ssl.options.weOwnRng == 0) return;
    wc_FreeRng(ssl.rng);
    XFREE(ssl.rng, ssl.heap, DYNAMIC_TYPE_RNG);
    ssl.rng = nullptr;
    ssl.options.weOwnRng = 0;
    return;
  }
#ifndef NO_RSA
  FreeKey(&ssl, DYNAMIC_TYPE_RSA, reinterpret_cast<void**>(&ssl.peerRsaKey));
  ssl.peerRsaKeyPresent = 0;
#endif
#ifdef HAVE_ECC
  FreeKey(&ssl, DYNAMIC_TYPE_ECC, reinterpret_cast<void**>(&ssl.peerEccDsaKey));
  ssl.peerEccDsaKeyPresent = 0;
#endif
#ifdef HAVE_ED25519
  FreeKey(&ssl, DYNAMIC_TYPE_ED25519, reinterpret_cast<void**>(&ssl.peerEd25519Key));
  ssl.peerEd25519KeyPresent = 0;
#endif
#ifdef HAVE_ED448
  FreeKey(&ssl, DYNAMIC_TYPE_ED448, reinterpret_cast<void**>(&ssl.peerEd448Key));
  ssl.peerEd448KeyPresent = 0;
#endif
#endif
}

}  // namespace omnitls::wolfssl
