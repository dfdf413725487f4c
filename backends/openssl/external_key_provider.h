#ifndef OMNITLS_BACKENDS_OPENSSL_EXTERNAL_KEY_PROVIDER_H_
#define OMNITLS_BACKENDS_OPENSSL_EXTERNAL_KEY_PROVIDER_H_

#include <openssl/core.h>

#include "backends/openssl/external_key.h"

namespace omnitls::openssl {

// ProviderKey is what the provider knows of a key: whose it is.
struct ProviderKey : internal::Allocated {
  const ExternalKey* key = nullptr;  // Null: a public key, only to be compared with one.
  EngineHost* host = nullptr;
};

// The parameter of EVP_PKEY_fromdata: a ProviderKey to copy.
inline constexpr char kProviderKeyParameter[] = "omnitls-key";

// For OSSL_PROVIDER_add_builtin.
int InitExternalKeyProvider(const OSSL_CORE_HANDLE* core, const OSSL_DISPATCH* in,
                            const OSSL_DISPATCH** out, void** provider);

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_EXTERNAL_KEY_PROVIDER_H_
