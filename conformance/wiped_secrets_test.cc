// What omnitls gives back to the heap holds none of the secrets that it kept. (The libraries below
// have heaps, and rules, of their own.)

#include <malloc.h>

#include <cstring>

#include "conformance/cases.h"
#include "conformance/pfx.h"
#include "conformance/psk.h"
#include "conformance/wrapped_allocate.h"

// The linker sends every call of omnitls::internal::Allocate(size_t) and Release(void*) here
// (--wrap).
extern "C" {
void __real__ZN7omnitls8internal7ReleaseEPv(void* data);
void __wrap__ZN7omnitls8internal7ReleaseEPv(void* data);
}

namespace {

struct Watch {
  std::vector<std::string> secrets;
  int released = 0;
  int leaks = 0;
};
Watch* watch = nullptr;

}  // namespace

// What others left in the heap is not what we leave.
void* OMNITLS_WRAPPED_ALLOCATE(std::size_t size) {
  void* const data = OMNITLS_REAL_ALLOCATE(size);
  if (data != nullptr) std::memset(data, 0, malloc_usable_size(data));
  return data;
}

void __wrap__ZN7omnitls8internal7ReleaseEPv(void* data) {
  if (watch != nullptr && data != nullptr) {
    ++watch->released;
    const std::size_t size = malloc_usable_size(data);
    for (const std::string& secret : watch->secrets) {
      watch->leaks += memmem(data, size, secret.data(), secret.size()) != nullptr;
    }
  }
  __real__ZN7omnitls8internal7ReleaseEPv(data);
}

namespace omnitls::conformance {
namespace {

void Remember(void* seen, std::string_view line) {
  const std::string_view hex = line.substr(line.rfind(' ') + 1);
  std::string secret;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    secret += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  static_cast<Watch*>(seen)->secrets.push_back(secret);
}

class WipedSecretsTest : public PairTest {
 protected:
  WipedSecretsTest() { watch = &watch_; }
  ~WipedSecretsTest() override { watch = nullptr; }

  // A connection of which the client keeps what `keep` says.
  void Run(const std::function<void(ClientContextBuilder&)>& keep,
           const std::function<void(Pair&)>& use) {
    watch_ = {};
    PairOptions options;
    options.client = [&](ClientContextBuilder& builder) {
      builder.KeyLog(Remember, &watch_);
      keep(builder);
    };
    {
      Pair pair(GetParam(), options);
      ASSERT_TRUE(pair.Handshake());
      use(pair);
    }
    EXPECT_GT(watch_.released, 0);
    EXPECT_EQ(watch_.secrets.size(), is_tls13() ? 5u : 1u);
    EXPECT_EQ(watch_.leaks, 0);
  }

  Watch watch_;
};
OMNITLS_FOR_ALL_PAIRS(WipedSecretsTest);

TEST_P(WipedSecretsTest, OfExporters) {
  Run([](ClientContextBuilder& builder) { builder.Exporters(); },
      [](Pair& pair) {
        std::uint8_t out[32];
        EXPECT_TRUE(pair.client.ExportKeyingMaterial(out, "EXPERIMENTAL-omnitls"));
      });
}

TEST_P(WipedSecretsTest, OfTrafficThatIsTakenOver) {
  Run([](ClientContextBuilder& builder) { builder.SecretExtraction(); },
      [](Pair& pair) {
        TrafficSecrets secrets;
        EXPECT_TRUE(pair.client.ExtractTrafficSecrets(secrets));
      });
}

TEST_P(WipedSecretsTest, OfTrafficThatIsNot) {
  const auto keep = [](ClientContextBuilder& builder) { builder.SecretExtraction().Exporters(); };
  Run(keep, [](Pair& pair) { EXPECT_TRUE(pair.Echo()); });
  Run(keep, [](Pair&) {});
}

TEST_P(WipedSecretsTest, OfExternalPsks) {
  watch_.secrets = {kPskKey};
  {
    MemoryPreSharedKeys keys = MakeKeys();
    EXPECT_TRUE(keys.Add(AsBytes("another"), AsBytes(kPskKey)));
    Pair pair(GetParam(), AddPsk(NoCertificates(), keys));
    ASSERT_TRUE(pair.Handshake());
    ClientContextBuilder unused(*GetParam().client);
    unused.PreSharedKey(AsBytes(kPskIdentity), AsBytes(kPskKey));
  }
  EXPECT_GT(watch_.released, 0);
  EXPECT_EQ(watch_.leaks, 0);
}

// The key of a PKCS#12 file and the password. But for the file itself, nothing of it is in clear.
TEST_P(WipedSecretsTest, OfPkcs12Files) {
  const PfxSpec spec = PfxOf(Server());
  const std::string file = WritePfx(spec);
  const std::vector<std::uint8_t>& key = spec.keys[0].content;
  // The private number of an EC key comes after 36 bytes.
  watch_.secrets = {spec.password, std::string("\0o\0p\0e\0n", 8),
                    std::string(key.begin() + 36, key.begin() + 68)};
  const auto give = [](void*, MutableBytes out) {
    constexpr std::string_view kPassword = "open sesame";
    std::copy(kPassword.begin(), kPassword.end(), out.begin());
    return kPassword.size();
  };
  const auto refuse = [](void*, MutableBytes out) -> std::size_t { return out[0] = 1; };
  for (const PasswordCallback password : {PasswordCallback(give), PasswordCallback(refuse)}) {
    ServerContextBuilder builder(*GetParam().server);
    builder.Pkcs12(AsBytes(file)).Password(password);
    EXPECT_EQ(builder.Build().has_value(), password == PasswordCallback(give));
  }
  EXPECT_GT(watch_.released, 0);
  EXPECT_EQ(watch_.leaks, 0);
}

}  // namespace
}  // namespace omnitls::conformance
