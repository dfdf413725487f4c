#include "backends/wolfssl/cbc.h"

#include "backends/wolfssl/handles.h"
#if !defined(NO_DES3)
#include <wolfssl/wolfcrypt/des3.h>
#endif

namespace omnitls::wolfssl {
namespace {

int DecryptAes([[maybe_unused]] ByteView key, [[maybe_unused]] ByteView iv,
               [[maybe_unused]] MutableBytes data) {
#if !defined(NO_AES) && defined(HAVE_AES_CBC) && defined(HAVE_AES_DECRYPT)
  Aes aes;
  int code = wc_AesInit(&aes, nullptr, INVALID_DEVID);
  if (code != 0) return code;
  code = wc_AesSetKey(&aes, key.data(), static_cast<word32>(key.size()), iv.data(), AES_DECRYPTION);
  if (code == 0) {
    code = wc_AesCbcDecrypt(&aes, data.data(), data.data(), static_cast<word32>(data.size()));
  }
  wc_AesFree(&aes);
  Wipe(&aes, sizeof aes);
  return code;
#else
  return NOT_COMPILED_IN;
#endif
}

int DecryptTripleDes([[maybe_unused]] ByteView key, [[maybe_unused]] ByteView iv,
                     [[maybe_unused]] MutableBytes data) {
#if !defined(NO_DES3)
  Des3 des;
  int code = wc_Des3Init(&des, nullptr, INVALID_DEVID);
  if (code != 0) return code;
  code = wc_Des3_SetKey(&des, key.data(), iv.data(), DES_DECRYPTION);
  if (code == 0) {
    code = wc_Des3_CbcDecrypt(&des, data.data(), data.data(), static_cast<word32>(data.size()));
  }
  wc_Des3Free(&des);
  Wipe(&des, sizeof des);
  return code;
#else
  return NOT_COMPILED_IN;
#endif
}

}  // namespace

Result<void> DecryptCbc(CbcCipher cipher, ByteView key, ByteView iv, MutableBytes data) {
  const int code =
      cipher == CbcCipher::kTripleDes ? DecryptTripleDes(key, iv, data) : DecryptAes(key, iv, data);
  if (code == 0) return {};
  // BAD_FUNC_ARG: a size of key that this wolfSSL was built without.
  if (code == NOT_COMPILED_IN || code == BAD_FUNC_ARG) {
    return Fail(ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm, Alert::kNone, code);
  }
  if (code == MEMORY_E) return Fail(ErrorKind::kNoMemory);
  return Fail(ErrorKind::kInternal, Detail::kNone, Alert::kNone, code);
}

}  // namespace omnitls::wolfssl
