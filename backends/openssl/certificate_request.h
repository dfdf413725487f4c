#ifndef OMNITLS_BACKENDS_OPENSSL_CERTIFICATE_REQUEST_H_
#define OMNITLS_BACKENDS_OPENSSL_CERTIFICATE_REQUEST_H_

#include <openssl/ssl.h>

#include "omnitls/backend.h"
#include "omnitls/engine_host.h"

namespace omnitls::openssl {

class Context;

// NameAuthorities makes a server send these names (EngineConfig::authorities). False: there is no
// memory.
[[nodiscard]] bool NameAuthorities(SSL_CTX* ctx, ByteView names);

// DescribeRequest makes the CertificateRequest message, its header included, that a client of
// TLS 1.3 has received. False: there is no memory.
[[nodiscard]] bool DescribeRequest(SSL* ssl, Bytes& message);

// PresentIdentity gives a connection the certificates and the key of a context; null: none. False:
// there is no memory.
[[nodiscard]] bool PresentIdentity(SSL* ssl, const Context* identity, EngineHost& host);

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_CERTIFICATE_REQUEST_H_
