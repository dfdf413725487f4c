#ifndef OMNITLS_BACKENDS_WOLFSSL_POST_HANDSHAKE_H_
#define OMNITLS_BACKENDS_WOLFSSL_POST_HANDSHAKE_H_

#include "backends/wolfssl/handles.h"

namespace omnitls::wolfssl {

// FreeHandshake gives back what the library, if it knows authentication after the handshake, keeps
// of every handshake of TLS 1.3.
void FreeHandshake(WOLFSSL& ssl);

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_POST_HANDSHAKE_H_
