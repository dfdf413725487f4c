#ifndef OMNITLS_EXTERNAL_KEY_H_
#define OMNITLS_EXTERNAL_KEY_H_

#include "omnitls/algorithms.h"
#include "omnitls/bytes.h"
#include "omnitls/error.h"
#include "omnitls/signer.h"

namespace omnitls::internal {

struct ContextSettings;

// ExternalKeySettings is a private key that is somewhere else.
struct ExternalKeySettings {
  Signer* signer = nullptr;  // Null: the key is here.
  SignerTiming timing = SignerTiming::kAtOnce;
};

// ExternalKey is the same in a context, with the public key to look at signatures with.
struct ExternalKey {
  Signer* signer = nullptr;
  SignerTiming timing = SignerTiming::kAtOnce;
  Bytes spki;  // DER SubjectPublicKeyInfo.
};

// CheckExternalKey refuses what the backend cannot do. `kind`: of the certificate's key.
Result<void> CheckExternalKey(ContextSettings& settings, KeyKind kind);

}  // namespace omnitls::internal

#endif  // OMNITLS_EXTERNAL_KEY_H_
