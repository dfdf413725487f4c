#ifndef OMNITLS_BACKENDS_MBEDTLS_PRIVATE_KEY_H_
#define OMNITLS_BACKENDS_MBEDTLS_PRIVATE_KEY_H_

#include <mbedtls/pk.h>

#include "omnitls/backend.h"

namespace omnitls::mbedtls {

// ReadPrivateKey reads the identity's key into `key`. Errors: kConfig with kMalformedPem,
// kMalformedDer or kWrongPassword; kConfig/kKeyMismatch for a kind of key that is unknown here, and
// so not the leaf's; kUnsupported/kUnsupportedAlgorithm for an unknown encryption; kNoMemory.
Result<void> ReadPrivateKey(const EngineIdentity& identity, mbedtls_pk_context& key);

// CheckMatch checks that a private key is that of a certificate's public key. Errors:
// kConfig/kKeyMismatch; kNoMemory.
Result<void> CheckMatch(const mbedtls_pk_context& certified, const mbedtls_pk_context& key);

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_PRIVATE_KEY_H_
