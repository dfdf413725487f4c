// Early data (0-RTT): read during the handshake when the server takes it, given back to the client
// when it does not, and never taken twice.

#include "conformance/sessions.h"

namespace omnitls::conformance {
namespace {

class EarlyDataTest : public PairTest {
 protected:
  void SetUp() override {
    if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 has no early data; see NotInTls12";
  }

  static PairOptions Taking(std::size_t bytes) {
    PairOptions options;
    options.server = [=](ServerContextBuilder& builder) { builder.MaxEarlyData(bytes); };
    return options;
  }
  // A session of a server that takes `bytes` of early data, on a connection with it.
  static PairOptions Resuming(Pair& pair, PairOptions options) {
    options.session = FirstSession(pair);
    pair.Reconnect(options);
    return options;
  }

  static void ExpectWritten(Pair& pair, std::string_view data) {
    const Result<Progress> put = pair.client.WriteEarlyData(AsBytes(data));
    ASSERT_TRUE(put) << ToString(put.error());
    EXPECT_EQ(put->bytes, data.size());
    EXPECT_EQ(put->next, Next::kReady);
  }
  // All early data that has come, and then a word for what ReadEarlyData waits for.
  static std::string ReadAll(Connection& server, std::size_t size = 16384) {
    std::string all;
    std::string buffer(size, '\0');
    while (true) {
      const Result<Progress> got =
          server.ReadEarlyData({reinterpret_cast<std::uint8_t*>(buffer.data()), buffer.size()});
      if (!got) return all + " [" + ToString(got.error()) + "]";
      if (got->next == Next::kClosed) return all + " closed";
      if (got->next == Next::kWantRead) return all + " want read";
      EXPECT_GT(got->bytes, 0u);
      all += buffer.substr(0, got->bytes);
    }
  }
  // The early data was not taken, the handshake is done, and the client has all of it back.
  static void ExpectRejected(Pair& pair, std::string_view data, bool resumed) {
    ExpectResumed(pair, resumed);
    EXPECT_EQ(pair.client.early_data_status(), EarlyDataStatus::kRejected);
    EXPECT_EQ(pair.server.early_data_status(), EarlyDataStatus::kRejected);
    EXPECT_EQ(ReadAll(pair.server), " closed");
    EXPECT_EQ(ToString(pair.client.TakeRejectedEarlyData()), data);
    EXPECT_TRUE(pair.client.TakeRejectedEarlyData().empty()) << "given back twice";
  }
};
OMNITLS_FOR_ALL_PAIRS(EarlyDataTest);

TEST_P(EarlyDataTest, ComesWithTheClientHelloAndIsReadBeforeTheHandshakeIsDone) {
  Pair pair(GetParam(), Taking(1000));
  (void)Resuming(pair, {});
  EXPECT_EQ(pair.client.early_data_limit(), 1000u);
  EXPECT_EQ(pair.client.early_data_status(), EarlyDataStatus::kNone);
  ExpectWritten(pair, "GET ");
  ExpectWritten(pair, "/index");
  EXPECT_EQ(pair.client.early_data_limit(), 990u);
  EXPECT_EQ(pair.pipe->to_server().total, 0u) << "something was sent";
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  EXPECT_EQ(pair.pipe->to_server().writes, 1u) << "not one flight";
  EXPECT_EQ(pair.client.early_data_status(), EarlyDataStatus::kPending);
  ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
  EXPECT_FALSE(pair.server.handshake_done());
  EXPECT_EQ(ReadAll(pair.server), "GET /index want read");
  ExpectResumed(pair, true);
  EXPECT_EQ(pair.client.early_data_status(), EarlyDataStatus::kAccepted);
  EXPECT_EQ(pair.server.early_data_status(), EarlyDataStatus::kAccepted);
  EXPECT_TRUE(pair.client.TakeRejectedEarlyData().empty());
  EXPECT_EQ(ReadAll(pair.server), " closed");
}

TEST_P(EarlyDataTest, WaitsForAServerThatReadsItAfterTheHandshakeInSmallPieces) {
  Pair pair(GetParam(), Taking(1000));
  (void)Resuming(pair, {});
  ExpectWritten(pair, "0123456789");
  ExpectResumed(pair, true);
  EXPECT_EQ(pair.server_received, "ping") << "early data among the other";
  EXPECT_EQ(ReadAll(pair.server, 3), "0123456789 closed");
  EXPECT_EQ(ReadAll(pair.server, 3), " closed");
}

TEST_P(EarlyDataTest, OfManyRecordsArrivesWholeThroughANarrowPipe) {
  Pair pair(GetParam(), Taking(kMaxEarlyData));
  PairOptions options;
  options.session = FirstSession(pair);
  options.pipe_capacity = 700;
  pair.Reconnect(options);
  std::string data(kMaxEarlyData, '\0');
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<char>(i * 7 + i / 251);
  ExpectWritten(pair, data);
  ExpectResumed(pair, true);
  EXPECT_EQ(pair.client.early_data_status(), EarlyDataStatus::kAccepted);
  EXPECT_TRUE(ReadAll(pair.server) == data + " closed");
}

TEST_P(EarlyDataTest, TakesNoMoreThanTheSessionAllows) {
  Pair pair(GetParam(), Taking(5));
  (void)Resuming(pair, {});
  const Result<Progress> put = pair.client.WriteEarlyData(AsBytes("0123456789"));
  ASSERT_TRUE(put);
  EXPECT_EQ(put->bytes, 5u);
  EXPECT_EQ(put->next, Next::kWantRead);
  EXPECT_EQ(pair.client.WriteEarlyData(AsBytes("5"))->bytes, 0u);
  ExpectResumed(pair, true);
  EXPECT_EQ(ReadAll(pair.server), "01234 closed");
}

TEST_P(EarlyDataTest, IsOffByDefault) {
  Pair pair(GetParam());
  const PairOptions options = Resuming(pair, {});
  EXPECT_EQ(options.session.max_early_data(), 0u);
  EXPECT_EQ(pair.client.early_data_limit(), 0u);
  EXPECT_EQ(ErrorOf(pair.client.WriteEarlyData(AsBytes("x"))), Usage(Detail::kNotAvailable));
  ExpectResumed(pair, true);
  EXPECT_EQ(pair.client.early_data_status(), EarlyDataStatus::kNone);
  EXPECT_EQ(pair.server.early_data_status(), EarlyDataStatus::kNone);
  EXPECT_EQ(ReadAll(pair.server), " closed");
}

TEST_P(EarlyDataTest, MisuseIsToldAndChangesNothing) {
  Pair pair(GetParam(), Taking(100));
  EXPECT_EQ(ErrorOf(pair.client.WriteEarlyData(AsBytes("x"))), Usage(Detail::kNotAvailable));
  EXPECT_EQ(ErrorOf(pair.server.WriteEarlyData(AsBytes("x"))), Usage(Detail::kNotAvailable));
  std::uint8_t buffer[1];
  EXPECT_EQ(ErrorOf(pair.client.ReadEarlyData(buffer)), Usage(Detail::kNotAvailable));
  (void)Resuming(pair, {});
  EXPECT_EQ(
      ErrorOf(pair.client.WriteEarlyData(ByteView(static_cast<const std::uint8_t*>(nullptr), 1))),
      Usage(Detail::kNullBuffer));
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  EXPECT_EQ(ErrorOf(pair.client.WriteEarlyData(AsBytes("late"))), Usage(Detail::kNotAvailable));
  ExpectResumed(pair, true);
  EXPECT_EQ(pair.client.early_data_status(), EarlyDataStatus::kNone);
}

// --- not accepted

TEST_P(EarlyDataTest, IsGivenBackByAServerThatKnowsTheTicketButTakesNone) {
  const Result<TicketKeys> keys = TicketKeys::Rotating(*GetParam().server, 3600);
  ASSERT_TRUE(keys);
  PairOptions taking = Taking(40000);
  taking.server = [&](ServerContextBuilder& b) { b.MaxEarlyData(40000).SessionTicketKeys(*keys); };
  Pair pair(GetParam(), taking);
  PairOptions options;
  options.session = FirstSession(pair);
  options.server = [&](ServerContextBuilder& b) { b.SessionTicketKeys(*keys); };
  pair.server_context = BuildServer(GetParam(), options);
  pair.Reconnect(options);
  const std::string data(40000, 'x');
  ExpectWritten(pair, data);
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead) << "done before the client's Finished";
  ExpectRejected(pair, data, true);
}

TEST_P(EarlyDataTest, IsGivenBackByAServerThatDoesNotKnowTheTicket) {
  Pair pair(GetParam(), Taking(40000));
  PairOptions options = Taking(100);
  options.session = FirstSession(pair);
  for (const bool takes : {true, false}) {
    pair.server_context = BuildServer(GetParam(), takes ? options : PairOptions());
    pair.Reconnect(options);
    const std::string data(40000, 'x');
    ExpectWritten(pair, data);
    ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
    ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead) << "done before the client's Finished";
    ExpectRejected(pair, data, false);
  }
}

