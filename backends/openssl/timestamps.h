#ifndef OMNITLS_BACKENDS_OPENSSL_TIMESTAMPS_H_
#define OMNITLS_BACKENDS_OPENSSL_TIMESTAMPS_H_

#include <openssl/ssl.h>

namespace omnitls::openssl {

// ExchangeTimestamps makes clients ask for signed certificate timestamps (RFC 6962, 3.3), and
// servers send those of their context. False: there is no memory.
[[nodiscard]] bool ExchangeTimestamps(SSL_CTX* ctx);

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_TIMESTAMPS_H_
