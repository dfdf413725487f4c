#ifndef OMNITLS_BACKENDS_OPENSSL_PSK_H_
#define OMNITLS_BACKENDS_OPENSSL_PSK_H_

#include "backends/openssl/handles.h"
#include "omnitls/backend.h"

namespace omnitls::openssl {

// Whether OpenSSL was built with external PSKs.
#ifdef OPENSSL_NO_PSK
inline constexpr bool kHasPsk = false;
#else
inline constexpr bool kHasPsk = true;
#endif

// InstallPsk lets the connections of a context offer, or find, external PSKs.
void InstallPsk(SSL_CTX* ctx, const EngineConfig& config);

// SetPskSuite sees to it that a server whose core has chosen a suite takes that one: OpenSSL would
// choose one before it looks at the PSK. False: no memory.
[[nodiscard]] bool SetPskSuite(SSL* ssl, CipherSuite suite);

// RefuseSessions lets a server give its client no session. `tls13_suite`: kNone in TLS 1.2.
void RefuseSessions(SSL* ssl, CipherSuite tls13_suite);

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_PSK_H_
