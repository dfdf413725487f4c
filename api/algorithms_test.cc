#include "omnitls/algorithms.h"

#include <gtest/gtest.h>

#include <set>

namespace omnitls {
namespace {

TEST(AlgorithmsTest, SuiteIsFoundByBothOfItsNamesAndItsNumber) {
  const CipherSuiteInfo* suite = FindCipherSuite(CipherSuite{0xC02B});
  ASSERT_NE(suite, nullptr);
  EXPECT_EQ(FindCipherSuite("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"), suite);
  EXPECT_EQ(FindCipherSuite("ECDHE-ECDSA-AES128-GCM-SHA256"), suite);
  EXPECT_EQ(FindCipherSuite("ecdhe-ecdsa-aes128-gcm-sha256"), suite);
}

TEST(AlgorithmsTest, GroupIsFoundByBothOfItsNames) {
  EXPECT_EQ(FindGroup("secp256r1"), FindGroup("P-256"));
  EXPECT_EQ(FindGroup("x25519"), FindGroup(Group{29}));
}

TEST(AlgorithmsTest, SignatureSchemeIsFoundByBothOfItsNames) {
  EXPECT_EQ(FindSignatureScheme("rsa_pss_rsae_sha256"), FindSignatureScheme("RSA-PSS+SHA256"));
}

TEST(AlgorithmsTest, UnknownNamesAndNumbersAreNotFound) {
  EXPECT_EQ(FindCipherSuite(""), nullptr);
  EXPECT_EQ(FindCipherSuite("RC4-SHA"), nullptr);
  EXPECT_EQ(FindCipherSuite("HIGH"), nullptr);
  EXPECT_EQ(FindGroup("secp256k1"), nullptr);
  EXPECT_EQ(FindSignatureScheme("rsa_pkcs1_sha1"), nullptr);
  EXPECT_EQ(CipherSuiteName(CipherSuite{0x0005}), "unknown");
}

// No default lacks forward secrecy or authenticated encryption.
TEST(AlgorithmsTest, DefaultsHaveForwardSecrecyAndAead) {
  for (const CipherSuiteInfo& suite : AllCipherSuites()) {
    if (!suite.is_default) continue;
    EXPECT_NE(suite.key_exchange, KeyExchange::kRsa) << suite.name;
    EXPECT_NE(suite.key_exchange, KeyExchange::kPsk) << suite.name;
    EXPECT_EQ(suite.name.find("CBC"), std::string_view::npos) << suite.name;
  }
}

TEST(AlgorithmsTest, NumbersAndNamesAreUnique) {
  std::set<std::uint16_t> numbers;
  std::set<std::string_view> names;
  for (const CipherSuiteInfo& suite : AllCipherSuites()) {
    EXPECT_TRUE(numbers.insert(static_cast<std::uint16_t>(suite.id)).second) << suite.name;
    EXPECT_TRUE(names.insert(suite.name).second);
    if (suite.openssl_name == suite.name) continue;
    EXPECT_TRUE(names.insert(suite.openssl_name).second);
  }
}

TEST(AlgorithmsTest, KeysFitTheKeyExchangesTheyCanSign) {
  EXPECT_TRUE(KeyFits(KeyKind::kEcdsa, KeyExchange::kEcdheEcdsa));
  EXPECT_FALSE(KeyFits(KeyKind::kRsa, KeyExchange::kEcdheEcdsa));
  EXPECT_FALSE(KeyFits(KeyKind::kRsaPss, KeyExchange::kRsa));  // It may sign only.
  EXPECT_TRUE(KeyFits(KeyKind::kEd25519, KeyExchange::kTls13));
  EXPECT_FALSE(KeyFits(KeyKind::kEcdsa, KeyExchange::kEcdhePsk));
  EXPECT_TRUE(UsesPsk(KeyExchange::kEcdhePsk));
  EXPECT_TRUE(UsesPsk(KeyExchange::kPsk));
  EXPECT_FALSE(UsesPsk(KeyExchange::kTls13));
}

}  // namespace
}  // namespace omnitls
