#include "backends/openssl/cbc.h"

#include <openssl/err.h>

#include "backends/openssl/handles.h"

namespace omnitls::openssl {
namespace {

const EVP_CIPHER* Native(CbcCipher cipher) {
  switch (cipher) {
    case CbcCipher::kAes128:
      return EVP_aes_128_cbc();
    case CbcCipher::kAes192:
      return EVP_aes_192_cbc();
    case CbcCipher::kAes256:
      return EVP_aes_256_cbc();
    case CbcCipher::kTripleDes:
      return EVP_des_ede3_cbc();
  }
  return nullptr;
}

}  // namespace

Result<void> DecryptCbc(CbcCipher cipher, ByteView key, ByteView iv, MutableBytes data) {
  const CipherContextHandle context(EVP_CIPHER_CTX_new());
  if (!context) return Fail(ErrorKind::kNoMemory);
  // What the loaded providers lack fails here.
  if (EVP_DecryptInit_ex(context.get(), Native(cipher), nullptr, key.data(), iv.data()) != 1) {
    ERR_clear_error();
    return Fail(ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm);
  }
  int size = 0;
  if (EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      EVP_DecryptUpdate(context.get(), data.data(), &size, data.data(),
                        static_cast<int>(data.size())) != 1) {
    ERR_clear_error();
    return Fail(ErrorKind::kInternal);
  }
  return {};
}

}  // namespace omnitls::openssl
