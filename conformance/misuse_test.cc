// Breaking a rule of the interface is an error that changes nothing.

#include <utility>

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

class MisuseTest : public PairTest {};
OMNITLS_FOR_ALL_PAIRS(MisuseTest);

TEST_P(MisuseTest, DataBeforeTheHandshake) {
  Pair pair(GetParam());
  std::uint8_t byte = 0;
  for (Connection* connection : {&pair.client, &pair.server}) {
    EXPECT_EQ(ErrorOf(connection->Read({&byte, 1})), Usage(Detail::kBeforeHandshake));
    EXPECT_EQ(ErrorOf(connection->Write({&byte, 1})), Usage(Detail::kBeforeHandshake));
    EXPECT_EQ(ErrorOf(connection->SendClose()), Usage(Detail::kBeforeHandshake));
    EXPECT_EQ(*connection->Flush(), Next::kReady);
    EXPECT_EQ(ErrorOf(connection->TakeSession()), Usage(Detail::kNotAvailable));
    EXPECT_EQ(Describe(*connection), "");
  }
  EXPECT_EQ(pair.pipe->to_client().total + pair.pipe->to_server().total, 0u);
  // Also in the middle of it.
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  EXPECT_EQ(ErrorOf(pair.client.Write({&byte, 1})), Usage(Detail::kBeforeHandshake));
  EXPECT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.Echo());
}

TEST_P(MisuseTest, ANullBufferWithASize) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  std::uint8_t* const null = nullptr;
  EXPECT_EQ(ErrorOf(pair.client.Read(MutableBytes(null, 5))), Usage(Detail::kNullBuffer));
  EXPECT_EQ(ErrorOf(pair.client.Write(ByteView(null, 5))), Usage(Detail::kNullBuffer));
  EXPECT_TRUE(pair.Echo());
}

TEST_P(MisuseTest, AHandshakeAgainIsHarmless) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(*pair.client.Handshake(), Next::kReady);
    EXPECT_EQ(*pair.server.Handshake(), Next::kReady);
  }
  EXPECT_TRUE(pair.Echo());
}

void ExpectEmpty(Connection& connection) {
  const Error empty = Usage(Detail::kEmptyHandle);
  std::uint8_t byte = 0;
  EXPECT_EQ(ErrorOf(connection.Handshake()), empty);
  EXPECT_EQ(ErrorOf(connection.Read({&byte, 1})), empty);
  EXPECT_EQ(ErrorOf(connection.Write({&byte, 1})), empty);
  EXPECT_EQ(ErrorOf(connection.Flush()), empty);
  EXPECT_EQ(ErrorOf(connection.SendClose()), empty);
  EXPECT_EQ(ErrorOf(connection.TakeSession()), empty);
  EXPECT_FALSE(connection.handshake_done());
  EXPECT_FALSE(connection.resumed());
  EXPECT_EQ(connection.version(), Version::kNone);
  EXPECT_EQ(connection.cipher_suite(), CipherSuite::kNone);
  EXPECT_EQ(connection.group(), Group::kNone);
  EXPECT_EQ(connection.alpn(), "");
  EXPECT_EQ(connection.server_name(), "");
  EXPECT_TRUE(connection.peer_chain().empty());
  EXPECT_TRUE(connection.peer_certificate().empty());
  EXPECT_EQ(connection.close_state(), CloseState::kOpen);
  EXPECT_EQ(connection.session_readiness(), SessionReadiness::kNever);
  EXPECT_EQ(Describe(connection), "");
}

TEST_P(MisuseTest, AnEmptyHandle) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.client.Handshake());
  Connection moved = std::move(pair.client);
  ExpectEmpty(pair.client);  // NOLINT: used after the move on purpose
  pair.client = std::move(moved);
  ExpectEmpty(moved);  // NOLINT
  ASSERT_TRUE(pair.Handshake());
  Connection& same = pair.client;
  pair.client = std::move(same);
  EXPECT_TRUE(pair.Echo());

  ClientContext client_context = std::move(pair.client_context);
  ServerContext server_context = std::move(pair.server_context);
  MemoryPipe pipe;
  EXPECT_EQ(ErrorOf(pair.client_context.Connect(pipe.client(), "server.test")),  // NOLINT
            Usage(Detail::kEmptyHandle));
  EXPECT_EQ(ErrorOf(pair.server_context.Accept(pipe.server())),  // NOLINT
            Usage(Detail::kEmptyHandle));
}

