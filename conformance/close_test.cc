// The end of a connection: an authenticated close is a close, everything else is an error.

#include <cerrno>

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

class CloseTest : public PairTest {
 protected:
  static std::unique_ptr<Pair> Connected() {
    auto pair = std::make_unique<Pair>(GetParam());
    EXPECT_TRUE(pair->Handshake()) << ToString(pair->client_error) << ToString(pair->server_error);
    pair->Settle();
    return pair;
  }
  static void ExpectClosed(Connection& connection) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(ReadOnce(connection), "closed");
  }
};
OMNITLS_FOR_ALL_PAIRS(CloseTest);

const std::string kTruncatedText = "[truncated/none]";

// Runs with the roles both ways around: `first` closes first.
void CloseInOrder(Connection& first, Connection& second) {
  EXPECT_EQ(*first.SendClose(), Next::kReady);
  EXPECT_EQ(first.close_state(), CloseState::kSent);
  EXPECT_EQ(second.close_state(), CloseState::kOpen);
  EXPECT_EQ(ReadOnce(first), "want read");
  EXPECT_EQ(ReadOnce(second), "closed");
  EXPECT_EQ(second.close_state(), CloseState::kReceived);
  EXPECT_EQ(*second.SendClose(), Next::kReady);
  EXPECT_EQ(second.close_state(), CloseState::kComplete);
  EXPECT_EQ(ReadOnce(first), "closed");
  EXPECT_EQ(first.close_state(), CloseState::kComplete);
}

TEST_P(CloseTest, EitherEndMayCloseFirst) {
  const auto one = Connected();
  CloseInOrder(one->client, one->server);
  ExpectClosed(one->client);
  ExpectClosed(one->server);
  const auto other = Connected();
  CloseInOrder(other->server, other->client);
  ExpectClosed(other->client);
  ExpectClosed(other->server);
}

TEST_P(CloseTest, BothEndsMayCloseAtOnce) {
  const auto pair = Connected();
  EXPECT_EQ(*pair->client.SendClose(), Next::kReady);
  EXPECT_EQ(*pair->server.SendClose(), Next::kReady);
  ExpectClosed(pair->client);
  ExpectClosed(pair->server);
  EXPECT_EQ(pair->client.close_state(), CloseState::kComplete);
  EXPECT_EQ(pair->server.close_state(), CloseState::kComplete);
}

TEST_P(CloseTest, DataBeforeACloseIsDeliveredFirst) {
  const auto pair = Connected();
  ASSERT_TRUE(pair->client.Write(AsBytes("last words")));
  ASSERT_TRUE(pair->client.SendClose());
  pair->pipe->to_server().ended = true;
  EXPECT_EQ(ReadOnce(pair->server), "last words");
  ExpectClosed(pair->server);
}

void HalfClose(Connection& closer, Connection& other) {
  ASSERT_TRUE(closer.SendClose());
  EXPECT_EQ(ReadOnce(other), "closed");
  const Result<Progress> put = other.Write(AsBytes("still here"));
  ASSERT_TRUE(put) << ToString(put.error());
  EXPECT_EQ(put->bytes, 10u);
  EXPECT_EQ(ReadOnce(closer), "still here");
  EXPECT_EQ(ReadOnce(closer), "want read");
  ASSERT_TRUE(other.SendClose());
  EXPECT_EQ(ReadOnce(closer), "closed");
}

TEST_P(CloseTest, TheOtherDirectionStaysOpen) {
  const auto one = Connected();
  HalfClose(one->client, one->server);
  const auto other = Connected();
  HalfClose(other->server, other->client);
}

TEST_P(CloseTest, NothingIsWrittenAfterAClose) {
  const auto pair = Connected();
  ASSERT_TRUE(pair->client.SendClose());
  const std::uint64_t total = pair->pipe->to_server().total;
  EXPECT_EQ(ErrorOf(pair->client.Write(AsBytes("late"))), Usage(Detail::kAfterClose));
  EXPECT_EQ(*pair->client.SendClose(), Next::kReady);
  EXPECT_EQ(*pair->client.Flush(), Next::kReady);
  EXPECT_EQ(pair->pipe->to_server().total, total);
}

