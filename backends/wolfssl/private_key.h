#ifndef OMNITLS_BACKENDS_WOLFSSL_PRIVATE_KEY_H_
#define OMNITLS_BACKENDS_WOLFSSL_PRIVATE_KEY_H_

#include "backends/wolfssl/handles.h"
#include "omnitls/backend.h"

namespace omnitls::wolfssl {

// UsePrivateKey gives a context, which has its certificate, the identity's key. Errors: kConfig
// with kMalformedPem, kMalformedDer, kPasswordRequired, kWrongPassword or kKeyMismatch;
// kUnsupported; kNoMemory.
Result<void> UsePrivateKey(WOLFSSL_CTX* ctx, const EngineIdentity& identity);

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_PRIVATE_KEY_H_