TEST_P(MisuseTest, ConnectionsKeepTheirContexts) {
  Pair pair(GetParam());
  pair.client_context = {};
  pair.server_context = {};
  EXPECT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.Echo());
}

TEST_P(MisuseTest, AConnectionMayEndAnywhere) {
  for (int steps = 0; steps < 6; ++steps) {
    Pair pair(GetParam());
    for (int i = 0; i < steps; ++i) {
      ASSERT_TRUE((i % 2 == 0 ? pair.client : pair.server).Handshake());
    }
    steps % 2 == 0 ? pair.client = {} : pair.server = {};
  }
}

// Calls back into its connection, which a transport must not do.
class Intruder final : public Transport {
 public:
  explicit Intruder(Transport& real) : real_(real) {}
  IoResult Read(MutableBytes out) override {
    Intrude();
    return real_.Read(out);
  }
  IoResult Write(ByteView data) override {
    Intrude();
    return real_.Write(data);
  }

  Connection* victim = nullptr;
  int calls = 0;

 private:
  void Intrude() {
    ++calls;
    const Error error = Usage(Detail::kReentrantCall);
    std::uint8_t byte = 0;
    EXPECT_EQ(ErrorOf(victim->Handshake()), error);
    EXPECT_EQ(ErrorOf(victim->Read({&byte, 1})), error);
    EXPECT_EQ(ErrorOf(victim->Write({&byte, 1})), error);
    EXPECT_EQ(ErrorOf(victim->Flush()), error);
    EXPECT_EQ(ErrorOf(victim->SendClose()), error);
  }

  Transport& real_;
};

TEST_P(MisuseTest, ATransportMustNotCallBack) {
  Pair pair(GetParam());
  Intruder client_end(pair.pipe->client());
  Intruder server_end(pair.pipe->server());
  pair.client = *pair.client_context.Connect(client_end, "server.test");
  pair.server = *pair.server_context.Accept(server_end);
  client_end.victim = &pair.client;
  server_end.victim = &pair.server;
  EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_TRUE(pair.Echo());
  EXPECT_GT(client_end.calls, 4);
  EXPECT_GT(server_end.calls, 4);
  EXPECT_TRUE(pair.client.SendClose());
  EXPECT_EQ(ReadOnce(pair.server), "closed");
  pair.client = {};  // Before the transports.
  pair.server = {};
}

TEST_P(MisuseTest, AFailureIsFinal) {
  PairOptions options;
  options.server_name = "other.test";
  Pair pair(GetParam(), options);
  ASSERT_FALSE(pair.Handshake());
  std::uint8_t byte = 0;
  for (Connection* connection : {&pair.client, &pair.server}) {
    const Error error = *(connection == &pair.client ? pair.client_error : pair.server_error);
    const std::string text = Describe(*connection);
    EXPECT_NE(text, "");
    for (int i = 0; i < 3; ++i) {
      for (const auto& again :
           {ErrorOf(connection->Handshake()), ErrorOf(connection->Read({&byte, 1})),
            ErrorOf(connection->Write({&byte, 1})), ErrorOf(connection->SendClose())}) {
        EXPECT_EQ(again, error);
        EXPECT_EQ(again->native, error.native);
      }
    }
    EXPECT_EQ(Describe(*connection), text);
    EXPECT_EQ(*connection->Flush(), Next::kReady);
    EXPECT_EQ(connection->session_readiness(), SessionReadiness::kNever);
  }
}

TEST_P(MisuseTest, AnAlertWaitsForAFullTransport) {
  PairOptions options;
  options.server_name = "other.test";
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.client.Handshake());
  ASSERT_TRUE(pair.server.Handshake());
  pair.pipe->to_server().capacity = 1;
  Result<Next> done = pair.client.Handshake();
  EXPECT_EQ(ErrorOf(done), BadPeer(Detail::kNameMismatch, Alert::kBadCertificate));
  EXPECT_EQ(*pair.client.Flush(), Next::kWantWrite);
  pair.Settle();
  EXPECT_EQ(pair.server_error, Received(Alert::kBadCertificate));
}

TEST_P(MisuseTest, ADescriptionIsCutToItsBuffer) {
  PairOptions options;
  options.server_name = "other.test";
  Pair pair(GetParam(), options);
  ASSERT_FALSE(pair.Handshake());
  const std::string whole = Describe(pair.client);
  std::array<char, 10> small;
  EXPECT_EQ(pair.client.DescribeError(small), whole.substr(0, 10));
  EXPECT_EQ(pair.client.DescribeError({}), "");
}

}  // namespace
}  // namespace omnitls::conformance
