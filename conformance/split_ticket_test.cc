// A ticket that is cut in two records (RFC 8446, 5.1): what a client does between the two is not
// lost, whatever its library would do. The server is OpenSSL alone, which can be told to make such
// tickets.

#include "conformance/cases.h"
#include "conformance/long_tickets.h"
#include "conformance/records.h"

namespace omnitls::conformance {
namespace {

RawContext OneLongTicketContext() {
  RawContext context = LongTicketContext();
  SSL_CTX_set_num_tickets(context.get(), 1);
  return context;
}

// A client that has read the first record of a ticket.
class SplitTicketTest : public BackendTest {
 protected:
  void SetUp() override {
    const PairParam param{&backend(), &backend(), Version::kTls13};
    Result<Connection> connected = BuildClient(param).Connect(pipe_.client(), "server.test");
    ASSERT_TRUE(connected);
    client_ = *std::move(connected);
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(client_.Handshake());
      if (server_.Handshake()) break;
    }
    ASSERT_TRUE(client_.handshake_done());
    const std::vector<std::size_t> records = RecordLengths(pipe_.to_client());
    ASSERT_EQ(records.size(), 2u);
    const std::size_t first = 5 + records[0];
    rest_ = AsText(pipe_.to_client().view().subspan(first));
    pipe_.to_client().Truncate(first);
    EXPECT_EQ(ReadOnce(client_), "want read");
  }
  void DeliverTheRest() {
    EXPECT_EQ(pipe_.to_client().Write(AsBytes(rest_)).bytes, rest_.size());
    EXPECT_EQ(ReadOnce(client_), "want read");
  }
  void Write(const std::string& text) {
    const Result<Progress> put = client_.Write(AsBytes(text));
    ASSERT_TRUE(put) << ToString(put.error());
    EXPECT_EQ(put->bytes, text.size());
  }

  MemoryPipe pipe_;
  RawContext context_ = OneLongTicketContext();
  RawPeer server_{pipe_.server(), context_.get(), true};
  Connection client_;
  std::string rest_;
};
OMNITLS_FOR_ALL_BACKENDS(SplitTicketTest);

TEST_P(SplitTicketTest, DataBetweenTheTwo) {
  Write("one ");
  Write("two");
  DeliverTheRest();
  EXPECT_EQ(server_.Read(), "one two");
  server_.Write("three");
  EXPECT_EQ(ReadOnce(client_), "three");
  EXPECT_EQ(client_.session_readiness(), SessionReadiness::kReady);
}

TEST_P(SplitTicketTest, NewKeysBetweenTheTwo) {
  if (!backend().Supports(Feature::kKeyUpdate)) {
    GTEST_SKIP() << backend().name() << " has no KeyUpdate";
  }
  for (const KeyUpdateRequest request :
       {KeyUpdateRequest::kUpdateNotRequested, KeyUpdateRequest::kUpdateRequested}) {
    EXPECT_TRUE(client_.UpdateKeys(request));
    Write("data ");
  }
  DeliverTheRest();
  EXPECT_EQ(server_.Read(), "data data ");
  server_.Write("answer");
  EXPECT_EQ(ReadOnce(client_), "answer");
  Write("more");
  EXPECT_EQ(server_.Read(), "more");
}

TEST_P(SplitTicketTest, TheEndBetweenTheTwo) {
  Write("last");
  ASSERT_TRUE(client_.SendClose());
  DeliverTheRest();
  EXPECT_EQ(server_.Read(), "last");
  EXPECT_TRUE(server_.is_closed());
  server_.Write("still here");
  EXPECT_EQ(ReadOnce(client_), "still here");
}

TEST_P(SplitTicketTest, TheOthersEndRightAfterTheSecond) {
  Write("what was written ");
  Write("is sent");
  EXPECT_EQ(pipe_.to_client().Write(AsBytes(rest_)).bytes, rest_.size());
  SSL_shutdown(server_.ssl());
  server_.Send();
  EXPECT_EQ(ReadOnce(client_), "closed");
  EXPECT_EQ(server_.Read(), "what was written is sent");
  ASSERT_TRUE(client_.SendClose());
  server_.Read();
  EXPECT_TRUE(server_.is_closed());
}

}  // namespace
}  // namespace omnitls::conformance
