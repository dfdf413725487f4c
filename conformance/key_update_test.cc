// New keys in the middle of a connection (RFC 8446, 4.6.3).

#include "conformance/cases.h"
#include "conformance/records.h"

namespace omnitls::conformance {
namespace {

constexpr KeyUpdateRequest kAlone = KeyUpdateRequest::kUpdateNotRequested;
constexpr KeyUpdateRequest kBoth = KeyUpdateRequest::kUpdateRequested;

class KeyUpdateTest : public PairTest {
 protected:
  static std::unique_ptr<Pair> Connected(const PairOptions& options = {}) {
    auto pair = std::make_unique<Pair>(GetParam(), options);
    EXPECT_TRUE(pair->Handshake());
    pair->Settle();
    return pair;
  }
  static bool can_update() { return is_tls13() && BothSupport(Feature::kKeyUpdate); }
  static void Update(Connection& connection, KeyUpdateRequest request) {
    const Result<Next> updated = connection.UpdateKeys(request);
    ASSERT_TRUE(updated) << ToString(updated.error());
    EXPECT_EQ(*updated, Next::kReady);
  }
  static void ExpectEcho(Pair& pair) {
    EXPECT_TRUE(pair.Echo()) << ToString(pair.client_error) << ", " << ToString(pair.server_error);
  }
};
OMNITLS_FOR_ALL_PAIRS(KeyUpdateTest);

#define OMNITLS_NEED_KEY_UPDATE() \
  if (!can_update()) GTEST_SKIP() << "TLS 1.2 and mbedTLS have no KeyUpdate"

TEST_P(KeyUpdateTest, DataFlowsAfterSeveralInBothDirections) {
  OMNITLS_NEED_KEY_UPDATE();
  const auto pair = Connected();
  for (int i = 0; i < 20; ++i) {
    SCOPED_TRACE(i);
    Update(pair->client, i % 3 == 0 ? kBoth : kAlone);
    ExpectEcho(*pair);
    Update(pair->server, i % 4 == 0 ? kBoth : kAlone);
    ExpectEcho(*pair);
  }
}

TEST_P(KeyUpdateTest, SeveralInARowAreAsGoodAsOne) {
  OMNITLS_NEED_KEY_UPDATE();
  const auto pair = Connected();
  for (int i = 0; i < 5; ++i) {
    Update(pair->client, kAlone);
    Update(pair->client, kBoth);
    Update(pair->server, kAlone);
  }
  ExpectEcho(*pair);
}

// At the latest before the next data (RFC 8446, 4.6.3): two records then, else one.
TEST_P(KeyUpdateTest, ThePeerAnswersIfItIsAskedTo) {
  OMNITLS_NEED_KEY_UPDATE();
  const auto pair = Connected();
  for (const bool client_asks : {true, false, true}) {
    Connection& from = client_asks ? pair->client : pair->server;
    Connection& to = client_asks ? pair->server : pair->client;
    MemoryPipe::Direction& back = client_asks ? pair->pipe->to_client() : pair->pipe->to_server();
    for (const KeyUpdateRequest request : {kAlone, kBoth, kAlone}) {
      Update(from, request);
      EXPECT_EQ(ReadOnce(to), "want read");
      ASSERT_TRUE(to.Write(AsBytes("x")));
      EXPECT_EQ(RecordLengths(back).size(), request == kBoth ? 2u : 1u);
      EXPECT_EQ(ReadOnce(from), "x");
      ASSERT_TRUE(from.Write(AsBytes("y")));
      EXPECT_EQ(ReadOnce(to), "y");
    }
  }
}

TEST_P(KeyUpdateTest, BothMayAskAtOnce) {
  OMNITLS_NEED_KEY_UPDATE();
  const auto pair = Connected();
  for (int i = 0; i < 3; ++i) {
    Update(pair->client, kBoth);
    Update(pair->server, kBoth);
    ExpectEcho(*pair);
  }
}

TEST_P(KeyUpdateTest, DataOnTheWayIsReadWithTheKeysOfItsTime) {
  OMNITLS_NEED_KEY_UPDATE();
  const auto pair = Connected();
  std::string sent;
  for (int i = 0; i < 5; ++i) {
    const std::string data(5000, static_cast<char>('a' + i));
    ASSERT_EQ(pair->client.Write(AsBytes(data))->bytes, data.size());
    Update(pair->client, kBoth);
    sent += data;
  }
  pair->Settle();
  EXPECT_TRUE(pair->server_received == sent);
  ExpectEcho(*pair);
}

TEST_P(KeyUpdateTest, WaitsBehindDataThatTheTransportDidNotTake) {
  OMNITLS_NEED_KEY_UPDATE();
  const auto pair = Connected();
  pair->pipe->to_server().capacity = 100;
  const std::string data(5000, 'd');
  ASSERT_EQ(pair->client.Write(AsBytes(data))->next, Next::kWantWrite);
  const Result<Next> updated = pair->client.UpdateKeys(kBoth);
  ASSERT_TRUE(updated) << ToString(updated.error());
  EXPECT_EQ(*updated, Next::kWantWrite);
  pair->Settle();
  EXPECT_EQ(*pair->client.Flush(), Next::kReady);
  EXPECT_TRUE(pair->server_received == data);
  ExpectEcho(*pair);
}

TEST_P(KeyUpdateTest, OneOfItsOwnGoesWithAnAnswerThatIsDue) {
  OMNITLS_NEED_KEY_UPDATE();
  const auto pair = Connected();
  for (const KeyUpdateRequest request : {kAlone, kBoth}) {
    Update(pair->client, kBoth);
    EXPECT_EQ(ReadOnce(pair->server), "want read");
    Update(pair->server, request);
    ExpectEcho(*pair);
  }
  Update(pair->server, kBoth);
  EXPECT_EQ(ReadOnce(pair->client), "want read");
  ASSERT_EQ(*pair->client.SendClose(), Next::kReady);
  pair->Settle();
  EXPECT_EQ(pair->server.close_state(), CloseState::kReceived);
}

// A peer that asks and asks, and takes no answer: they do not heap up here.
TEST_P(KeyUpdateTest, AFloodOfRequestsTakesNoMoreMemoryThanAFew) {
  OMNITLS_NEED_KEY_UPDATE();
  const auto pair = Connected();
  MemoryPipe::Direction& back = pair->pipe->to_client();
  back.capacity = 0;
  for (int i = 0; i < 10'000; ++i) Update(pair->client, kBoth);
  const std::uint64_t before = back.total;
  const std::string answer = ReadOnce(pair->server);
  EXPECT_TRUE(answer == "want read" || answer == "want write") << answer;
  EXPECT_EQ(back.total, before);
  back.capacity = MemoryPipe::kUnlimited;
  EXPECT_EQ(*pair->server.Flush(), Next::kReady);
  EXPECT_LE(back.total - before, 70'000u) << "was kept";
  ExpectEcho(*pair);
}

TEST_P(KeyUpdateTest, GoesThroughOneByteAtATime) {
  OMNITLS_NEED_KEY_UPDATE();
  PairOptions options;
  options.pipe_capacity = 1;
  const auto pair = Connected(options);
  ASSERT_EQ(*pair->client.UpdateKeys(kBoth), Next::kWantWrite);
  ASSERT_EQ(*pair->server.UpdateKeys(kBoth), Next::kWantWrite);
  pair->Settle();
  ExpectEcho(*pair);
}

TEST_P(KeyUpdateTest, WorksUntilThisSideCloses) {
  OMNITLS_NEED_KEY_UPDATE();
  const auto pair = Connected();
  ASSERT_EQ(*pair->server.SendClose(), Next::kReady);
  EXPECT_EQ(ReadOnce(pair->client), "closed");
  Update(pair->client, kAlone);
  EXPECT_EQ(pair->ClientToServer("still here"), "still here");
  EXPECT_EQ(ErrorOf(pair->server.UpdateKeys()), Usage(Detail::kAfterClose));
}

TEST_P(KeyUpdateTest, IsMisuseBeforeTheHandshakeAndInTls12) {
  EXPECT_EQ(ErrorOf(Connection().UpdateKeys()), Usage(Detail::kEmptyHandle));
  Pair pair(GetParam());
  EXPECT_EQ(ErrorOf(pair.client.UpdateKeys()), Usage(Detail::kBeforeHandshake));
  EXPECT_EQ(ErrorOf(pair.server.UpdateKeys()), Usage(Detail::kBeforeHandshake));
  ASSERT_TRUE(pair.Handshake());
  if (!is_tls13()) {
    EXPECT_EQ(ErrorOf(pair.client.UpdateKeys()), Usage(Detail::kNotAvailable));
    EXPECT_EQ(ErrorOf(pair.server.UpdateKeys(kBoth)), Usage(Detail::kNotAvailable));
  }
  ExpectEcho(pair);
}

TEST_P(KeyUpdateTest, IsRefusedByALibraryThatHasNoneAndNothingBreaks) {
  if (!is_tls13() || BothSupport(Feature::kKeyUpdate)) {
    GTEST_SKIP() << "about TLS 1.3 with a library that has no KeyUpdate";
  }
  const auto pair = Connected();
  for (const bool client : {true, false}) {
    const PairParam& param = GetParam();
    if ((client ? param.client : param.server)->Supports(Feature::kKeyUpdate)) continue;
    EXPECT_EQ(ErrorOf((client ? pair->client : pair->server).UpdateKeys(kBoth)),
              (Error{ErrorKind::kUnsupported, Detail::kSetting}));
  }
  ExpectEcho(*pair);
}

// The two ends of "the connection dies".
TEST_P(KeyUpdateTest, APeerWithoutItSaysWhyItEnds) {
  if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 has no KeyUpdate";
  const bool client_can = GetParam().client->Supports(Feature::kKeyUpdate);
  const bool server_can = GetParam().server->Supports(Feature::kKeyUpdate);
  if (client_can == server_can) GTEST_SKIP() << "about pairs of which one has no KeyUpdate";
  const Error refusal = Protocol(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
  for (const KeyUpdateRequest request : {kAlone, kBoth}) {
    const auto pair = Connected();
    Update(client_can ? pair->client : pair->server, request);
    pair->Settle();
    EXPECT_EQ(pair->client_error, client_can ? Received(Alert::kUnexpectedMessage) : refusal);
    EXPECT_EQ(pair->server_error, server_can ? Received(Alert::kUnexpectedMessage) : refusal);
  }
}

}  // namespace
}  // namespace omnitls::conformance