// Not even an answer to a key update, or an alert (RFC 8446, 6.1).
TEST_P(CloseTest, NothingFollowsAClose) {
  for (const bool client : {true, false}) {
    const auto pair = Connected();
    Connection& closer = client ? pair->client : pair->server;
    Connection& other = client ? pair->server : pair->client;
    ASSERT_TRUE(closer.SendClose());
    const MemoryPipe::Direction& out = client ? pair->pipe->to_server() : pair->pipe->to_client();
    const std::uint64_t total = out.total;
    if (is_tls13() && BothSupport(Feature::kKeyUpdate)) {
      ASSERT_TRUE(other.UpdateKeys(KeyUpdateRequest::kUpdateRequested));
    }
    ASSERT_TRUE(other.Write(AsBytes("still here")));
    EXPECT_EQ(ReadOnce(closer), "still here");
    ASSERT_TRUE(other.Write(AsBytes("altered")));
    (client ? pair->pipe->to_client() : pair->pipe->to_server()).bytes.back() ^= 1;
    EXPECT_EQ(ReadOnce(closer), "[protocol/bad_record_mac]");
    EXPECT_EQ(*closer.Flush(), Next::kReady);
    EXPECT_EQ(out.total, total);
  }
}

TEST_P(CloseTest, ACloseWaitsForAFullTransport) {
  const auto pair = Connected();
  pair->pipe->to_server().capacity = 10;
  EXPECT_EQ(*pair->client.SendClose(), Next::kWantWrite);
  EXPECT_EQ(*pair->client.Flush(), Next::kWantWrite);
  EXPECT_EQ(ReadOnce(pair->server), "want read");
  while (*pair->client.Flush() != Next::kReady) EXPECT_EQ(ReadOnce(pair->server), "want read");
  ExpectClosed(pair->server);
}

TEST_P(CloseTest, TheEndOfTheTransportIsNoClose) {
  const auto pair = Connected();
  ASSERT_TRUE(pair->client.Write(AsBytes("cut off")));
  pair->pipe->to_server().ended = true;
  EXPECT_EQ(ReadOnce(pair->server), "cut off");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ReadOnce(pair->server), kTruncatedText);
  EXPECT_EQ(ErrorOf(pair->server.Write(AsBytes("x"))), kTruncatedError);
  EXPECT_EQ(pair->server.close_state(), CloseState::kOpen);
}

// The last record is data, or the close itself; it is cut short at every byte.
TEST_P(CloseTest, ACutIsNeverAClose) {
  const auto pair = Connected();
  for (const bool close : {false, true}) {
    for (std::size_t keep = 0;; ++keep) {
      SCOPED_TRACE(keep);
      pair->Reconnect();
      ASSERT_TRUE(pair->Handshake());
      pair->Settle();
      close ? (void)pair->client.SendClose() : (void)pair->client.Write(AsBytes("0123456789"));
      MemoryPipe::Direction& direction = pair->pipe->to_server();
      const std::size_t size = direction.size();
      if (keep >= size) break;
      direction.Truncate(keep);
      direction.ended = true;
      ASSERT_EQ(ReadOnce(pair->server), kTruncatedText);
      ASSERT_EQ(ReadOnce(pair->server), kTruncatedText);
    }
  }
}

TEST_P(CloseTest, ACutHandshakeIsTruncated) {
  // Where the client's first flight is cut, and where the server's is.
  for (const std::size_t keep : {0, 1, 4, 5, 6, 9, 50, 100}) {
    SCOPED_TRACE(keep);
    Pair pair(GetParam());
    ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
    pair.pipe->to_server().Truncate(keep);
    pair.pipe->to_server().ended = true;
    EXPECT_EQ(ErrorOf(pair.server.Handshake()), kTruncatedError);
    EXPECT_EQ(ErrorOf(pair.server.Handshake()), kTruncatedError);
  }
  for (const std::size_t keep : {0, 1, 4, 5, 6, 9, 50, 100, 200, 600}) {
    SCOPED_TRACE(keep);
    Pair pair(GetParam());
    ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
    ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
    pair.pipe->to_client().Truncate(keep);
    pair.pipe->to_client().ended = true;
    EXPECT_EQ(ErrorOf(pair.client.Handshake()), kTruncatedError);
    EXPECT_EQ(ErrorOf(pair.client.Handshake()), kTruncatedError);
  }
}

TEST_P(CloseTest, AnEndBeforeTheClientsFinishedIsTruncated) {
  Pair pair(GetParam());
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
  pair.pipe->to_server().ended = true;
  EXPECT_EQ(ErrorOf(pair.server.Handshake()), kTruncatedError);
}

class TransportErrorTest : public CloseTest {
 protected:
  static void ExpectTransportError(const std::optional<Error>& error, int native) {
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(*error, Error{ErrorKind::kTransport});
    EXPECT_EQ(error->native, native);
  }
};
OMNITLS_FOR_ALL_PAIRS(TransportErrorTest);

