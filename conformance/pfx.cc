#include "conformance/pfx.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "conformance/password_crypto.h"
#include "omnitls/pem.h"

namespace omnitls::conformance {
namespace {

using namespace pkcs12::testing;  // NOLINT

void Check(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "test PKCS#12 files: %s failed\n", what);
  std::abort();
}

std::string Native(HashAlgorithm hash) {
  switch (hash) {
    case HashAlgorithm::kSha256:
      return "SHA256";
    case HashAlgorithm::kSha384:
      return "SHA384";
    case HashAlgorithm::kSha512:
      return "SHA512";
    case HashAlgorithm::kSha1:
      return "SHA1";
  }
  return "";
}

std::string Native(Scheme scheme) {
  switch (scheme) {
    case Scheme::kAes128:
      return "AES-128-CBC";
    case Scheme::kAes192:
      return "AES-192-CBC";
    case Scheme::kAes256:
      return "AES-256-CBC";
    default:
      return "DES-EDE3-CBC";
  }
}

std::string AsString(const Der& der) { return std::string(der.begin(), der.end()); }

int Count(std::uint32_t iterations) {
  return static_cast<int>(std::clamp<std::uint32_t>(iterations, 1, 1000));
}

std::string FromPbkdf2(const PfxSpec& spec, HashAlgorithm hash, std::uint32_t iterations,
                       int size) {
  return PasswordKey(Native(hash), spec.password, AsString(kSalt), Count(iterations), size);
}

std::string FromPkcs12(const PfxSpec& spec, Pkcs12Purpose purpose, HashAlgorithm hash,
                       std::uint32_t iterations, int size) {
  const std::optional<std::string> password =
      spec.password_is_nothing ? std::nullopt : std::optional(spec.password);
  return Pkcs12Key(Native(hash), password, AsString(kSalt), purpose, Count(iterations), size);
}

class OpenSslCrypto final : public Crypto {
 public:
  Der Encrypt(const PfxSpec& spec, Scheme scheme, const Der& plain) const override {
    constexpr HashAlgorithm kHash = HashAlgorithm::kSha1;
    const std::string cipher = Native(scheme);
    const int key_size = KeySizeOf(cipher);
    const bool is_pbes2 = scheme < Scheme::kTripleDes;
    const std::string key =
        is_pbes2 ? FromPbkdf2(spec, spec.prf, spec.iterations, key_size)
                 : FromPkcs12(spec, Pkcs12Purpose::kKey, kHash, spec.iterations, key_size);
    const std::string iv =
        is_pbes2 ? AsString(kIv) : FromPkcs12(spec, Pkcs12Purpose::kIv, kHash, spec.iterations, 8);
    return Text(EncryptCbc(cipher, key, iv, AsString(plain)));
  }

  Der Mac(const PfxSpec& spec, const Der& authenticated) const override {
    const auto size = static_cast<int>(DigestSize(spec.mac_hash));
    const std::string key =
        spec.mac == MacKind::kPbmac1
            ? FromPbkdf2(spec, spec.mac_hash, spec.mac_iterations, size)
            : FromPkcs12(spec, Pkcs12Purpose::kMac, spec.mac_hash, spec.mac_iterations, size);
    return Text(HmacOf(Native(spec.mac_hash), key, AsString(authenticated)));
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

std::string WritePfx(const PfxSpec& spec) { return AsString(MakePfx(spec, OpenSslCrypto())); }

}  // namespace omnitls::conformance
