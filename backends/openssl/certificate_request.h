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

// PresentIdentity gives a connection of `own` the certificates and the key of another context;
// null: none. False: there is no memory.
[[nodiscard]] bool PresentIdentity(SSL* ssl, const Context& own, const Context* identity,
                                   EngineHost& host);

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_CERTIFICATE_REQUEST_H_
