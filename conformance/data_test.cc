// Data gets through whole, whatever the sizes of writes, reads and the transport's pieces.

#include <algorithm>
#include <random>

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

std::string RandomText(std::size_t size) {
  std::mt19937 random(static_cast<std::uint32_t>(size));
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

class DataTest : public PairTest {
 protected:
  static std::unique_ptr<Pair> Connected(const PairOptions& options = {}) {
    auto pair = std::make_unique<Pair>(GetParam(), options);
    EXPECT_TRUE(pair->Handshake())
        << ToString(pair->client_error) << ", " << ToString(pair->server_error);
    return pair;
  }

  // Writes `data` in pieces of odd sizes while the other end reads in other sizes.
  static std::string Send(Connection& from, Connection& to, const std::string& data) {
    constexpr std::size_t kWrites[] = {1, 7, 1000, 16383, 16384, 16385, 65537, 4099};
    constexpr std::size_t kReads[] = {16384, 1, 5000, 333, 40000};
    std::string received;
    std::size_t sent = 0;
    for (std::size_t i = 0; sent < data.size(); ++i) {
      const std::size_t size = std::min(kWrites[i % 8], data.size() - sent);
      const Result<Progress> put = from.Write(AsBytes(data).subspan(sent, size));
      if (!put) return ToString(put.error());
      sent += put->bytes;
      for (std::size_t j = i;; ++j) {
        std::vector<std::uint8_t> buffer(kReads[j % 5]);
        const Result<Progress> got = to.Read(buffer);
        if (!got) return ToString(got.error());
        received.append(AsText(ByteView(buffer).first(got->bytes)));
        if (got->next != Next::kReady) break;
      }
    }
    return received;
  }
};
OMNITLS_FOR_ALL_PAIRS(DataTest);

TEST_P(DataTest, AMegabyteEachWay) {
  const auto pair = Connected();
  const std::string data = RandomText(1 << 20);
  EXPECT_TRUE(Send(pair->client, pair->server, data) == data);
  EXPECT_TRUE(Send(pair->server, pair->client, data) == data);
}

TEST_P(DataTest, BothWaysAtOnce) {
  const auto pair = Connected();
  const std::string data = RandomText(100'000);
  ASSERT_EQ(pair->client.Write(AsBytes(data))->bytes, data.size());
  ASSERT_EQ(pair->server.Write(AsBytes(data))->bytes, data.size());
  pair->Settle();
  EXPECT_TRUE(pair->client_received == data);
  EXPECT_TRUE(pair->server_received == data);
}

TEST_P(DataTest, OneByteAtATime) {
  Pair pair(GetParam());
  for (MemoryPipe::Direction* direction : {&pair.pipe->to_client(), &pair.pipe->to_server()}) {
    direction->max_read = 1;
    direction->max_write = 1;
  }
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  const std::string data = RandomText(300);
  EXPECT_EQ(pair.ClientToServer(data), data);
  EXPECT_EQ(pair.ServerToClient(data), data);
}

TEST_P(DataTest, ATransportThatIsAlwaysFull) {
  for (const std::size_t capacity : {1, 2, 17, 1000}) {
    SCOPED_TRACE(capacity);
    PairOptions options;
    options.pipe_capacity = capacity;
    const auto pair = Connected(options);
    const std::string data = RandomText(capacity < 100 ? 500 : 50'000);
    EXPECT_TRUE(pair->ClientToServer(data) == data);
    EXPECT_TRUE(pair->ServerToClient(data) == data);
  }
}

TEST_P(DataTest, WhatAWriteTookIsSentOnceWhateverBecomesOfTheBuffer) {
  const auto pair = Connected();
  pair->pipe->to_server().capacity = 100;
  const std::string data = RandomText(5000);
  std::string buffer = data;
  const Result<Progress> put = pair->client.Write(AsBytes(buffer));
  ASSERT_TRUE(put) << ToString(put.error());
  EXPECT_EQ(put->bytes, 5000u);
  EXPECT_EQ(put->next, Next::kWantWrite);
  buffer.assign(5000, '!');
  pair->Settle();
  EXPECT_TRUE(pair->server_received == data);
  EXPECT_EQ(*pair->client.Flush(), Next::kReady);
}

TEST_P(DataTest, AWriteThatWaitsTakesNothingMore) {
  const auto pair = Connected();
  pair->pipe->to_server().capacity = 100;
  ASSERT_EQ(pair->client.Write(AsBytes("first"))->next, Next::kReady);
  ASSERT_EQ(pair->client.Write(AsBytes(std::string(200, 'a')))->next, Next::kWantWrite);
  for (int i = 0; i < 3; ++i) {
    const Result<Progress> put = pair->client.Write(AsBytes("more"));
    ASSERT_TRUE(put);
    EXPECT_EQ(put->bytes, 0u);
    EXPECT_EQ(put->next, Next::kWantWrite);
    EXPECT_EQ(*pair->client.Flush(), Next::kWantWrite);
  }
  pair->Settle();
  EXPECT_EQ(pair->server_received, "first" + std::string(200, 'a'));
}

TEST_P(DataTest, ARetryMayBeMovedShorterAndOther) {
  const auto pair = Connected();
  pair->pipe->to_server().capacity = 100;
  const std::string data = RandomText(50'000);
  const Result<Progress> put = pair->client.Write(AsBytes(data));
  ASSERT_TRUE(put) << ToString(put.error());
  EXPECT_EQ(put->next, Next::kWantWrite);
  const std::size_t taken = put->bytes;
  EXPECT_GT(taken, 0u);
  EXPECT_LE(taken, 16384u);  // One record at most waits here.
  while (*pair->client.Flush() == Next::kWantWrite) pair->Settle();
  const std::string moved = "something else";
  ASSERT_EQ(pair->client.Write(AsBytes(moved))->bytes, moved.size());
  pair->Settle();
  EXPECT_TRUE(pair->server_received == data.substr(0, taken) + moved);
}

TEST_P(DataTest, EmptyReadsAndWritesDoNothing) {
  const auto pair = Connected();
  pair->Settle();
  const std::uint64_t before = pair->pipe->to_server().total;
  for (const ByteView empty : {ByteView(), AsBytes("x").first(0)}) {
    const Result<Progress> put = pair->client.Write(empty);
    ASSERT_TRUE(put);
    EXPECT_EQ(put->bytes, 0u);
    EXPECT_EQ(put->next, Next::kReady);
  }
  EXPECT_EQ(pair->pipe->to_server().total, before);

  ASSERT_TRUE(pair->client.Write(AsBytes("data")));
  const Result<Progress> got = pair->server.Read({});
  ASSERT_TRUE(got);
  EXPECT_EQ(got->bytes, 0u);
  EXPECT_EQ(got->next, Next::kReady);
  EXPECT_EQ(ReadOnce(pair->server), "data");
}

TEST_P(DataTest, NothingToReadIsAWait) {
  const auto pair = Connected();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ReadOnce(pair->client), "want read");
    EXPECT_EQ(ReadOnce(pair->server), "want read");
  }
  EXPECT_TRUE(pair->Echo());
}

TEST_P(DataTest, ReadsOfOneByteGetARecord) {
  const auto pair = Connected();
  const std::string data = RandomText(1000);
  ASSERT_TRUE(pair->server.Write(AsBytes(data)));
  std::string received;
  while (received.size() < data.size()) {
    std::uint8_t byte;
    const Result<Progress> got = pair->client.Read({&byte, 1});
    ASSERT_TRUE(got) << ToString(got.error());
    if (got->next == Next::kReady) received += static_cast<char>(byte);
  }
  EXPECT_TRUE(received == data);
  EXPECT_EQ(ReadOnce(pair->client), "want read");
}

TEST_P(DataTest, AnAlteredRecordIsRefused) {
  const auto pair = Connected();
  pair->Settle();
  ASSERT_TRUE(pair->client.Write(AsBytes("do not touch")));
  pair->pipe->to_server().bytes.back() ^= 1;
  pair->Settle();
  EXPECT_EQ(pair->server_error, Protocol(Detail::kBadRecordMac, Alert::kBadRecordMac));
  EXPECT_EQ(pair->client_error, Received(Alert::kBadRecordMac));
  EXPECT_EQ(pair->server_received, "");
}

}  // namespace
}  // namespace omnitls::conformance
