#ifndef OMNITLS_BACKENDS_WOLFSSL_SECRETS_H_
#define OMNITLS_BACKENDS_WOLFSSL_SECRETS_H_

#include "backends/wolfssl/handles.h"
#include "omnitls/digest.h"
#include "omnitls/engine_host.h"

namespace omnitls::wolfssl {

// What the library was built with.
#if defined(HAVE_SECRET_CALLBACK) && defined(HAVE_KEYING_MATERIAL)
inline constexpr bool kTellsSecrets = true;
#else
inline constexpr bool kTellsSecrets = false;
#endif
#if !defined(WOLFSSL_NO_TLS12) && defined(WOLFSSL_HAVE_PRF)
inline constexpr bool kTellsFinished = true;
#else
inline constexpr bool kTellsFinished = false;
#endif
// Else a client looks for records that follow its handshake, and nobody could tell how many.
#if defined(WOLFSSL_TLS13_NO_PEEK_HANDSHAKE_DONE) || !defined(WOLFSSL_TLS13)
inline constexpr bool kStopsAfterHandshake = true;
#else
inline constexpr bool kStopsAfterHandshake = false;
#endif

// Digest is Backend::Digest.
bool Digest(HashAlgorithm hash, std::span<const ByteView> parts, MutableBytes out);

// StartSecrets makes the library tell `host` the secrets of TLS 1.3, and keep those of TLS 1.2.
void StartSecrets(WOLFSSL* ssl, EngineHost& host);
// In TLS 1.2, when ChangeCipherSpec is about to be written, and so the first time that anything is
// protected: TellMasterSecret; and TellFirstFinished, for the own Finished follows at once, and the
// peer's, if that is the first, was just read.
void TellMasterSecret(WOLFSSL* ssl, EngineHost& host);
void TellFirstFinished(WOLFSSL* ssl, EngineHost& host);
// FinishSecrets wipes what was kept. After the handshake.
void FinishSecrets(WOLFSSL* ssl);

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_SECRETS_H_
