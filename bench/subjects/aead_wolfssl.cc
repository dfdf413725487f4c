#include <wolfssl/wolfcrypt/settings.h>
// Settings come first.
#include <wolfssl/wolfcrypt/aes.h>
#include <wolfssl/wolfcrypt/chacha20_poly1305.h>

#include "bench/subjects/aead.h"

namespace omnitls::bench {
namespace {

class Aead {
 public:
  explicit Aead(const Plan& plan) : is_gcm_(plan.cipher != Cipher::kChaCha20Poly1305) {
    const word32 size = plan.cipher == Cipher::kAes128Gcm ? 16 : 32;
    Require(wc_AesInit(&aes_, nullptr, INVALID_DEVID) == 0 &&
                (!is_gcm_ || wc_AesGcmSetKey(&aes_, key_, size) == 0),
            "setting wolfSSL's key");
  }
  ~Aead() { wc_AesFree(&aes_); }
  Aead(const Aead&) = delete;
  Aead& operator=(const Aead&) = delete;

  void Seal(ByteView data, std::uint8_t* out) {
    const std::uint8_t header[5] = {23, 3, 3, 0, 0};
    ++nonce_[0];
    const auto size = static_cast<word32>(data.size());
    std::uint8_t* const tag = out + data.size();
    Require((is_gcm_ ? wc_AesGcmEncrypt(&aes_, out, data.data(), size, nonce_, sizeof nonce_, tag,
                                        16, header, sizeof header)
                     : wc_ChaCha20Poly1305_Encrypt(key_, nonce_, header, sizeof header, data.data(),
                                                   size, out, tag)) == 0,
            "wolfSSL's encryption");
  }

 private:
  bool is_gcm_;
  Aes aes_;
  std::uint8_t key_[32] = {1};
  std::uint8_t nonce_[12] = {};
};

}  // namespace

std::unique_ptr<Subject> WolfSslAead(const Plan& plan, const Identity& identity) {
  return MakeAead<Aead>(plan, identity);
}

}  // namespace omnitls::bench
