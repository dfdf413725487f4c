// Memory that is given back while a connection waits is never missed, and never takes data along.

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

class ReleaseTest : public PairTest {};
OMNITLS_FOR_ALL_PAIRS(ReleaseTest);

TEST_P(ReleaseTest, BeforeTheHandshakeItIsMisuse) {
  Pair pair(GetParam());
  const Error before = Usage(Detail::kBeforeHandshake);
  EXPECT_EQ(ErrorOf(pair.client.ReleaseBuffers()), before);
  EXPECT_EQ(ErrorOf(pair.server.ReleaseBuffers()), before);
  EXPECT_EQ(ErrorOf(Connection().ReleaseBuffers()), Usage(Detail::kEmptyHandle));
  EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
}

TEST_P(ReleaseTest, DataGoesThroughAfterwardsInBothDirections) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  for (int i = 0; i < 40; ++i) {
    EXPECT_TRUE(pair.client.ReleaseBuffers());
    EXPECT_TRUE(pair.server.ReleaseBuffers());
    EXPECT_TRUE(pair.Echo());
    ASSERT_TRUE(pair.client.Write(AsBytes("one")));
    EXPECT_TRUE(pair.client.ReleaseBuffers());
    ASSERT_TRUE(pair.client.Write(AsBytes("two")));
    EXPECT_TRUE(pair.server.ReleaseBuffers());
    EXPECT_EQ(ReadOnce(pair.server), "one");
    EXPECT_TRUE(pair.server.ReleaseBuffers());
    EXPECT_EQ(ReadOnce(pair.server), "two");
    EXPECT_EQ(ReadOnce(pair.server), "want read");
  }
}

TEST_P(ReleaseTest, DataThatWasDecryptedAndNotReadStays) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  const std::string data(16384, 'x');
  ASSERT_TRUE(pair.server.Write(AsBytes(data)));
  std::string received;
  while (received.size() < data.size()) {
    const std::string part = ReadOnce(pair.client, 1000);
    if (part == "want read") continue;  // The ticket.
    ASSERT_EQ(part.find_first_not_of('x'), part.npos) << part;
    received += part;
    ASSERT_TRUE(pair.client.ReleaseBuffers());
  }
  EXPECT_TRUE(received == data);
}

TEST_P(ReleaseTest, ARecordThatIsStillOnItsWayStays) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  MemoryPipe::Direction& wire = pair.pipe->to_server();
  ASSERT_TRUE(pair.client.Write(AsBytes("ping")));
  const std::size_t size = wire.size();
  ASSERT_EQ(ReadOnce(pair.server), "ping");
  for (std::size_t cut = 1; cut < size; ++cut) {
    ASSERT_TRUE(pair.client.Write(AsBytes("ping")));
    Bytes rest;
    ASSERT_TRUE(rest.Assign(wire.view().subspan(cut)));
    wire.Truncate(cut);
    EXPECT_EQ(ReadOnce(pair.server), "want read");
    EXPECT_TRUE(pair.server.ReleaseBuffers());
    ASSERT_EQ(wire.Write(rest).bytes, rest.size());
    ASSERT_EQ(ReadOnce(pair.server), "ping") << "cut after " << cut << " of " << size << " bytes";
  }
}

TEST_P(ReleaseTest, WhatTheTransportDidNotTakeStays) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  pair.pipe->to_client().capacity = 100;
  const std::string data(5000, 'y');
  const Result<Progress> put = pair.server.Write(AsBytes(data));
  ASSERT_TRUE(put);
  EXPECT_EQ(put->next, Next::kWantWrite);
  EXPECT_TRUE(pair.server.ReleaseBuffers());
  std::string received;
  for (int i = 0; i < 1000 && received.size() < put->bytes; ++i) {
    ASSERT_TRUE(pair.server.Flush());
    const std::string part = ReadOnce(pair.client);
    if (part != "want read") received += part;
  }
  EXPECT_TRUE(received == data.substr(0, put->bytes));
}

TEST_P(ReleaseTest, AClosedConnectionMayStillRelease) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  ASSERT_TRUE(pair.client.SendClose());
  EXPECT_EQ(ReadOnce(pair.server), "closed");
  EXPECT_TRUE(pair.server.ReleaseBuffers());
  EXPECT_TRUE(pair.client.ReleaseBuffers());
  ASSERT_TRUE(pair.server.SendClose());
  pair.Settle();
  EXPECT_EQ(pair.client.close_state(), CloseState::kComplete);
}

// Records that wait for the reader, each longer than the one before, and shorter ones after them:
// what a library keeps for one of them is neither too short for the next, nor lost.
TEST_P(ReleaseTest, ABurstOfRecordsOfManyLengthsArrives) {
  constexpr std::size_t kLengths[] = {1, 2, 60, 61, 1000, 16384, 5, 4000, 16384, 1, 16384};
  for (const std::size_t most : {1, 4, 5, 6, 1000, 1 << 20}) {
    SCOPED_TRACE(most);
    Pair pair(GetParam());
    ASSERT_TRUE(pair.Handshake());
    pair.Settle();
    for (const bool to_client : {false, true}) {
      Connection& from = to_client ? pair.server : pair.client;
      Connection& to = to_client ? pair.client : pair.server;
      (to_client ? pair.pipe->to_client() : pair.pipe->to_server()).max_read = most;
      std::string sent, received;
      for (const std::size_t length : kLengths) {
        const std::string record(length, static_cast<char>('a' + length % 26));
        ASSERT_TRUE(from.Write(AsBytes(record)));
        sent += record;
      }
      // The last one stays unread, and the connection ends with it.
      while (received.size() + 16384 < sent.size()) {
        const std::string part = ReadOnce(to, 5000);
        if (part != "want read") received += part;
      }
      EXPECT_TRUE(received == sent.substr(0, received.size()));
    }
  }
}

}  // namespace
}  // namespace omnitls::conformance
