#include "backends/wolfssl/backend.h"

#include <cstring>

#include "backends/wolfssl/algorithms.h"
#include "backends/wolfssl/cbc.h"
#include "backends/wolfssl/context.h"
#include "backends/wolfssl/external_key.h"
#include "backends/wolfssl/handles.h"
#include "backends/wolfssl/secrets.h"
#include "backends/wolfssl/session.h"
#if defined(WOLFSSL_HAVE_MLKEM)
#include <wolfssl/wolfcrypt/wc_mlkem.h>
#endif

namespace omnitls {
namespace wolfssl {
namespace {

constexpr std::string_view kLibrary = "wolfSSL ";

// VersionText is "wolfSSL 5.9.2", with the number of the library that was linked.
struct VersionText {
  VersionText() {
    const char* number = wolfSSL_lib_version();
    std::memcpy(text, kLibrary.data(), kLibrary.size());
    size = kLibrary.size();
    while (*number != '\0' && size < sizeof text) text[size++] = *number++;
  }
  char text[32];
  std::size_t size;
};

bool FillRandom(MutableBytes out) {
  WC_RNG random;
  if (wc_InitRng(&random) != 0) return false;
  const int filled = wc_RNG_GenerateBlock(&random, out.data(), static_cast<word32>(out.size()));
  return wc_FreeRng(&random) == 0 && filled == 0;
}

// wolfCrypt chooses the code that suits this processor at each algorithm's first use, in variables
// that nothing guards. So everything is used once, here, before two threads can.
bool ChooseProcessorCode() {
  byte block[64] = {};
  for (wc_HashType hash :
       {WC_HASH_TYPE_SHA256, WC_HASH_TYPE_SHA384, WC_HASH_TYPE_SHA512, WC_HASH_TYPE_SHA3_256}) {
    const int size = wc_HashGetDigestSize(hash);
    if (size > 0 && wc_Hash(hash, block, sizeof block, block, static_cast<word32>(size)) != 0)
      return false;
  }
#if defined(HAVE_AESGCM)
  Aes aes;
  if (wc_AesInit(&aes, nullptr, INVALID_DEVID) != 0) return false;
  const int aes_result = wc_AesGcmSetKey(&aes, block, AES_128_KEY_SIZE);
  wc_AesFree(&aes);
  if (aes_result != 0) return false;
#endif
#if defined(HAVE_CHACHA) && defined(HAVE_POLY1305)
  byte tag[CHACHA20_POLY1305_AEAD_AUTHTAG_SIZE];
  if (wc_ChaCha20Poly1305_Encrypt(block, block, nullptr, 0, block, sizeof block, block, tag) != 0)
    return false;
#endif
#if defined(WOLFSSL_HAVE_MLKEM)
  if (MlKemKey* key = wc_MlKemKey_New(WC_ML_KEM_768, nullptr, INVALID_DEVID))
    wc_MlKemKey_Delete(key, nullptr);
#endif
  return FillRandom(block);
}

// Not by the first wolfSSL_CTX_new, which does it without a lock.
bool Start() {
  static const bool is_ready =
      wolfSSL_Init() == WOLFSSL_SUCCESS && ChooseProcessorCode() && StartExternalKeys();
  return is_ready;
}

class WolfSsl final : public Backend {
 public:
  std::string_view name() const override { return "wolfssl"; }

  std::string_view library_version() const override {
    static const VersionText version;
    return {version.text, version.size};
  }

  bool Supports(Feature feature) const override { return Has(feature); }
  bool Supports(CipherSuite suite) const override { return Has(suite); }
  bool Supports(Group group) const override { return Has(group); }
  bool Supports(SignatureScheme scheme) const override { return Has(scheme); }

  bool Random(MutableBytes out) const override { return Start() && FillRandom(out); }

  bool Digest(HashAlgorithm hash, std::span<const ByteView> parts,
              MutableBytes out) const override {
    return Start() && wolfssl::Digest(hash, parts, out);
  }

  Result<void> DecryptCbc(CbcCipher cipher, ByteView key, ByteView iv,
                          MutableBytes data) const override {
    if (!Start()) return Fail(ErrorKind::kInternal);
    return wolfssl::DecryptCbc(cipher, key, iv, data);
  }

  Result<internal::Owned<EngineSession>> LoadSession(ByteView saved) const override {
    if (!Start()) return Fail(ErrorKind::kInternal);
    return Session::Load(saved);
  }

  Result<internal::Owned<EngineContext>> NewContext(const EngineConfig& config) const override {
    if (!Start()) return Fail(ErrorKind::kInternal);
    return Context::Make(config);
  }
};

constinit const WolfSsl kBackend;

}  // namespace
}  // namespace wolfssl

const Backend& WolfSslBackend() { return wolfssl::kBackend; }

}  // namespace omnitls
