#ifndef OMNITLS_CONFORMANCE_PSK_H_
#define OMNITLS_CONFORMANCE_PSK_H_

#include <gtest/gtest.h>

#include <string>

#include "conformance/pair.h"

// External PSKs for tests.
namespace omnitls::conformance {

inline constexpr std::string_view kPskIdentity = "device-7";
inline const std::string kPskKey(32, 'k');

// MakeKeys is a store with one key.
inline MemoryPreSharedKeys MakeKeys(std::string_view identity = kPskIdentity,
                                    std::string_view key = kPskKey,
                                    HashAlgorithm hash = HashAlgorithm::kSha256) {
  MemoryPreSharedKeys keys;
  EXPECT_TRUE(keys.Add(AsBytes(identity), AsBytes(key), hash));
  return keys;
}

// AddPsk adds a key to what both ends do. `store` must outlive their contexts.
inline PairOptions AddPsk(PairOptions options, PreSharedKeyStore& store,
                          std::string_view identity = kPskIdentity, std::string_view key = kPskKey,
                          HashAlgorithm hash = HashAlgorithm::kSha256) {
  const std::string name(identity);
  const std::string secret(key);
  options.client = [base = options.client, name, secret, hash](ClientContextBuilder& builder) {
    base(builder);
    builder.PreSharedKey(AsBytes(name), AsBytes(secret), hash);
  };
  options.server = [base = options.server, &store](ServerContextBuilder& builder) {
    base(builder);
    builder.PreSharedKeys(&store);
  };
  return options;
}

// NoCertificates takes certificates and CAs away, and the name that nobody needs then.
inline PairOptions NoCertificates(PairOptions options = {}) {
  options.server_certificate = nullptr;
  options.client_trusts = nullptr;
  options.server_name = "";
  return options;
}

// WithPskFor gives both ends a key if a suite needs one.
inline PairOptions WithPskFor(const CipherSuiteInfo& suite, PairOptions options) {
  static MemoryPreSharedKeys& keys = *new MemoryPreSharedKeys(MakeKeys());
  return UsesPsk(suite.key_exchange) ? AddPsk(std::move(options), keys) : options;
}

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_PSK_H_
