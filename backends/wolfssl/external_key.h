#ifndef OMNITLS_BACKENDS_WOLFSSL_EXTERNAL_KEY_H_
#define OMNITLS_BACKENDS_WOLFSSL_EXTERNAL_KEY_H_

#include "backends/wolfssl/handles.h"
#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/engine_host.h"

namespace omnitls::wolfssl {

// Whether the library was built with crypto callbacks, for RSA with all that tells what is signed.
inline constexpr bool kExternalKeys =
#if defined(WOLF_CRYPTO_CB) && defined(WOLF_CRYPTO_CB_RSA_PAD) && defined(WOLF_PRIVATE_KEY_ID) && \
    !defined(NO_CHECK_PRIVATE_KEY) && !defined(NO_RSA) && defined(WC_RSA_PSS) && defined(HAVE_ECC)
    true;
#else
    false;
#endif

// StartExternalKeys tells the library, once in a process, who signs with such keys.
bool StartExternalKeys();

// ExternalKey is what the contexts and connections of one certificate know of its key.
class ExternalKey {
 public:
  // Errors: kUnsupported (this kind of key); kNoMemory.
  Result<void> Init(const EngineIdentity& identity);
  bool empty() const { return bits_ == 0; }

  // UseIn makes a context, which has its certificate, do without a key.
  Result<void> UseIn(WOLFSSL_CTX* ctx) const;

  // OfConnection is the way from the library's key to EngineHost::Sign.
  struct OfConnection {
    const ExternalKey* key = nullptr;
    EngineHost* host = nullptr;
  };
  // `connection` must outlive the connection.
  Result<void> UseIn(WOLFSSL* ssl, const OfConnection& connection) const;

  ByteView spki() const { return spki_; }
  std::size_t size() const { return (bits_ + 7) / 8; }  // In bytes.

 private:
  Bytes spki_;
  std::uint32_t bits_ = 0;
  bool is_rsa_ = false;
};

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_EXTERNAL_KEY_H_
