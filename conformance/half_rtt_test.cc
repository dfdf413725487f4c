// Half-RTT data: what a server sends before the client's Finished has come.

#include "conformance/sessions.h"

namespace omnitls::conformance {
namespace {

class HalfRttTest : public PairTest {
 protected:
  static bool Can() { return GetParam().server->Supports(Feature::kHalfRttData); }
  static PairOptions Options() {
    PairOptions options;
    options.server = [](ServerContextBuilder& builder) {
      if (Can()) builder.MinVersion(Version::kTls12).MaxVersion(Version::kTls13).HalfRttData();
    };
    return options;
  }
};
OMNITLS_FOR_ALL_PAIRS(HalfRttTest);

#define OMNITLS_SKIP_UNLESS_HALF_RTT()                                             \
  if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 has no half-RTT data; see NotInTls12"; \
  if (!Can())                                                                      \
  GTEST_SKIP() << "this server's library writes nothing before the Finished; see " \
                  "HalfRttBuilderTest"

TEST_P(HalfRttTest, ReachesTheClientWithTheServersFlight) {
  OMNITLS_SKIP_UNLESS_HALF_RTT();
  Pair pair(GetParam(), Options());
  EXPECT_FALSE(pair.server.can_write_half_rtt());
  EXPECT_EQ(ErrorOf(pair.server.Write(AsBytes("x"))), Usage(Detail::kBeforeHandshake));
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
  ASSERT_TRUE(pair.server.can_write_half_rtt());
  EXPECT_EQ(pair.server.Write(AsBytes("220 "))->bytes, 4u);
  const ByteView more[] = {AsBytes("wel"), AsBytes("come")};
  EXPECT_EQ(pair.server.WriteGathered(more)->bytes, 7u);
  EXPECT_FALSE(pair.server.handshake_done());
  // The client can read it before the server has heard from it again.
  ASSERT_EQ(*pair.client.Handshake(), Next::kReady);
  EXPECT_EQ(ReadOnce(pair.client), "220 ");
  EXPECT_EQ(ReadOnce(pair.client), "welcome");
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_FALSE(pair.server.can_write_half_rtt());
  EXPECT_TRUE(pair.Echo());
}

TEST_P(HalfRttTest, AnswersEarlyData) {
  OMNITLS_SKIP_UNLESS_HALF_RTT();
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) { builder.MaxEarlyData(100).HalfRttData(); };
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  pair.Reconnect(options);
  ASSERT_EQ(pair.client.WriteEarlyData(AsBytes("question"))->bytes, 8u);
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
  std::uint8_t buffer[100];
  const Result<Progress> got = pair.server.ReadEarlyData(buffer);
  ASSERT_TRUE(got);
  EXPECT_EQ(AsText(ByteView(buffer, got->bytes)), "question");
  ASSERT_TRUE(pair.server.can_write_half_rtt());
  EXPECT_EQ(pair.server.Write(AsBytes("answer"))->bytes, 6u);
  ASSERT_EQ(*pair.client.Handshake(), Next::kReady);
  EXPECT_EQ(ReadOnce(pair.client), "answer");
  ExpectResumed(pair, true);
}

TEST_P(HalfRttTest, OfManyRecordsArrivesWholeThroughANarrowPipe) {
  OMNITLS_SKIP_UNLESS_HALF_RTT();
  PairOptions options = Options();
  options.pipe_capacity = 3000;
  Pair pair(GetParam(), options);
  while (!pair.server.can_write_half_rtt()) {
    ASSERT_TRUE(pair.client.Handshake());
    ASSERT_TRUE(pair.server.Handshake());
  }
  const std::string data(50000, 'h');
  for (std::size_t done = 0; done < data.size();) {
    const Result<Progress> put = pair.server.Write(AsBytes(data).subspan(done));
    ASSERT_TRUE(put) << ToString(put.error());
    done += put->bytes;
    if (put->next == Next::kReady) continue;
    // The client takes some; then both go on.
    ASSERT_TRUE(pair.client.Handshake());
    if (pair.client.handshake_done()) {
      const std::string got = ReadOnce(pair.client);
      if (got != "want read") pair.client_received += got;
    }
  }
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  pair.Settle();
  EXPECT_TRUE(pair.client_received == data) << pair.client_received.size();
  EXPECT_TRUE(pair.Echo());
}

TEST_P(HalfRttTest, GoesBehindEarlierEarlyWrites) {
  OMNITLS_SKIP_UNLESS_HALF_RTT();
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) {
    builder.HalfRttData().BufferEarlyWrites(100);
  };
  Pair pair(GetParam(), options);
  EXPECT_EQ(pair.server.Write(AsBytes("one "))->bytes, 4u);
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
  EXPECT_EQ(pair.server.Write(AsBytes("two"))->bytes, 3u);
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  EXPECT_EQ(pair.client_received, "one two");
}

TEST_P(HalfRttTest, NotInTls12) {
  if (is_tls13()) GTEST_SKIP() << "about TLS 1.2";
  if (!Can()) GTEST_SKIP() << "this server's library has no half-RTT data at all";
  Pair pair(GetParam(), Options());
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
  EXPECT_FALSE(pair.server.can_write_half_rtt());
  EXPECT_EQ(ErrorOf(pair.server.Write(AsBytes("x"))), Usage(Detail::kBeforeHandshake));
  ASSERT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.Echo());
}

class HalfRttBuilderTest : public BackendTest {
 protected:
  template <class Set>
  static std::optional<Error> BuildError(Set set) {
    ServerContextBuilder builder(backend());
    builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem).Ca(Root().pem);
    set(builder.HalfRttData());
    return ErrorOf(builder.Build());
  }
};
OMNITLS_FOR_ALL_BACKENDS(HalfRttBuilderTest);

TEST_P(HalfRttBuilderTest, WhatCannotBeIsRefused) {
  using Builder = ServerContextBuilder;
  const std::optional<Error> built = BuildError([](Builder&) {});
  if (backend().Supports(Feature::kHalfRttData)) {
    EXPECT_EQ(built, std::nullopt);
  } else {
    EXPECT_EQ(built, (Error{ErrorKind::kUnsupported, Detail::kSetting}));
  }
  EXPECT_EQ(BuildError([](Builder& b) { b.MaxVersion(Version::kTls12); }),
            Config(Detail::kSetting));
  EXPECT_EQ(BuildError([](Builder& b) { b.ClientAuthentication(ClientAuth::kRequire); }),
            Config(Detail::kSetting));
}

}  // namespace
}  // namespace omnitls::conformance
