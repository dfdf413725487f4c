// A library that was built without something says so when the context is built.

#include "conformance/cases.h"
#include "conformance/without.h"

namespace omnitls::conformance {
namespace {

void Ignore(void*, std::string_view) {}

class SecretSettingsTest : public BackendTest {
 protected:
  template <class Set>
  static void ExpectRefusal(Feature missing, std::string_view words, Set set) {
    const Without without(backend(), missing);
    const Error refusal{ErrorKind::kUnsupported, Detail::kSetting};
    ClientContextBuilder client(without);
    client.Ca(Root().pem);
    set(client);
    EXPECT_EQ(ErrorOf(client.Build()), refusal);
    EXPECT_NE(client.error_message().find(words), std::string_view::npos) << client.error_message();
    ServerContextBuilder server(without);
    server.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem);
    set(server);
    EXPECT_EQ(ErrorOf(server.Build()), refusal);
    // What is not wanted is not missed.
    ClientContextBuilder plain(without);
    EXPECT_TRUE(
        plain.Ca(Root().pem).Exporters(false).KeyLog(nullptr).SecretExtraction(false).Build());
  }
};
OMNITLS_FOR_ALL_BACKENDS(SecretSettingsTest);

TEST_P(SecretSettingsTest, WhatIsMissingIsRefused) {
  ExpectRefusal(Feature::kExporters, "cannot export keying material",
                [](auto& builder) { builder.Exporters(); });
  ExpectRefusal(Feature::kKeyLog, "cannot log its keys",
                [](auto& builder) { builder.KeyLog(Ignore); });
  ExpectRefusal(Feature::kSecretExtraction, "cannot give out its traffic secrets",
                [](auto& builder) { builder.SecretExtraction(); });
}

TEST_P(SecretSettingsTest, AChannelBindingThatIsMissingIsRefusedWhenItIsAskedFor) {
  const Without without(backend(), Feature::kTlsUnique);
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.Exporters(); };
  Pair pair({&without, &backend(), Version::kTls12}, options);
  ASSERT_TRUE(pair.Handshake());
  std::uint8_t out[kMaxChannelBinding];
  EXPECT_EQ(ErrorOf(pair.client.ChannelBinding(ChannelBindingType::kTlsUnique, out)),
            (Error{ErrorKind::kUnsupported, Detail::kSetting}));
  EXPECT_TRUE(pair.client.ChannelBinding(ChannelBindingType::kTlsExporter, out));
}

TEST_P(SecretSettingsTest, TheLibrariesAsTheyAreBuiltHereCanDoIt) {
  EXPECT_TRUE(backend().Supports(Feature::kExporters));
  EXPECT_TRUE(backend().Supports(Feature::kKeyLog));
  EXPECT_TRUE(backend().Supports(Feature::kSecretExtraction));
  EXPECT_TRUE(backend().Supports(Feature::kTlsUnique));
}

}  // namespace
}  // namespace omnitls::conformance
