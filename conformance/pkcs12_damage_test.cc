// PKCS#12 files that were cut off or altered: none is taken for another one, and none crashes.

#include "conformance/cases.h"
#include "conformance/pfx.h"
#include "conformance/pkcs12.h"

namespace omnitls::conformance {
namespace {

using pkcs12::testing::MacKind;
using pkcs12::testing::Scheme;

// Small, for every byte is altered.
PfxSpec Small(Scheme scheme, MacKind mac) {
  PfxSpec spec = PfxOf(Server());
  spec.certificate_scheme = scheme;
  spec.key_scheme = scheme;
  spec.mac = mac;
  return spec;
}

std::vector<PfxSpec> Authenticated() {
  std::vector<PfxSpec> specs = {Small(Scheme::kAes256, MacKind::kPkcs12),
                                Small(Scheme::kTripleDes, MacKind::kPbmac1),
                                Small(Scheme::kPlain, MacKind::kPkcs12)};
  specs[1].mac_hash = HashAlgorithm::kSha512;
  specs[2].mac_hash = HashAlgorithm::kSha1;
  return specs;
}

class Pkcs12DamageTest : public BackendTest {};
OMNITLS_FOR_ALL_BACKENDS(Pkcs12DamageTest);

TEST_P(Pkcs12DamageTest, FilesThatAreCutOff) {
  std::vector<PfxSpec> specs = Authenticated();
  specs.push_back(Small(Scheme::kAes128, MacKind::kNone));
  for (const PfxSpec& spec : specs) {
    const std::string file = WritePfx(spec);
    for (std::size_t size = 0; size < file.size(); ++size) {
      EXPECT_EQ(OpenPfx(backend(), file.substr(0, size), spec.password).error,
                Config(Detail::kMalformedPkcs12))
          << size;
    }
  }
}

TEST_P(Pkcs12DamageTest, BytesThatAreAltered) {
  for (const PfxSpec& spec : Authenticated()) {
    const std::string file = WritePfx(spec);
    const OpenedPfx good = OpenPfx(backend(), file, spec.password);
    ASSERT_FALSE(good.error) << good.message;
    std::size_t accepted = 0;
    for (std::size_t at = 0; at < file.size(); ++at) {
      for (const int mask : {0x01, 0x04, 0x80, 0xFF}) {
        std::string altered = file;
        altered[at] = static_cast<char>(altered[at] ^ mask);
        const OpenedPfx opened = OpenPfx(backend(), altered, spec.password);
        if (opened.error) {
          EXPECT_NE(opened.message, "") << at;
          EXPECT_NE(opened.error->kind, ErrorKind::kInternal) << at;
          continue;
        }
        ++accepted;
        EXPECT_EQ(opened.key, good.key) << at;
        EXPECT_EQ(opened.chain, good.chain) << at;
      }
    }
    // What PBMAC1 leaves without a meaning: a salt of 8 bytes, and iterations.
    EXPECT_LE(accepted, spec.mac == MacKind::kPbmac1 ? 9u * 4 : 0u);
  }
}

// Nothing says what was meant, but a program that is run with damage must not crash.
TEST_P(Pkcs12DamageTest, BytesThatAreAlteredWithoutAuthentication) {
  for (const Scheme scheme : {Scheme::kPlain, Scheme::kAes128}) {
    const PfxSpec spec = Small(scheme, MacKind::kNone);
    const std::string file = WritePfx(spec);
    for (std::size_t at = 0; at < file.size(); ++at) {
      std::string altered = file;
      altered[at] = static_cast<char>(altered[at] ^ 0x10);
      ServerContextBuilder builder(backend());
      builder.Pkcs12(AsBytes(altered)).Password(GiveSesame);
      const auto context = builder.Build();
      if (context) continue;
      EXPECT_TRUE(context.error().kind == ErrorKind::kConfig ||
                  context.error().kind == ErrorKind::kUnsupported)
          << at << " " << ToString(context.error()) << " " << builder.error_message();
      EXPECT_NE(builder.error_message(), "") << at;
    }
  }
}

}  // namespace
}  // namespace omnitls::conformance