TEST_P(EarlyDataTest, IsGivenBackAfterAHelloRetryRequest) {
  PairOptions options = Taking(1000);
  options.client = [](ClientContextBuilder& builder) { builder.Groups("x25519:secp256r1"); };
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  options.server = [](ServerContextBuilder& builder) {
    builder.MaxEarlyData(1000).Groups("secp256r1");
  };
  pair.server_context = BuildServer(GetParam(), options);
  pair.Reconnect(options);
  ExpectWritten(pair, "0123456789");
  ExpectRejected(pair, "0123456789", false);
}

TEST_P(EarlyDataTest, IsForTheSameApplicationProtocol) {
  PairOptions options = Taking(1000);
  options.client_alpn = {"h2", "http/1.1"};
  options.server_alpn = {"h2"};
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  ASSERT_EQ(pair.client.alpn(), "h2");
  pair.Reconnect(options);
  ExpectWritten(pair, "h2");
  ExpectResumed(pair, true);
  EXPECT_EQ(ReadAll(pair.server), "h2 closed");

  options.client_alpn = {"http/1.1"};
  options.server_alpn = {"http/1.1"};
  Pair other(GetParam(), options);
  EXPECT_EQ(other.client.early_data_limit(), 0u);
}

TEST_P(EarlyDataTest, IsGivenBackByAServerThatChoosesAnotherApplicationProtocol) {
  const Result<TicketKeys> keys = TicketKeys::Rotating(*GetParam().server, 3600);
  ASSERT_TRUE(keys);
  PairOptions options;
  options.client_alpn = {"h2", "http/1.1"};
  options.server_alpn = {"h2"};
  options.server = [&](ServerContextBuilder& b) { b.MaxEarlyData(100).SessionTicketKeys(*keys); };
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  options.server_alpn = {"http/1.1"};
  pair.server_context = BuildServer(GetParam(), options);
  pair.Reconnect(options);
  ExpectWritten(pair, "h2 only");
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_EQ(pair.client.alpn(), "http/1.1");
  EXPECT_EQ(pair.client.early_data_status(), EarlyDataStatus::kRejected);
  EXPECT_EQ(ToString(pair.client.TakeRejectedEarlyData()), "h2 only");
  EXPECT_EQ(ReadAll(pair.server), " closed");
  EXPECT_TRUE(pair.Echo());
}

