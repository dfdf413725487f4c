#include <openssl/evp.h>

#include "bench/subjects/aead.h"

namespace omnitls::bench {
namespace {

const EVP_CIPHER* Find(Cipher cipher) {
  switch (cipher) {
    case Cipher::kAes128Gcm:
      return EVP_aes_128_gcm();
    case Cipher::kAes256Gcm:
      return EVP_aes_256_gcm();
    case Cipher::kChaCha20Poly1305:
      return EVP_chacha20_poly1305();
  }
  return nullptr;
}

class Aead {
 public:
  explicit Aead(const Plan& plan) : context_(EVP_CIPHER_CTX_new()) {
    const std::uint8_t key[32] = {1};
    Require(EVP_EncryptInit_ex(context_, Find(plan.cipher), nullptr, key, nonce_) == 1,
            "EVP_EncryptInit_ex");
  }
  ~Aead() { EVP_CIPHER_CTX_free(context_); }
  Aead(const Aead&) = delete;
  Aead& operator=(const Aead&) = delete;

  void Seal(ByteView data, std::uint8_t* out) {
    const std::uint8_t header[5] = {23, 3, 3, 0, 0};
    ++nonce_[0];
    int size = 0;
    Require(EVP_EncryptInit_ex(context_, nullptr, nullptr, nullptr, nonce_) == 1 &&
                EVP_EncryptUpdate(context_, nullptr, &size, header, sizeof header) == 1 &&
                EVP_EncryptUpdate(context_, out, &size, data.data(),
                                  static_cast<int>(data.size())) == 1 &&
                EVP_EncryptFinal_ex(context_, out + size, &size) == 1 &&
                EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_GET_TAG, 16, out + data.size()) == 1,
            "EVP_EncryptUpdate");
  }

 private:
  EVP_CIPHER_CTX* context_;
  std::uint8_t nonce_[12] = {};
};

}  // namespace

std::unique_ptr<Subject> OpenSslAead(const Plan& plan, const Identity& identity) {
  return MakeAead<Aead>(plan, identity);
}

}  // namespace omnitls::bench
