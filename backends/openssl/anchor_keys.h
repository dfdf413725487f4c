#ifndef OMNITLS_BACKENDS_OPENSSL_ANCHOR_KEYS_H_
#define OMNITLS_BACKENDS_OPENSSL_ANCHOR_KEYS_H_

#include <openssl/evp.h>

#include <atomic>
#include <cstddef>

#include "backends/openssl/handles.h"
#include "omnitls/bytes.h"
#include "omnitls/trust_anchors.h"

namespace omnitls::openssl {

// ParsePublicKey reads a DER SubjectPublicKeyInfo; nullptr: malformed, not supported or no memory.
// It takes OpenSSL 3.0 twice as long as to verify an RSA signature.
KeyHandle ParsePublicKey(ByteView spki);

// AnchorKeys keeps the public keys of trust anchors, each parsed when first needed. Thread-safe.
class AnchorKeys {
 public:
  AnchorKeys() = default;
  AnchorKeys(const AnchorKeys&) = delete;
  AnchorKeys& operator=(const AnchorKeys&) = delete;
  ~AnchorKeys();

  // False: no memory. `store` outlives this object; null: no anchors.
  [[nodiscard]] bool Init(const TrustStore* store);

  // The key of the anchor with this index, or nullptr as ParsePublicKey.
  EVP_PKEY* Find(std::size_t anchor) const;

 private:
  using Slot = std::atomic<EVP_PKEY*>;

  const TrustStore* store_ = nullptr;
  Slot* slots_ = nullptr;  // One for each anchor.
  std::size_t size_ = 0;
};

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_ANCHOR_KEYS_H_