// --- replay

TEST_P(EarlyDataTest, ARecordedFlightIsNotTakenTwice) {
  Pair pair(GetParam(), Taking(1000));
  (void)Resuming(pair, {});
  ExpectWritten(pair, "pay 100");
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  const std::string flight = ToString(pair.pipe->to_server().view());
  ExpectResumed(pair, true);
  EXPECT_EQ(ReadAll(pair.server), "pay 100 closed");
  for (int i = 0; i < 3; ++i) {
    pair.Reconnect();
    ASSERT_TRUE(pair.pipe->client().Write(AsBytes(flight)).bytes == flight.size());
    ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
    EXPECT_EQ(ReadAll(pair.server), " want read");
  }
}

TEST_P(EarlyDataTest, ATicketIsGoodForItOnce) {
  Pair pair(GetParam(), Taking(1000));
  const PairOptions options = Resuming(pair, {});
  ExpectWritten(pair, "first");
  ExpectResumed(pair, true);
  EXPECT_EQ(ReadAll(pair.server), "first closed");
  pair.Reconnect(options);
  ExpectWritten(pair, "second");
  ExpectRejected(pair, "second", true);
}

TEST_P(EarlyDataTest, ContextsWithTheSameKeysKnowOfEachOther) {
  const Result<TicketKeys> keys = TicketKeys::Rotating(*GetParam().server, 3600);
  ASSERT_TRUE(keys);
  PairOptions options;
  options.server = [&](ServerContextBuilder& b) { b.MaxEarlyData(100).SessionTicketKeys(*keys); };
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  pair.Reconnect(options);
  ExpectWritten(pair, "here");
  ExpectResumed(pair, true);
  EXPECT_EQ(ReadAll(pair.server), "here closed");
  pair.server_context = BuildServer(GetParam(), options);
  pair.Reconnect(options);
  ExpectWritten(pair, "there");
  ExpectRejected(pair, "there", true);
}

