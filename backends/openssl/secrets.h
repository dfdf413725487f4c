#ifndef OMNITLS_BACKENDS_OPENSSL_SECRETS_H_
#define OMNITLS_BACKENDS_OPENSSL_SECRETS_H_

#include "backends/openssl/handles.h"
#include "omnitls/digest.h"
#include "omnitls/engine_host.h"

namespace omnitls::openssl {

// Digest is Backend::Digest.
bool Digest(HashAlgorithm hash, std::span<const ByteView> parts, MutableBytes out);

// TellSecret tells the host what a line of OpenSSL's key log says.
void TellSecret(const SSL* ssl, const char* line, EngineHost& host);

// TellFirstFinished tells the host the first Finished message. After a TLS 1.2 handshake.
void TellFirstFinished(const SSL* ssl, EngineHost& host);

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_SECRETS_H_
