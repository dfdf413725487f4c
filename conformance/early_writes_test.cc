// Data that is written before the handshake is done: an error by default; kept, if asked for, and
// sent to nobody but the peer that was verified.

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

class EarlyWritesTest : public PairTest {
 protected:
  static PairOptions Buffering(std::size_t bytes) {
    PairOptions options;
    options.client = [=](ClientContextBuilder& builder) { builder.BufferEarlyWrites(bytes); };
    options.server = [=](ServerContextBuilder& builder) { builder.BufferEarlyWrites(bytes); };
    return options;
  }
  static void ExpectWrite(Connection& connection, const std::string& data, std::size_t bytes,
                          Next next) {
    const Result<Progress> put = connection.Write(AsBytes(data));
    ASSERT_TRUE(put) << ToString(put.error());
    EXPECT_EQ(put->bytes, bytes);
    EXPECT_EQ(put->next, next);
  }
};
OMNITLS_FOR_ALL_PAIRS(EarlyWritesTest);

TEST_P(EarlyWritesTest, AreErrorsByDefault) {
  Pair pair(GetParam());
  EXPECT_EQ(ErrorOf(pair.client.Write(AsBytes("x"))), Usage(Detail::kBeforeHandshake));
  EXPECT_EQ(ErrorOf(pair.server.Write(AsBytes("x"))), Usage(Detail::kBeforeHandshake));
  ASSERT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.Echo());
}

TEST_P(EarlyWritesTest, ArriveInOrderAndBeforeLaterOnes) {
  Pair pair(GetParam(), Buffering(100));
  ExpectWrite(pair.client, "one ", 4, Next::kReady);
  ExpectWrite(pair.server, "eins ", 5, Next::kReady);
  const ByteView more[] = {AsBytes("two "), AsBytes("three ")};
  EXPECT_EQ(pair.client.WriteGathered(more)->bytes, 10u);
  EXPECT_EQ(pair.pipe->to_server().total, 0u) << "something was sent";
  ASSERT_TRUE(pair.Handshake());
  ExpectWrite(pair.client, "four", 4, Next::kReady);
  ExpectWrite(pair.server, "zwei", 4, Next::kReady);
  pair.Settle();
  EXPECT_EQ(pair.server_received, "one two three four");
  EXPECT_EQ(pair.client_received, "eins zwei");
}

TEST_P(EarlyWritesTest, AreTakenInTheMiddleOfAHandshake) {
  Pair pair(GetParam(), Buffering(100));
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  ExpectWrite(pair.client, "hello", 5, Next::kReady);
  ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
  ExpectWrite(pair.server, "world", 5, Next::kReady);
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  EXPECT_EQ(pair.server_received, "hello");
  EXPECT_EQ(pair.client_received, "world");
}

TEST_P(EarlyWritesTest, AreTakenUpToTheBound) {
  Pair pair(GetParam(), Buffering(10));
  ExpectWrite(pair.client, "0123456", 7, Next::kReady);
  ExpectWrite(pair.client, "789abc", 3, Next::kWantRead);
  ExpectWrite(pair.client, "789abc", 0, Next::kWantRead);
  ExpectWrite(pair.client, "", 0, Next::kReady);
  ASSERT_TRUE(pair.Handshake());
  ExpectWrite(pair.client, "abc", 3, Next::kReady);
  pair.Settle();
  EXPECT_EQ(pair.server_received, "0123456789abc");
}

TEST_P(EarlyWritesTest, WaitForTheTransportWhereTheHandshakeDoes) {
  PairOptions options = Buffering(2);
  options.pipe_capacity = 20;
  Pair pair(GetParam(), options);
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantWrite);
  ExpectWrite(pair.client, "abc", 2, Next::kWantWrite);
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  EXPECT_EQ(pair.server_received, "ab");
}

TEST_P(EarlyWritesTest, OfManyRecordsGoThroughANarrowTransport) {
  PairOptions options = Buffering(32'768);
  options.pipe_capacity = 300;
  Pair pair(GetParam(), options);
  std::string data(32'000, '\0');
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<char>(i % 251);
  for (std::size_t i = 0; i < data.size(); i += 1000) {
    ExpectWrite(pair.client, data.substr(i, 1000), 1000, Next::kReady);
    ExpectWrite(pair.server, data.substr(i, 1000), 1000, Next::kReady);
  }
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  EXPECT_TRUE(pair.server_received == data);
  EXPECT_TRUE(pair.client_received == data);
}

// Whoever reads the wire finds no more of it than after the same failure without such a write.
TEST_P(EarlyWritesTest, AreNeverSentToAPeerThatIsRefused) {
  std::uint64_t sent[2];
  for (const bool writes : {false, true}) {
    PairOptions options = Buffering(10'000);
    options.client_trusts = &OtherRoot();
    Pair pair(GetParam(), options);
    if (writes) ExpectWrite(pair.client, std::string(10'000, 's'), 10'000, Next::kReady);
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.client_error, BadPeer(Detail::kUnknownIssuer, Alert::kUnknownCa));
    EXPECT_EQ(pair.server_error, Received(Alert::kUnknownCa));
    EXPECT_EQ(pair.server_received, "");
    EXPECT_EQ(ErrorOf(pair.client.Write(AsBytes("x"))),
              BadPeer(Detail::kUnknownIssuer, Alert::kUnknownCa));
    sent[writes] = pair.pipe->to_server().total;
  }
  EXPECT_EQ(sent[0], sent[1]);
}

TEST_P(EarlyWritesTest, AServersAreNotSentToAClientItRefuses) {
  PairOptions options = Buffering(10'000);
  options.client_auth = ClientAuth::kRequire;
  Pair pair(GetParam(), options);
  ExpectWrite(pair.server, std::string(10'000, 's'), 10'000, Next::kReady);
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error,
            BadPeer(Detail::kCertificateMissing,
                    is_tls13() ? Alert::kCertificateRequired : Alert::kHandshakeFailure));
  EXPECT_EQ(pair.client_received, "");
  EXPECT_LT(pair.pipe->to_client().total, 10'000u);
}

TEST_P(EarlyWritesTest, KeepToMaxRecordSize) {
  PairOptions options = Buffering(5000);
  options.client = [](ClientContextBuilder& builder) {
    builder.BufferEarlyWrites(5000).MaxRecordSize(512);
  };
  Pair pair(GetParam(), options);
  const std::string data(5000, 'd');
  ExpectWrite(pair.client, data, 5000, Next::kReady);
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  EXPECT_EQ(pair.server_received, data);
}

TEST_P(EarlyWritesTest, NeedABuffer) {
  Pair pair(GetParam(), Buffering(10));
  const ByteView null(static_cast<const std::uint8_t*>(nullptr), 3);
  EXPECT_EQ(ErrorOf(pair.client.Write(null)), Usage(Detail::kNullBuffer));
  EXPECT_EQ(ErrorOf(pair.client.UpdateKeys()), Usage(Detail::kBeforeHandshake));
  EXPECT_EQ(ErrorOf(pair.client.SendClose()), Usage(Detail::kBeforeHandshake));
  ASSERT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.Echo());
}

}  // namespace
}  // namespace omnitls::conformance
