// A program that depends on //api:omnitls holds one TLS library, not three.

#include <string_view>

#include "conformance/run.h"

namespace omnitls::conformance {
namespace {

// Whether a line of nm's output ends in this symbol, but for a version ("@OPENSSL_3.0.0").
bool Mentions(const std::string& symbols, const std::string& name) {
  return symbols.find(" " + name + "\n") != std::string::npos ||
         symbols.find(" " + name + "@") != std::string::npos;
}

TEST(IsolationTest, AProgramHoldsOneLibraryOnly) {
  const std::string symbols = RunCommand("nm " + Program("PROGRAM"));
  const std::string_view chosen = OMNITLS_CHOSEN_BACKEND;
  EXPECT_EQ(Mentions(symbols, "SSL_CTX_new"), chosen == "openssl");
  EXPECT_EQ(Mentions(symbols, "mbedtls_ssl_setup"), chosen == "mbedtls");
  EXPECT_EQ(Mentions(symbols, "wolfSSL_CTX_new"), chosen == "wolfssl");
}

TEST(IsolationTest, TheSymbolsLookedForExist) {
  const std::string symbols = RunCommand("nm " + Program("ALL_BACKENDS"));
  EXPECT_TRUE(Mentions(symbols, "SSL_CTX_new"));
  EXPECT_TRUE(Mentions(symbols, "mbedtls_ssl_setup"));
  EXPECT_TRUE(Mentions(symbols, "wolfSSL_CTX_new"));
}

}  // namespace
}  // namespace omnitls::conformance
