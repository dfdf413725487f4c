#include "backends/wolfssl/post_handshake.h"

#include <utility>

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

bool AwaitsCertificate(const WOLFSSL& ssl) {
#if defined(WOLFSSL_TLS13) && defined(WOLFSSL_POST_HANDSHAKE_AUTH)
  if (ssl.certReqCtx != nullptr) return true;
#endif
  return ssl.options.handShakeDone == 0;
}

#if defined(WOLFSSL_TLS13) && defined(WOLFSSL_POST_HANDSHAKE_AUTH)

bool PostHandshake::Offer(WOLFSSL& ssl) { return wolfSSL_allow_post_handshake_auth(&ssl) == 0; }

bool PostHandshake::IsOffered(const WOLFSSL& ssl) {
  return ssl.options.tls1_3 != 0 && ssl.options.postHandshakeAuth != 0;
}

internal::Owned<PostHandshake> PostHandshake::Make(WOLFSSL& ssl, const EngineInfo& info) {
  internal::Owned<PostHandshake> made(new (std::nothrow) PostHandshake(ssl, info));
  if (!made || InitHandshakeHashesAndCopy(&ssl, ssl.hsHashes, &made->transcript_) != 0) return {};
  // It would send no certificate, or take none, where a session was resumed; and would say again
  // that early data has ended.
  ssl.options.resuming = 0;
  ssl.options.pskNegotiated = 0;
#ifdef WOLFSSL_EARLY_DATA
  ssl.earlyData = no_early_data;
#endif
  // It would send tickets again; and free, with what is left of the handshake, the buffer it is
  // reading from.
  ssl.options.ticketsSent = ssl.options.maxTicketTls13;
  ssl.options.keepResources = 1;
  return made;
}

PostHandshake::~PostHandshake() {
  if (transcript_ == nullptr) return;
  std::swap(ssl_.hsHashes, transcript_);
  FreeHandshakeHashes(&ssl_);
  std::swap(ssl_.hsHashes, transcript_);
}

bool PostHandshake::RestoreTranscript() {
  return InitHandshakeHashesAndCopy(&ssl_, transcript_, &ssl_.hsHashes) == 0;
}

int PostHandshake::Request(bool required) {
  if (!RestoreTranscript()) return MEMORY_E;
  // As Context::SetVerification. What an earlier answer has proved is not proved now.
  ssl_.options.verifyPeer = 1;
  ssl_.options.verifyNone = 1;
  ssl_.options.failNoCert = required ? 1 : 0;
  ssl_.options.havePeerCert = 0;
  ssl_.options.havePeerVerify = 0;
  const int code = wolfSSL_request_certificate(&ssl_);
  // Without it, KeyUpdate would be refused while the answer is awaited.
  ssl_.msgsReceived.got_finished = 1;
  return code;
}

void PostHandshake::NoteCertificate() { ssl_.msgsReceived.got_finished = 0; }

bool PostHandshake::IsAnswered() const {
  return ssl_.certReqCtx == nullptr && ssl_.options.handShakeState == HANDSHAKE_DONE &&
         ssl_.msgsReceived.got_finished != 0;
}

#else

bool PostHandshake::Offer(WOLFSSL& /*ssl*/) { return false; }
bool PostHandshake::IsOffered(const WOLFSSL& /*ssl*/) { return false; }
internal::Owned<PostHandshake> PostHandshake::Make(WOLFSSL& /*ssl*/, const EngineInfo& /*info*/) {
  return {};
}
PostHandshake::~PostHandshake() {}
bool PostHandshake::RestoreTranscript() { return false; }
int PostHandshake::Request(bool /*required*/) { return NOT_COMPILED_IN; }
void PostHandshake::NoteCertificate() {}
bool PostHandshake::IsAnswered() const { return false; }

#endif

}  // namespace omnitls::wolfssl
