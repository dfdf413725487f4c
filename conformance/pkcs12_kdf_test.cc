// Keys from passwords: known answers, and OpenSSL's.

#include "conformance/cases.h"
#include "conformance/password_crypto.h"
#include "conformance/pkcs12.h"
#include "omnitls/pkcs12/kdf.h"

namespace omnitls::conformance {
namespace {

using pkcs12::Purpose;

std::string Hex(const std::vector<std::uint8_t>& bytes) {
  std::string hex;
  for (const std::uint8_t byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

class Pkcs12KdfTest : public BackendTest {};
OMNITLS_FOR_ALL_BACKENDS(Pkcs12KdfTest);

// The first four: RFC 6070, 2. The fifth: RFC 7914, 11. The last two: Python's hashlib.
TEST_P(Pkcs12KdfTest, Pbkdf2) {
  using namespace std::string_literals;  // NOLINT
  const struct {
    HashAlgorithm hash;
    std::string password;
    std::string salt;
    std::uint32_t iterations;
    std::string key;
  } cases[] = {
      {HashAlgorithm::kSha1, "password", "salt", 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"},
      {HashAlgorithm::kSha1, "password", "salt", 2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"},
      {HashAlgorithm::kSha1, "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt",
       4096, "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"},
      {HashAlgorithm::kSha1, "pass\0word"s, "sa\0lt"s, 4096, "56fa6aa75548099dcc37d7f03425e0c3"},
      {HashAlgorithm::kSha256, "passwd", "salt", 1,
       "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d"
       "77ef317c71b845b1e30bd509112041d3a19783"},
      {HashAlgorithm::kSha384, "passwd", "salt", 3,
       "5329c1b022a728be4534cd3cfd55bc3877f3ec1dedb0ca643e65dd641e107e996fc728646002d0ba08e9990ab36"
       "1"
       "cabfcd3c"},
      {HashAlgorithm::kSha512, "passwd", "salt", 3,
       "2ad6a1074a28addf332db771afaa5928b0bebc600f287167c366a1d730f8835f94e70d2d478279cdc0dae70e154"
       "c"
       "c5fb0442760e84694adb85f6aa1db4e7807c1686b79e5ff8"},
  };
  for (const auto& [hash, password, salt, iterations, key] : cases) {
    std::vector<std::uint8_t> out(key.size() / 2);
    ASSERT_TRUE(pkcs12::Pbkdf2(backend(), hash, AsBytes(password), AsBytes(salt), iterations, out));
    EXPECT_EQ(Hex(out), key);
  }
}

TEST_P(Pkcs12KdfTest, Pkcs12IsAsOpenSslHasIt) {
  const struct {
    HashAlgorithm hash;
    std::string native;
  } hashes[] = {{HashAlgorithm::kSha1, "SHA1"},
                {HashAlgorithm::kSha256, "SHA256"},
                {HashAlgorithm::kSha384, "SHA384"},
                {HashAlgorithm::kSha512, "SHA512"}};
  for (const auto& [hash, native] : hashes) {
    for (const std::size_t password_size : {0, 2, 22, 64, 130}) {
      for (const std::size_t salt_size : {1, 8, 64, 129}) {
        for (const std::size_t size : {1, 8, 20, 24, 64, 200}) {
          // The carry of an addition runs through all of 0xFF.
          const std::string password(password_size, '\xFF');
          const std::string salt(salt_size, '\xFF');
          std::vector<std::uint8_t> derived(size);
          ASSERT_TRUE(pkcs12::DeriveKey(backend(), hash, Purpose::kIv, AsBytes(password),
                                        AsBytes(salt), 3, derived));
          EXPECT_EQ(ToString(derived),
                    Pkcs12KeyOfUnits(native, password, salt, Pkcs12Purpose::kIv, 3, int(size)))
              << password_size << " " << salt_size << " " << size;
        }
      }
    }
  }
}

TEST_P(Pkcs12KdfTest, PasswordsInSixteenBits) {
  using namespace std::string_literals;  // NOLINT
  const struct {
    std::string password;
    std::string bmp;
  } cases[] = {
      {"", "\0\0"s},
      {"Beavis", "\0B\0e\0a\0v\0i\0s\0\0"s},  // RFC 7292, B.1.
      {"\xC3\xBC", "\0\xFC\0\0"s},
      {"\xE2\x82\xAC", "\x20\xAC\0\0"s},
      {"\xF0\x9F\x94\x91", "\xD8\x3D\xDD\x11\0\0"s},
      {"a\0b"s, "\0a\0\0\0b\0\0"s},
  };
  for (const auto& [password, bmp] : cases) {
    bool is_utf8 = false;
    SecretBytes out;
    ASSERT_TRUE(pkcs12::ToBmp(AsBytes(password), is_utf8, out));
    EXPECT_TRUE(is_utf8);
    EXPECT_EQ(ToString(out.view()), bmp);
  }
}

}  // namespace
}  // namespace omnitls::conformance
