// Signed certificate timestamps (RFC 6962, 3.3): clients that ask get what servers have.

#include "omnitls/x509/timestamps.h"

#include "conformance/sessions.h"
#include "conformance/without.h"

namespace omnitls::conformance {
namespace {

// A list of one, of a log that nobody knows.
std::string List() {
  const std::string length("\0\x4C", 2);
  std::string one(1, '\0');
  one += std::string(32, 'L') + std::string(8, '\0') + std::string("\0\0", 2);
  one += std::string("\4\3\0\x1D", 4) + std::string(29, 'S');
  EXPECT_EQ(one.size(), 76u);
  return std::string("\0\x4E", 2) + length + one;
}

class TimestampsTest : public PairTest {
 protected:
  void SetUp() override {
    if (!GetParam().client->Supports(Feature::kSignedCertificateTimestamps)) {
      GTEST_SKIP() << GetParam().client->name() << " cannot ask for timestamps";
    }
  }
  static PairOptions Asking() {
    PairOptions options;
    options.client = [](ClientContextBuilder& builder) { builder.SignedCertificateTimestamps(); };
    return options;
  }
  static PairOptions With(const std::string& list) {
    PairOptions options = Asking();
    options.server = [=](ServerContextBuilder& builder) {
      builder.SignedCertificateTimestamps(AsBytes(list));
    };
    return options;
  }
};
OMNITLS_FOR_ALL_PAIRS(TimestampsTest);

TEST_P(TimestampsTest, AServerWithoutThemIsServed) {
  Pair pair(GetParam(), Asking());
  EXPECT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.Echo());
  EXPECT_TRUE(pair.client.signed_certificate_timestamps().empty());
}

TEST_P(TimestampsTest, AClientThatAsksGetsThem) {
  if (!BothSupport(Feature::kSignedCertificateTimestamps)) {
    GTEST_SKIP() << GetParam().server->name() << " cannot send timestamps";
  }
  PairOptions options = With(List());
  static const Certificate& deep = *new Certificate(Issue(ServerSpec(), &Intermediate()));
  options.server_certificate = &deep;
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake()) << Describe(pair.client);
  EXPECT_TRUE(pair.Echo());
  EXPECT_EQ(ToString(pair.client.signed_certificate_timestamps()), List());
  EXPECT_TRUE(pair.server.signed_certificate_timestamps().empty());
  x509::TimestampReader reader(pair.client.signed_certificate_timestamps());
  x509::SignedCertificateTimestamp timestamp;
  ASSERT_TRUE(reader.Next(timestamp));
  EXPECT_EQ(ToString(timestamp.log_id), std::string(32, 'L'));
  options.session = FirstSession(pair = Pair(GetParam(), options));
  pair.Reconnect(options);
  ExpectResumed(pair, true);
  EXPECT_TRUE(pair.client.signed_certificate_timestamps().empty());
}

TEST_P(TimestampsTest, OthersDoNot) {
  if (!BothSupport(Feature::kSignedCertificateTimestamps)) {
    GTEST_SKIP() << GetParam().server->name() << " cannot send timestamps";
  }
  PairOptions options = With(List());
  options.client = [](ClientContextBuilder&) {};
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.client.signed_certificate_timestamps().empty());
}

TEST_P(TimestampsTest, TheyGoWithTheFirstIdentityOnly) {
  if (!BothSupport(Feature::kSignedCertificateTimestamps)) {
    GTEST_SKIP() << GetParam().server->name() << " cannot send timestamps";
  }
  PairOptions options = With(List());
  CertificateSpec spec = ServerSpec();
  spec.dns_names = {"other.test"};
  const Certificate other = Issue(spec, &Root());
  options.server = [&](ServerContextBuilder& builder) {
    builder.AddIdentity("other.test", other.chain_pem, other.key_pem)
        .SignedCertificateTimestamps(AsBytes(List()));
  };
  options.server_name = "other.test";
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.client.signed_certificate_timestamps().empty());
}

class TimestampsBuilderTest : public BackendTest {
 protected:
  static std::optional<Error> ServerError(const Backend& backend, const std::string& list) {
    ServerContextBuilder builder(backend);
    builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem);
    return ErrorOf(builder.SignedCertificateTimestamps(AsBytes(list)).Build());
  }
};
OMNITLS_FOR_ALL_BACKENDS(TimestampsBuilderTest);

TEST_P(TimestampsBuilderTest, WhatCannotBeSentIsRefused) {
  EXPECT_EQ(ServerError(backend(), ""), Config(Detail::kMalformedTimestamps));
  EXPECT_EQ(ServerError(backend(), List() + "x"), Config(Detail::kMalformedTimestamps));
  const Error refused{ErrorKind::kUnsupported, Detail::kSetting};
  const Without without(backend(), Feature::kSignedCertificateTimestamps);
  EXPECT_EQ(ServerError(without, List()), refused);
  ClientContextBuilder client(without);
  EXPECT_EQ(ErrorOf(client.Ca(Root().pem).SignedCertificateTimestamps().Build()), refused);
}

// Else nobody would get them.
TEST_P(TimestampsBuilderTest, TheyNeedACertificate) {
  ServerContextBuilder builder(backend());
  builder.AddIdentity("server.test", Server().chain_pem, Server().key_pem)
      .RequireKnownServerName()
      .SignedCertificateTimestamps(AsBytes(List()));
  EXPECT_EQ(ErrorOf(builder.Build()), Config(Detail::kMissingIdentity));
}

}  // namespace
}  // namespace omnitls::conformance
