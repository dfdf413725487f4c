// A server's own function decides who answers a client.

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

class HelloDecisionTest : public PairTest {
 protected:
  // What a test's callback does, and what it saw.
  struct Decider {
    std::function<HelloDecision(const ClientHelloView& hello)> decide;
    int calls = 0;

    static HelloDecision Call(void* user, const ClientHelloView& hello) {
      auto& decider = *static_cast<Decider*>(user);
      ++decider.calls;
      return decider.decide(hello);
    }
  };

  static PairOptions With(Decider& decider) {
    PairOptions options;
    options.server = [&](ServerContextBuilder& builder) {
      builder.OnClientHello(Decider::Call, &decider);
    };
    return options;
  }
  static const Certificate& Other() {
    static const Certificate& other = *[] {
      CertificateSpec spec = ServerSpec();
      spec.common_name = "other";
      return new Certificate(Issue(spec, &Root()));
    }();
    return other;
  }
  static void ExpectAnswer(Pair& pair, const Certificate& certificate) {
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_EQ(ToString(pair.client.peer_certificate()), certificate.der);
    EXPECT_TRUE(pair.Echo());
  }
};
OMNITLS_FOR_ALL_PAIRS(HelloDecisionTest);

TEST_P(HelloDecisionTest, ItSeesTheClientHelloOnceAndMayGoOn) {
  Decider decider{[](const ClientHelloView& hello) {
    EXPECT_EQ(hello.server_name(), "server.test");
    EXPECT_TRUE(hello.Offers(version()));
    return HelloDecision::GoOn();
  }};
  PairOptions options = With(decider);
  options.pipe_capacity = 100;
  Pair pair(GetParam(), options);
  ExpectAnswer(pair, Server());
  EXPECT_EQ(decider.calls, 1);
}

TEST_P(HelloDecisionTest, AnotherContextMayAnswer) {
  for (const Backend* backend : AllBackends()) {
    PairParam param = GetParam();
    param.server = backend;
    PairOptions options;
    options.server_certificate = &Other();
    options.server_alpn = {"other"};
    options.client_alpn = {"other"};
    ServerContext other = BuildServer(param, options);
    Decider decider{[&](const ClientHelloView&) { return HelloDecision::Use(std::move(other)); }};
    PairOptions decided = With(decider);
    decided.client_alpn = {"other"};
    decided.server_alpn = {"usual"};
    Pair pair(GetParam(), decided);
    ExpectAnswer(pair, Other());
    EXPECT_EQ(pair.server.alpn(), "other");
  }
}

TEST_P(HelloDecisionTest, TheOthersNamesHoldAndItsFunctionIsNotCalled) {
  Decider inner{[](const ClientHelloView&) { return HelloDecision::Refuse(Alert::kAccessDenied); }};
  PairOptions options = With(inner);
  options.server = [&](ServerContextBuilder& builder) {
    builder.OnClientHello(Decider::Call, &inner)
        .AddIdentity("server.test", Other().chain_pem, Other().key_pem);
  };
  const ServerContext other = BuildServer(GetParam(), options);
  Decider decider{[&](const ClientHelloView&) { return HelloDecision::Use(other); }};
  Pair pair(GetParam(), With(decider));
  ExpectAnswer(pair, Other());
  EXPECT_EQ(inner.calls, 0);
}

TEST_P(HelloDecisionTest, AClientMayBeRefused) {
  const std::pair<Alert, Alert> cases[] = {
      {Alert::kUnrecognizedName, Alert::kUnrecognizedName},
      {Alert::kInternalError, Alert::kInternalError},
      // These two refuse nobody.
      {Alert::kNone, Alert::kAccessDenied},
      {Alert::kCloseNotify, Alert::kAccessDenied},
  };
  for (const auto& [wanted, sent] : cases) {
    SCOPED_TRACE(AlertName(wanted));
    Decider decider{
        [alert = wanted](const ClientHelloView&) { return HelloDecision::Refuse(alert); }};
    Pair pair(GetParam(), With(decider));
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.server_error, Protocol(Detail::kRefused, sent));
    EXPECT_EQ(pair.client_error, Received(sent));
  }
}

TEST_P(HelloDecisionTest, AnEmptyContextIsMisuse) {
  Decider decider{[](const ClientHelloView&) { return HelloDecision::Use({}); }};
  Pair pair(GetParam(), With(decider));
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error,
            (Error{ErrorKind::kUsage, Detail::kEmptyHandle, Alert::kInternalError}));
  EXPECT_EQ(pair.client_error, Received(Alert::kInternalError));
}

TEST_P(HelloDecisionTest, ItMayNotCallTheConnection) {
  Pair* current = nullptr;
  Decider decider{[&](const ClientHelloView&) {
    EXPECT_EQ(ErrorOf(current->server.Handshake()), Usage(Detail::kReentrantCall));
    return HelloDecision::GoOn();
  }};
  Pair pair(GetParam(), With(decider));
  current = &pair;
  ExpectAnswer(pair, Server());
}

TEST_P(HelloDecisionTest, AnAcceptedConnectionAsksToo) {
  Decider decider{
      [](const ClientHelloView&) { return HelloDecision::Refuse(Alert::kAccessDenied); }};
  Pair pair(GetParam(), With(decider));
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  Acceptor acceptor(pair.pipe->server());
  ASSERT_EQ(*acceptor.Read(), Next::kReady);
  pair.server = *acceptor.Accept(pair.server_context);
  EXPECT_EQ(decider.calls, 0);
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error, Protocol(Detail::kRefused, Alert::kAccessDenied));
}

TEST_P(HelloDecisionTest, ABrokenClientHelloIsNotShown) {
  Decider decider{[](const ClientHelloView&) { return HelloDecision::GoOn(); }};
  Pair pair(GetParam(), With(decider));
  ASSERT_TRUE(pair.client.Handshake());
  pair.pipe->to_server().bytes[8] = 0;  // The message's length.
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error, Protocol(Detail::kDecodeError, Alert::kDecodeError));
  EXPECT_EQ(decider.calls, 0);
}

}  // namespace
}  // namespace omnitls::conformance
