#include "backends/wolfssl/backend.h"

#include <cstring>

#include "backends/wolfssl/algorithms.h"
#include "backends/wolfssl/context.h"
#include "backends/wolfssl/handles.h"

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

  Result<internal::Owned<EngineContext>> NewContext(const EngineConfig& config) const override {
    // Not by the first wolfSSL_CTX_new, which does it without a lock.
    static const bool is_ready = wolfSSL_Init() == WOLFSSL_SUCCESS;
    if (!is_ready) return Fail(ErrorKind::kInternal);
    return Context::Make(config);
  }
};

constinit const WolfSsl kBackend;

}  // namespace
}  // namespace wolfssl

const Backend& WolfSslBackend() { return wolfssl::kBackend; }

}  // namespace omnitls
