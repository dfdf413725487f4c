// What is refused when a context with external PSKs is built, by the same word on every backend.

#include <string>

#include "conformance/cases.h"
#include "conformance/psk.h"
#include "conformance/without.h"

namespace omnitls::conformance {
namespace {

const std::string kShort(kMinPreSharedKey - 1, 'k');
const std::string kLong(kMaxPreSharedKey + 1, 'k');
const std::string kLongName(kMaxPskIdentity + 1, 'n');

class PskSettingsTest : public BackendTest {
 protected:
  static void ExpectRefused(ClientContextBuilder& builder, const Error& error) {
    EXPECT_EQ(ErrorOf(builder.Build()), error);
    EXPECT_NE(builder.error_message(), "");
  }
  static void ExpectRefused(std::string_view identity, std::string_view key, Detail detail) {
    ClientContextBuilder builder(backend());
    builder.PreSharedKey(AsBytes(identity), AsBytes(key));
    ExpectRefused(builder, Config(detail));
  }
  // A client's settings, on the backend as it would be without a feature.
  template <class Set>
  static std::optional<Error> Lacking(Feature feature, Set set,
                                      HashAlgorithm hash = HashAlgorithm::kSha256) {
    const Without lacking(backend(), feature);
    ClientContextBuilder builder(lacking);
    builder.PreSharedKey(AsBytes(kPskIdentity), AsBytes(kPskKey), hash);
    set(builder);
    const std::optional<Error> error = ErrorOf(builder.Build());
    EXPECT_EQ(error.has_value(), builder.error_message() != "");
    return error;
  }
};
OMNITLS_FOR_ALL_BACKENDS(PskSettingsTest);

constexpr Error kUnsupported{ErrorKind::kUnsupported, Detail::kSetting};

TEST_P(PskSettingsTest, LengthsHaveBounds) {
  ExpectRefused("", kPskKey, Detail::kNameLength);
  ExpectRefused(kLongName, kPskKey, Detail::kNameLength);
  ExpectRefused("name", "", Detail::kKeyLength);
  ExpectRefused("name", kShort, Detail::kKeyLength);
  ExpectRefused("name", kLong, Detail::kKeyLength);
}

TEST_P(PskSettingsTest, AClientHasOne) {
  ClientContextBuilder builder(backend());
  builder.PreSharedKey(AsBytes("a"), AsBytes(kPskKey)).PreSharedKey(AsBytes("b"), AsBytes(kPskKey));
  ExpectRefused(builder, Config(Detail::kDuplicate));
}

TEST_P(PskSettingsTest, OnlyHashesOfSuites) {
  ClientContextBuilder builder(backend());
  builder.PreSharedKey(AsBytes("a"), AsBytes(kPskKey), HashAlgorithm::kSha512);
  ExpectRefused(builder, Config(Detail::kOutOfRange));
}

TEST_P(PskSettingsTest, ASuiteMustFitTheHash) {
  ClientContextBuilder builder(backend());
  builder.PreSharedKey(AsBytes("a"), AsBytes(kPskKey)).Tls13CipherSuites("TLS_AES_256_GCM_SHA384");
  ExpectRefused(builder, Config(Detail::kNothingLeft));
}

TEST_P(PskSettingsTest, SuitesThatNeedAKeyAreNothingWithoutOne) {
  ClientContextBuilder builder(backend());
  builder.Ca(Root().pem).MaxVersion(Version::kTls12);
  builder.Tls12CipherSuites("TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256");
  ExpectRefused(builder, Config(Detail::kNothingLeft));
}

TEST_P(PskSettingsTest, SuitesThatNeedACertificateAreNothingWithoutACa) {
  ClientContextBuilder builder(backend());
  builder.PreSharedKey(AsBytes("a"), AsBytes(kPskKey)).MaxVersion(Version::kTls12);
  builder.Tls12CipherSuites("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  ExpectRefused(builder, Config(Detail::kNothingLeft));
}

TEST_P(PskSettingsTest, ClientsAreNotAskedForCertificatesToo) {
  MemoryPreSharedKeys keys = MakeKeys();
  for (const ClientAuth mode : {ClientAuth::kRequest, ClientAuth::kRequire}) {
    ServerContextBuilder builder(backend());
    builder.PreSharedKeys(&keys).Ca(Root().pem).ClientAuthentication(mode);
    EXPECT_EQ(ErrorOf(builder.Build()), Config(Detail::kSetting));
    EXPECT_NE(builder.error_message(), "");
  }
}

TEST_P(PskSettingsTest, WithoutCertificatesThereAreNoSessionsForEarlyData) {
  MemoryPreSharedKeys keys = MakeKeys();
  ServerContextBuilder builder(backend());
  EXPECT_EQ(ErrorOf(builder.PreSharedKeys(&keys).MaxEarlyData(1000).Build()),
            backend().Supports(Feature::kEarlyData) ? Config(Detail::kSetting) : kUnsupported);
}

TEST_P(PskSettingsTest, AVersionThatCannotIsRefusedUnlessItIsNotAllowed) {
  const auto any = [](ClientContextBuilder&) {};
  const auto tls12 = [](ClientContextBuilder& builder) { builder.MaxVersion(Version::kTls12); };
  const auto tls13 = [](ClientContextBuilder& builder) { builder.MinVersion(Version::kTls13); };
  EXPECT_EQ(Lacking(Feature::kExternalPsk, any), kUnsupported);
  EXPECT_EQ(Lacking(Feature::kExternalPsk, tls13), kUnsupported);
  EXPECT_EQ(Lacking(Feature::kExternalPsk, tls12), std::nullopt);
  EXPECT_EQ(Lacking(Feature::kTls12ExternalPsk, any), kUnsupported);
  EXPECT_EQ(Lacking(Feature::kTls12ExternalPsk, tls12), kUnsupported);
  EXPECT_EQ(Lacking(Feature::kTls12ExternalPsk, tls13), std::nullopt);
  EXPECT_EQ(Lacking(Feature::kSha384ExternalPsk, any, HashAlgorithm::kSha384), kUnsupported);
  EXPECT_EQ(Lacking(Feature::kSha384ExternalPsk, any), std::nullopt);
}

TEST_P(PskSettingsTest, AnIdentityWithANulByteIsRefusedWhereItWouldBeCutOff) {
  for (const Version minimum : {Version::kTls12, Version::kTls13}) {
    ClientContextBuilder builder(backend());
    builder.PreSharedKey(AsBytes(std::string_view("a\0b", 3)), AsBytes(kPskKey));
    const bool works =
        minimum == Version::kTls13 && backend().Supports(Feature::kPskIdentitiesWithNul);
    EXPECT_EQ(ErrorOf(builder.MinVersion(minimum).Build()),
              works ? std::nullopt : std::optional(kUnsupported));
    EXPECT_EQ(builder.error_message() == "", works);
  }
}

TEST_P(PskSettingsTest, AContextWithACaNeedsANameStill) {
  ClientContextBuilder builder(backend());
  builder.PreSharedKey(AsBytes("a"), AsBytes(kPskKey)).Ca(Root().pem);
  const Result<ClientContext> context = builder.Build();
  ASSERT_TRUE(context) << builder.error_message();
  MemoryPipe pipe;
  EXPECT_EQ(ErrorOf(context->Connect(pipe.client())), Config(Detail::kMissingServerName));
}

}  // namespace
}  // namespace omnitls::conformance