TEST_P(TransportErrorTest, IsReportedByTheHandshake) {
  {
    Pair pair(GetParam());
    pair.pipe->to_server().write_error = EPIPE;
    ExpectTransportError(ErrorOf(pair.client.Handshake()), EPIPE);
    ExpectTransportError(ErrorOf(pair.client.Handshake()), EPIPE);
    pair.pipe->to_server().read_error = ECONNRESET;
    ExpectTransportError(ErrorOf(pair.server.Handshake()), ECONNRESET);
  }
  {
    Pair pair(GetParam());
    ASSERT_TRUE(pair.client.Handshake());
    pair.pipe->to_client().read_error = ECONNRESET;
    pair.pipe->to_client().write_error = EPIPE;
    ExpectTransportError(ErrorOf(pair.client.Handshake()), ECONNRESET);
    ExpectTransportError(ErrorOf(pair.server.Handshake()), EPIPE);
  }
}

TEST_P(TransportErrorTest, IsReportedByReadsAndWrites) {
  for (const bool client : {true, false}) {
    const auto pair = Connected();
    Connection& mine = client ? pair->client : pair->server;
    Connection& peer = client ? pair->server : pair->client;
    ASSERT_TRUE(peer.Write(AsBytes("data")));
    ASSERT_EQ(ReadOnce(mine), "data");
    MemoryPipe& pipe = *pair->pipe;
    (client ? pipe.to_client() : pipe.to_server()).read_error = ECONNRESET;
    (client ? pipe.to_client() : pipe.to_server()).write_error = EPIPE;
    std::uint8_t byte;
    ExpectTransportError(ErrorOf(mine.Read({&byte, 1})), ECONNRESET);
    ExpectTransportError(ErrorOf(mine.Read({&byte, 1})), ECONNRESET);
    ExpectTransportError(ErrorOf(mine.Write(AsBytes("x"))), ECONNRESET);
    ExpectTransportError(ErrorOf(peer.Write(AsBytes("x"))), EPIPE);
    ExpectTransportError(ErrorOf(peer.SendClose()), EPIPE);
    EXPECT_NE(Describe(peer).find(std::to_string(EPIPE)), std::string::npos) << Describe(peer);
  }
}

TEST_P(TransportErrorTest, IsReportedByACloseAndByFlush) {
  const auto pair = Connected();
  pair->pipe->to_server().write_error = EPIPE;
  ExpectTransportError(ErrorOf(pair->client.SendClose()), EPIPE);
  pair->pipe->to_client().capacity = 10;
  ASSERT_EQ(pair->server.Write(AsBytes("waits"))->next, Next::kWantWrite);
  pair->pipe->to_client().write_error = EPIPE;
  ExpectTransportError(ErrorOf(pair->server.Flush()), EPIPE);
  ExpectTransportError(ErrorOf(pair->server.Write(AsBytes("x"))), EPIPE);
}

// As when a server answers, closes, and does not read on.
TEST_P(TransportErrorTest, OfAWriteLosesNothingThatHadArrived) {
  for (const bool closes : {false, true}) {
    const auto pair = Connected();
    ASSERT_TRUE(pair->server.Write(AsBytes("no more ")));
    ASSERT_TRUE(pair->server.Write(AsBytes("please")));
    if (closes) {
      ASSERT_TRUE(pair->server.SendClose());
    }
    pair->pipe->to_server().write_error = EPIPE;
    ExpectTransportError(ErrorOf(pair->client.Write(AsBytes("x"))), EPIPE);
    EXPECT_EQ(ErrorOf(pair->client.Read({static_cast<std::uint8_t*>(nullptr), 1})),
              Usage(Detail::kNullBuffer));
    EXPECT_EQ(ReadOnce(pair->client), "no more ");
    ExpectTransportError(ErrorOf(pair->client.Write(AsBytes("x"))), EPIPE);
    EXPECT_EQ(ReadOnce(pair->client), "please");
    if (closes) {
      ExpectClosed(pair->client);
      EXPECT_EQ(pair->client.close_state(), CloseState::kReceived);
      ExpectTransportError(ErrorOf(pair->client.SendClose()), EPIPE);
      ExpectClosed(pair->client);
      continue;
    }
    ASSERT_TRUE(pair->server.Write(AsBytes("too late")));
    pair->pipe->to_client().Truncate(0);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(ReadOnce(pair->client), "[transport/none]");
  }
}

TEST_P(TransportErrorTest, AnEndAfterACloseIsFine) {
  const auto pair = Connected();
  ASSERT_TRUE(pair->client.SendClose());
  pair->pipe->to_server().ended = true;
  ExpectClosed(pair->server);
  pair->pipe->to_server().read_error = ECONNRESET;
  ExpectClosed(pair->server);
  EXPECT_EQ(*pair->server.SendClose(), Next::kReady);
}

}  // namespace
}  // namespace omnitls::conformance
