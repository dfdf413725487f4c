#include "backends/mbedtls/cbc.h"

#include <mbedtls/cipher.h>

#include "backends/mbedtls/errors.h"

namespace omnitls::mbedtls {
#if defined(MBEDTLS_CIPHER_MODE_CBC)
namespace {

mbedtls_cipher_type_t Native(CbcCipher cipher) {
  switch (cipher) {
    case CbcCipher::kAes128:
      return MBEDTLS_CIPHER_AES_128_CBC;
    case CbcCipher::kAes192:
      return MBEDTLS_CIPHER_AES_192_CBC;
    case CbcCipher::kAes256:
      return MBEDTLS_CIPHER_AES_256_CBC;
    case CbcCipher::kTripleDes:
      return MBEDTLS_CIPHER_DES_EDE3_CBC;
  }
  return MBEDTLS_CIPHER_NONE;
}

int Decrypt(const mbedtls_cipher_info_t& info, mbedtls_cipher_context_t& context, ByteView key,
            ByteView iv, MutableBytes data) {
  std::size_t size = 0;
  int code = mbedtls_cipher_setup(&context, &info);
  if (code == 0) {
    code = mbedtls_cipher_setkey(&context, key.data(), static_cast<int>(8 * key.size()),
                                 MBEDTLS_DECRYPT);
  }
  if (code == 0) code = mbedtls_cipher_set_padding_mode(&context, MBEDTLS_PADDING_NONE);
  if (code != 0) return code;
  return mbedtls_cipher_crypt(&context, iv.data(), iv.size(), data.data(), data.size(), data.data(),
                              &size);
}

}  // namespace

Result<void> DecryptCbc(CbcCipher cipher, ByteView key, ByteView iv, MutableBytes data) {
  const mbedtls_cipher_info_t* const info = mbedtls_cipher_info_from_type(Native(cipher));
  if (info == nullptr) return Fail(ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm);
  mbedtls_cipher_context_t context;
  mbedtls_cipher_init(&context);
  const int code = Decrypt(*info, context, key, iv, data);
  mbedtls_cipher_free(&context);
  if (code == 0) return {};
  if (IsOutOfMemory(code)) return Fail(ErrorKind::kNoMemory);
  return Fail(ErrorKind::kInternal, Detail::kNone, Alert::kNone, code);
}

#else

Result<void> DecryptCbc(CbcCipher /*cipher*/, ByteView /*key*/, ByteView /*iv*/,
                        MutableBytes /*data*/) {
  return Fail(ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm);
}

#endif
}  // namespace omnitls::mbedtls
