#include "conformance/pfx.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pkcs12.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "omnitls/pem.h"

namespace omnitls::conformance {
namespace {

using namespace pkcs12::testing;  // NOLINT

void Check(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "test PKCS#12 files: %s failed\n", what);
  std::abort();
}

const EVP_MD* Native(HashAlgorithm hash) {
  switch (hash) {
    case HashAlgorithm::kSha256:
      return EVP_sha256();
    case HashAlgorithm::kSha384:
      return EVP_sha384();
    case HashAlgorithm::kSha512:
      return EVP_sha512();
    case HashAlgorithm::kSha1:
      return EVP_sha1();
  }
  return nullptr;
}

const EVP_CIPHER* Native(Scheme scheme) {
  switch (scheme) {
    case Scheme::kAes128:
      return EVP_aes_128_cbc();
    case Scheme::kAes192:
      return EVP_aes_192_cbc();
    case Scheme::kAes256:
      return EVP_aes_256_cbc();
    default:
      return EVP_des_ede3_cbc();
  }
}

int Count(std::uint32_t iterations) {
  return static_cast<int>(std::clamp<std::uint32_t>(iterations, 1, 1000));
}

Der FromPbkdf2(const PfxSpec& spec, HashAlgorithm hash, std::uint32_t iterations,
               std::size_t size) {
  Der key(size);
  Check(PKCS5_PBKDF2_HMAC(spec.password.data(), static_cast<int>(spec.password.size()),
                          kSalt.data(), static_cast<int>(kSalt.size()), Count(iterations),
                          Native(hash), static_cast<int>(size), key.data()) == 1,
        "PBKDF2");
  return key;
}

Der FromPkcs12(const PfxSpec& spec, int purpose, HashAlgorithm hash, std::uint32_t iterations,
               std::size_t size) {
  Der key(size);
  Der salt = kSalt;
  const char* const password = spec.password_is_nothing ? nullptr : spec.password.data();
  Check(PKCS12_key_gen_utf8(password, password == nullptr ? 0 : int(spec.password.size()),
                            salt.data(), static_cast<int>(salt.size()), purpose, Count(iterations),
                            static_cast<int>(size), key.data(), Native(hash)) == 1,
        "the derivation of PKCS#12");
  return key;
}

class OpenSslCrypto final : public Crypto {
 public:
  Der Encrypt(const PfxSpec& spec, Scheme scheme, const Der& plain) const override {
    const EVP_CIPHER* const cipher = Native(scheme);
    const auto key_size = static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher));
    const bool is_pbes2 = scheme < Scheme::kTripleDes;
    const Der key =
        is_pbes2 ? FromPbkdf2(spec, spec.prf, spec.iterations, key_size)
                 : FromPkcs12(spec, PKCS12_KEY_ID, HashAlgorithm::kSha1, spec.iterations, key_size);
    const Der iv =
        is_pbes2 ? kIv : FromPkcs12(spec, PKCS12_IV_ID, HashAlgorithm::kSha1, spec.iterations, 8);
    Der out(plain.size() + 16);
    int size = 0;
    int rest = 0;
    EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
    Check(EVP_EncryptInit_ex(context, cipher, nullptr, key.data(), iv.data()) == 1 &&
              EVP_EncryptUpdate(context, out.data(), &size, plain.data(),
                                static_cast<int>(plain.size())) == 1 &&
              EVP_EncryptFinal_ex(context, out.data() + size, &rest) == 1,
          "encryption");
    EVP_CIPHER_CTX_free(context);
    out.resize(static_cast<std::size_t>(size + rest));
    return out;
  }

  Der Mac(const PfxSpec& spec, const Der& authenticated) const override {
    const std::size_t size = DigestSize(spec.mac_hash);
    const Der key = spec.mac == MacKind::kPbmac1
                        ? FromPbkdf2(spec, spec.mac_hash, spec.mac_iterations, size)
                        : FromPkcs12(spec, PKCS12_MAC_ID, spec.mac_hash, spec.mac_iterations, size);
    Der out(size);
    Check(HMAC(Native(spec.mac_hash), key.data(), static_cast<int>(size), authenticated.data(),
               authenticated.size(), out.data(), nullptr) != nullptr,
          "HMAC");
    return out;
  }
};

}  // namespace

PfxSpec::Entry CertificateEntry(const Certificate& certificate, const std::string& id) {
  return {Text(certificate.der), id};
}

PfxSpec::Entry KeyEntry(const Certificate& certificate, const std::string& id) {
  PemReader reader(certificate.key_pem);
  PemBlock block;
  Bytes key;
  Check(reader.Next(block).value_or(false) && DecodePemBody(block.body, key), "reading a key");
  return {Text(key.text()), id};
}

PfxSpec PfxOf(const Certificate& certificate) {
  PfxSpec spec;
  spec.keys.push_back(KeyEntry(certificate, "1"));
  PemReader reader(certificate.chain_pem);
  PemBlock block;
  while (reader.Next(block).value_or(false)) {
    Bytes der;
    Check(DecodePemBody(block.body, der).has_value(), "reading a chain");
    spec.certificates.push_back({Text(der.text()), spec.certificates.empty() ? "1" : ""});
  }
  return spec;
}

std::string WritePfx(const PfxSpec& spec) {
  const Der file = MakePfx(spec, OpenSslCrypto());
  return std::string(file.begin(), file.end());
}

}  // namespace omnitls::conformance