TEST_P(EarlyDataTest, UnderKeysOfTheProgramsOwnWaitsUntilTheGuardKnows) {
  const std::string key(TicketKeys::kKeySize, 'k');
  const ByteView all[] = {AsBytes(key)};
  const Result<TicketKeys> keys = TicketKeys::Fixed(all);
  ASSERT_TRUE(keys);
  PairOptions options;
  options.server = [&](ServerContextBuilder& b) { b.MaxEarlyData(100).SessionTicketKeys(*keys); };
  Pair pair(GetParam(), options);
  (void)Resuming(pair, {});
  ExpectWritten(pair, "just started");
  ExpectRejected(pair, "just started", true);
}

class CountingGuard final : public ReplayGuard {
 public:
  explicit CountingGuard(bool answer) : answer_(answer) {}
  bool FirstUse(ByteView token) override {
    EXPECT_EQ(token.size(), kTokenSize);
    ++asked;
    return answer_;
  }
  int asked = 0;

 private:
  const bool answer_;
};

TEST_P(EarlyDataTest, TheProgramsOwnGuardDecides) {
  for (const bool answer : {true, false}) {
    CountingGuard guard(answer);
    PairOptions options;
    options.server = [&](ServerContextBuilder& b) { b.MaxEarlyData(50000).EarlyDataGuard(&guard); };
    Pair pair(GetParam(), options);
    options.session = FirstSession(pair);
    pair.Reconnect(options);
    ExpectResumed(pair, true);
    EXPECT_EQ(guard.asked, 0) << "without early data";
    pair.Reconnect(options);
    const std::string data(50000, 'd');
    ExpectWritten(pair, data);
    if (answer) {
      ExpectResumed(pair, true);
      EXPECT_TRUE(ReadAll(pair.server) == data + " closed");
    } else {
      ExpectRejected(pair, data, true);
    }
    EXPECT_EQ(guard.asked, 1);
  }
}

TEST_P(EarlyDataTest, TicketsOfARefusedConnectionAllowItAgain) {
  CountingGuard guard(false);
  PairOptions options;
  options.server = [&](ServerContextBuilder& b) { b.MaxEarlyData(100).EarlyDataGuard(&guard); };
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  pair.Reconnect(options);
  ExpectWritten(pair, "data");
  ExpectRejected(pair, "data", true);
  pair.Settle();
  const Result<Session> next = pair.client.TakeSession();
  ASSERT_TRUE(next) << ToString(next.error());
  EXPECT_EQ(next->max_early_data(), 100u);
}

// --- what it goes with

TEST_P(EarlyDataTest, ASavedSessionAllowsAsMuchAsBefore) {
  PairOptions options = Taking(1000);
  options.client_alpn = options.server_alpn = {"h2"};
  Pair pair(GetParam(), options);
  SecretBytes saved;
  ASSERT_TRUE(FirstSession(pair).Save(saved));
  const Result<Session> loaded = Session::Load(saved, *GetParam().client);
  ASSERT_TRUE(loaded) << ToString(loaded.error());
  EXPECT_EQ(loaded->max_early_data(), 1000u);
  options.session = *loaded;
  pair.Reconnect(options);
  ExpectWritten(pair, "saved");
  ExpectResumed(pair, true);
  EXPECT_EQ(ReadAll(pair.server), "saved closed");
}

