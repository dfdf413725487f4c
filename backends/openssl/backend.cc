#include "backends/openssl/backend.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "backends/openssl/algorithms.h"
#include "backends/openssl/cbc.h"
#include "backends/openssl/context.h"
#include "backends/openssl/secrets.h"
#include "backends/openssl/session.h"

namespace omnitls {
namespace openssl {
namespace {

class OpenSsl final : public Backend {
 public:
  std::string_view name() const override { return "openssl"; }

  // "OpenSSL 3.0.19 27 Jan 2026" without the date.
  std::string_view library_version() const override {
    const std::string_view full = OpenSSL_version(OPENSSL_VERSION);
    const std::size_t space = full.find(' ');
    return space == full.npos ? full : full.substr(0, full.find(' ', space + 1));
  }

  bool Supports(Feature feature) const override { return Capabilities::Get().Has(feature); }
  bool Supports(CipherSuite suite) const override { return Capabilities::Get().Has(suite); }
  bool Supports(Group group) const override { return Capabilities::Get().Has(group); }
  bool Supports(SignatureScheme scheme) const override { return Capabilities::Get().Has(scheme); }

  bool Random(MutableBytes out) const override {
    return RAND_bytes(out.data(), static_cast<int>(out.size())) == 1;
  }

  bool Digest(HashAlgorithm hash, std::span<const ByteView> parts,
              MutableBytes out) const override {
    return openssl::Digest(hash, parts, out);
  }

  Result<void> DecryptCbc(CbcCipher cipher, ByteView key, ByteView iv,
                          MutableBytes data) const override {
    return openssl::DecryptCbc(cipher, key, iv, data);
  }

  Result<internal::Owned<EngineSession>> LoadSession(ByteView saved) const override {
    return Session::Load(saved);
  }

  Result<internal::Owned<EngineContext>> NewContext(const EngineConfig& config) const override {
    return Context::Make(config);
  }
};

constinit const OpenSsl kBackend;

}  // namespace
}  // namespace openssl

const Backend& OpenSslBackend() { return openssl::kBackend; }

}  // namespace omnitls
