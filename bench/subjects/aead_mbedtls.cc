#include <mbedtls/chachapoly.h>
#include <mbedtls/gcm.h>

#include "bench/subjects/aead.h"

namespace omnitls::bench {
namespace {

class Aead {
 public:
  explicit Aead(const Plan& plan) : is_gcm_(plan.cipher != Cipher::kChaCha20Poly1305) {
    const std::uint8_t key[32] = {1};
    mbedtls_gcm_init(&gcm_);
    mbedtls_chachapoly_init(&chachapoly_);
    const unsigned bits = plan.cipher == Cipher::kAes128Gcm ? 128 : 256;
    Require(is_gcm_ ? mbedtls_gcm_setkey(&gcm_, MBEDTLS_CIPHER_ID_AES, key, bits) == 0
                    : mbedtls_chachapoly_setkey(&chachapoly_, key) == 0,
            "setting mbedTLS's key");
  }
  ~Aead() {
    mbedtls_gcm_free(&gcm_);
    mbedtls_chachapoly_free(&chachapoly_);
  }
  Aead(const Aead&) = delete;
  Aead& operator=(const Aead&) = delete;

  void Seal(ByteView data, std::uint8_t* out) {
    const std::uint8_t header[5] = {23, 3, 3, 0, 0};
    ++nonce_[0];
    std::uint8_t* const tag = out + data.size();
    Require(
        (is_gcm_ ? mbedtls_gcm_crypt_and_tag(&gcm_, MBEDTLS_GCM_ENCRYPT, data.size(), nonce_,
                                             sizeof nonce_, header, sizeof header, data.data(), out,
                                             16, tag)
                 : mbedtls_chachapoly_encrypt_and_tag(&chachapoly_, data.size(), nonce_, header,
                                                      sizeof header, data.data(), out, tag)) == 0,
        "mbedTLS's encryption");
  }

 private:
  bool is_gcm_;
  mbedtls_gcm_context gcm_;
  mbedtls_chachapoly_context chachapoly_;
  std::uint8_t nonce_[12] = {};
};

}  // namespace

std::unique_ptr<Subject> MbedTlsAead(const Plan& plan, const Identity& identity) {
  return MakeAead<Aead>(plan, identity);
}

}  // namespace omnitls::bench