TEST_P(EarlyDataTest, EarlyWritesFollowWhetherItIsAcceptedOrNot) {
  for (const bool accepted : {true, false}) {
    CountingGuard guard(accepted);
    PairOptions options;
    options.client = [](ClientContextBuilder& builder) { builder.BufferEarlyWrites(100); };
    options.server = [&](ServerContextBuilder& b) { b.MaxEarlyData(100).EarlyDataGuard(&guard); };
    Pair pair(GetParam(), options);
    options.session = FirstSession(pair);
    pair.Reconnect(options);
    ExpectWritten(pair, "early");
    ASSERT_EQ(pair.client.Write(AsBytes("later"))->bytes, 5u);
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    pair.Settle();
    EXPECT_EQ(ReadAll(pair.server), accepted ? "early closed" : " closed");
    EXPECT_EQ(pair.server_received, "later");
  }
}

TEST_P(EarlyDataTest, BytesThatArriveOneByOneAreEnough) {
  Pair pair(GetParam(), Taking(1000));
  (void)Resuming(pair, {});
  pair.pipe->to_server().max_read = pair.pipe->to_client().max_read = 1;
  ExpectWritten(pair, "slowly");
  ExpectResumed(pair, true);
  EXPECT_EQ(ReadAll(pair.server), "slowly closed");
}

TEST_P(EarlyDataTest, WhatCameBeforeAFailureCanBeRead) {
  Pair pair(GetParam(), Taking(1000));
  (void)Resuming(pair, {});
  ExpectWritten(pair, "0123456789");
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  pair.pipe->to_server().ended = true;
  while (!pair.server_error) {
    const Result<Next> next = pair.server.Handshake();
    if (!next) pair.server_error = next.error();
  }
  EXPECT_EQ(pair.server_error, kTruncatedError);
  EXPECT_EQ(ReadAll(pair.server), "0123456789 [truncated/none]");
}

class EarlyDataTls12Test : public PairTest {};
OMNITLS_FOR_ALL_PAIRS(EarlyDataTls12Test);

TEST_P(EarlyDataTls12Test, NotInTls12) {
  if (is_tls13()) GTEST_SKIP() << "about TLS 1.2";
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) {
    builder.MinVersion(Version::kTls12).MaxVersion(Version::kTls13).MaxEarlyData(100);
  };
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  EXPECT_EQ(options.session.max_early_data(), 0u);
  pair.Reconnect(options);
  EXPECT_EQ(ErrorOf(pair.client.WriteEarlyData(AsBytes("x"))), Usage(Detail::kNotAvailable));
  ExpectResumed(pair, true);
}

// --- building

class EarlyDataBuilderTest : public BackendTest {
 protected:
  template <class Set>
  static std::optional<Error> BuildError(Set set) {
    ServerContextBuilder builder(backend());
    builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem).Ca(Root().pem);
    set(builder);
    return ErrorOf(builder.Build());
  }
};
OMNITLS_FOR_ALL_BACKENDS(EarlyDataBuilderTest);

TEST_P(EarlyDataBuilderTest, WhatCannotBeIsRefused) {
  using Builder = ServerContextBuilder;
  EXPECT_TRUE(backend().Supports(Feature::kEarlyData));
  EXPECT_EQ(BuildError([](Builder& b) { b.MaxEarlyData(kMaxEarlyData); }), std::nullopt);
  EXPECT_EQ(BuildError([](Builder& b) { b.MaxEarlyData(kMaxEarlyData + 1); }),
            Config(Detail::kOutOfRange));
  EXPECT_EQ(BuildError([](Builder& b) { b.MaxEarlyData(1).MaxVersion(Version::kTls12); }),
            Config(Detail::kSetting));
  EXPECT_EQ(BuildError([](Builder& b) { b.MaxEarlyData(1).SessionCache(SessionCacheMode::kOff); }),
            Config(Detail::kSetting));
  EXPECT_EQ(
      BuildError([](Builder& b) { b.MaxEarlyData(1).ClientAuthentication(ClientAuth::kRequest); }),
      Config(Detail::kSetting));
}

}  // namespace
}  // namespace omnitls::conformance
