#ifndef OMNITLS_BACKENDS_OPENSSL_PRIVATE_KEY_H_
#define OMNITLS_BACKENDS_OPENSSL_PRIVATE_KEY_H_

#include "backends/openssl/handles.h"
#include "omnitls/backend.h"

namespace omnitls::openssl {

// ParsePrivateKey reads a key in any of the forms of EngineIdentity::private_key. Errors: kConfig
// with kMalformedPem (the text around the key), kMalformedDer (the key), kPasswordRequired,
// kWrongPassword; kUnsupported/kUnsupportedAlgorithm (how it is encrypted); kNoMemory.
Result<KeyHandle> ParsePrivateKey(const EngineIdentity& identity);

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_PRIVATE_KEY_H_
