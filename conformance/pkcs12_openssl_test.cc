// Files that the openssl command makes, with its different options.

#include <filesystem>
#include <fstream>

#include "conformance/cases.h"
#include "conformance/pfx.h"
#include "conformance/pkcs12.h"
#include "conformance/run.h"

namespace omnitls::conformance {
namespace {

const Certificate& Identity(KeyType key) {
  static auto& made = *new std::map<KeyType, Certificate>;
  CertificateSpec spec = ServerSpec();
  spec.key = key;
  auto found = made.find(key);
  if (found == made.end()) found = made.emplace(key, Issue(spec, &Intermediate())).first;
  return found->second;
}

class Pkcs12OpenSslTest : public BackendTest {
 protected:
  void SetUp() override {
    if (std::system("openssl version >/dev/null 2>&1") != 0) {
      GTEST_SKIP() << "the openssl command is not installed here, so no file can be made with it";
    }
    directory_ = std::filesystem::path(testing::TempDir()) / backend().name();
    std::filesystem::create_directories(directory_);
  }

  std::string File(const std::string& name, const std::string& content) const {
    std::ofstream(directory_ / name, std::ios::binary) << content;
    return (directory_ / name).string();
  }
  // The command with some options.
  std::string Command(const Certificate& identity, const std::string& options) const {
    return "openssl pkcs12 -export -inkey " + File("key.pem", identity.key_pem) + " -in " +
           File("leaf.pem", identity.pem) + " -certfile " +
           File("more.pem", Root().pem + OtherRoot().pem + Intermediate().pem) + " -out " +
           (directory_ / "out.p12").string() + " " + options;
  }
  std::string Made() const {
    std::ifstream file(directory_ / "out.p12", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  std::string Make(const Certificate& identity, const std::string& options) const {
    RunCommand(Command(identity, options));
    return Made();
  }

 private:
  std::filesystem::path directory_;
};
OMNITLS_FOR_ALL_BACKENDS(Pkcs12OpenSslTest);

TEST_P(Pkcs12OpenSslTest, WhatIsOpened) {
  const std::string pass = "-passout 'pass:open sesame' ";
  for (const KeyType key : {KeyType::kEcdsaP256, KeyType::kRsa2048}) {
    for (const std::string& options : {
             pass,
             pass + "-name 'a friendly name' -caname x -caname y",
             pass + "-certpbe AES-128-CBC -keypbe AES-192-CBC -macalg sha384",
             pass + "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1",
             pass + "-certpbe DES-EDE3-CBC -keypbe DES-EDE3-CBC -macalg sha512",
             pass + "-certpbe NONE",
             pass + "-keypbe NONE -certpbe NONE -nomac",
             pass + "-nomac",
             pass + "-noiter -nomaciter",
             pass + "-iter 10000",
             pass + "-keyex",
         }) {
      SCOPED_TRACE(options);
      const OpenedPfx opened = OpenPfx(backend(), Make(Identity(key), options), "open sesame");
      ASSERT_FALSE(opened.error) << opened.message;
      EXPECT_EQ(opened.key, ToString(KeyEntry(Identity(key)).content));
      EXPECT_EQ(opened.chain, (std::vector{Identity(key).der, Intermediate().der}));
    }
  }
}

TEST_P(Pkcs12OpenSslTest, AnEmptyPassword) {
  for (const std::string options : {"", " -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES"}) {
    const Certificate& identity = Identity(KeyType::kEcdsaP256);
    const std::string file = Make(identity, "-passout pass:" + options);
    EXPECT_FALSE(OpenPfx(backend(), file, "").error);
    EXPECT_EQ(OpenPfx(backend(), file, "x").error, Config(Detail::kWrongPassword));
  }
}

TEST_P(Pkcs12OpenSslTest, WhatIsMissing) {
  const Certificate& identity = Identity(KeyType::kEcdsaP256);
  EXPECT_EQ(OpenPfx(backend(), Make(identity, "-passout pass:x -nokeys"), "x").error,
            Config(Detail::kNoPrivateKeyFound));
}

TEST_P(Pkcs12OpenSslTest, TheOldDefault) {
  const std::string command = Command(Identity(KeyType::kEcdsaP256), "-passout pass:x -legacy");
  if (std::system((command + " >/dev/null 2>&1").c_str()) != 0) {
    GTEST_SKIP() << "this openssl command has no legacy provider, so it cannot encrypt with RC2";
  }
  const OpenedPfx opened = OpenPfx(backend(), Made(), "x");
  EXPECT_EQ(opened.error, (Error{ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm}));
  EXPECT_NE(opened.message.find("RC2-40"), std::string::npos) << opened.message;
}

}  // namespace
}  // namespace omnitls::conformance
