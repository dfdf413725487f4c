#include "backends/mbedtls/backend.h"

#include <mbedtls/version.h>
#include <psa/crypto.h>

#include "backends/mbedtls/algorithms.h"
#include "backends/mbedtls/cbc.h"
#include "backends/mbedtls/context.h"
#include "backends/mbedtls/psa.h"
#include "backends/mbedtls/secrets.h"
#include "backends/mbedtls/session.h"

namespace omnitls {
namespace mbedtls {
namespace {

class MbedTls final : public Backend {
 public:
  std::string_view name() const override { return "mbedtls"; }
  std::string_view library_version() const override { return MBEDTLS_VERSION_STRING_FULL; }

  bool Supports(Feature feature) const override { return mbedtls::Supports(feature); }
  bool Supports(CipherSuite suite) const override { return mbedtls::Supports(suite); }
  bool Supports(Group group) const override { return mbedtls::Supports(group); }
  bool Supports(SignatureScheme scheme) const override { return mbedtls::Supports(scheme); }

  bool Random(MutableBytes out) const override {
    return StartPsa() && psa_generate_random(out.data(), out.size()) == PSA_SUCCESS;
  }

  bool Digest(HashAlgorithm hash, std::span<const ByteView> parts,
              MutableBytes out) const override {
    return mbedtls::Digest(hash, parts, out);
  }

  Result<void> DecryptCbc(CbcCipher cipher, ByteView key, ByteView iv,
                          MutableBytes data) const override {
    return mbedtls::DecryptCbc(cipher, key, iv, data);
  }

  Result<internal::Owned<EngineSession>> LoadSession(ByteView saved) const override {
    return Session::Load(saved);
  }

  Result<internal::Owned<EngineContext>> NewContext(const EngineConfig& config) const override {
    return Context::Make(config);
  }
};

constinit const MbedTls kBackend;

}  // namespace
}  // namespace mbedtls

const Backend& MbedTlsBackend() { return mbedtls::kBackend; }

}  // namespace omnitls
