// Sessions: when there is one, what it may be used for, and what a resumed connection shows.

#include "conformance/sessions.h"

namespace omnitls::conformance {
namespace {

class ResumptionTest : public PairTest {
 protected:
  static void ExpectHandshake(Pair& pair, bool resumed) {
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_EQ(pair.client.resumed(), resumed);
    EXPECT_EQ(pair.server.resumed(), resumed);
    EXPECT_EQ(pair.client.version(), pair.server.version());
    EXPECT_EQ(CipherSuiteName(pair.client.cipher_suite()),
              CipherSuiteName(pair.server.cipher_suite()));
    EXPECT_EQ(GroupName(pair.client.group()), GroupName(pair.server.group()));
    EXPECT_EQ(ToString(pair.client.peer_certificate()), Server().der);
    EXPECT_EQ(pair.client.server_name(), "server.test");
    EXPECT_EQ(pair.server.server_name(), "server.test");
    EXPECT_TRUE(pair.Echo());
  }

  static std::optional<Error> ConnectError(const ClientContext& context, const Session& session,
                                           std::string_view name = "server.test") {
    MemoryPipe pipe;
    ConnectOptions options;
    options.server_name = name;
    options.session = session;
    return ErrorOf(context.Connect(pipe.client(), options));
  }
};
OMNITLS_FOR_ALL_PAIRS(ResumptionTest);

TEST_P(ResumptionTest, ASessionIsReadyAfterTheHandshakeOrInTls13AfterARead) {
  Pair pair(GetParam());
  EXPECT_EQ(pair.client.session_readiness(), SessionReadiness::kLater);
  EXPECT_EQ(pair.server.session_readiness(), SessionReadiness::kNever);
  ASSERT_TRUE(pair.Handshake());
  if (is_tls13()) {
    EXPECT_EQ(pair.client.session_readiness(), SessionReadiness::kLater);
    EXPECT_EQ(ErrorOf(pair.client.TakeSession()), Usage(Detail::kNotAvailable));
    EXPECT_EQ(ReadOnce(pair.client), "want read");
  }
  EXPECT_EQ(pair.client.session_readiness(), SessionReadiness::kReady);
  const Result<Session> session = pair.client.TakeSession();
  ASSERT_TRUE(session) << ToString(session.error());
  EXPECT_FALSE(session->empty());
  EXPECT_EQ(session->backend_name(), GetParam().client->name());
  EXPECT_EQ(session->server_name(), "server.test");
  EXPECT_TRUE(pair.Echo());
}

TEST_P(ResumptionTest, EachSessionIsGivenOutOnce) {
  Pair pair(GetParam());
  (void)FirstSession(pair);
  EXPECT_NE(pair.client.session_readiness(), SessionReadiness::kReady);
  EXPECT_EQ(ErrorOf(pair.client.TakeSession()), Usage(Detail::kNotAvailable));
  EXPECT_EQ(ErrorOf(pair.server.TakeSession()), Usage(Detail::kNotAvailable));
}

TEST_P(ResumptionTest, AResumedConnectionShowsWhatTheFirstDid) {
  Pair pair(GetParam());
  PairOptions options;
  options.session = FirstSession(pair);
  const CipherSuite suite = pair.client.cipher_suite();
  pair.Reconnect(options);
  ExpectHandshake(pair, true);
  EXPECT_EQ(pair.client.version(), version());
  EXPECT_EQ(pair.client.cipher_suite(), suite);
  EXPECT_EQ(pair.client.peer_chain().size(), 1u);
  EXPECT_TRUE(pair.server.peer_chain().empty());
}

TEST_P(ResumptionTest, AResumedConnectionGivesASessionInTurn) {
  if (!is_tls13()) GTEST_SKIP() << "in TLS 1.2 a server need not renew a ticket";
  Pair pair(GetParam());
  PairOptions options;
  options.session = FirstSession(pair);
  for (int i = 0; i < 3; ++i) {
    pair.Reconnect(options);
    ExpectHandshake(pair, true);
    ASSERT_EQ(pair.client.session_readiness(), SessionReadiness::kReady);
    options.session = *pair.client.TakeSession();
  }
}

TEST_P(ResumptionTest, ASessionCanBeUsedMoreThanOnceAndAtTheSameTime) {
  Pair first(GetParam());
  PairOptions options;
  options.session = FirstSession(first);
  Pair second(first.client_context, first.server_context, options);
  Pair third(first.client_context, first.server_context, options);
  ASSERT_TRUE(second.client.Handshake());
  ASSERT_TRUE(third.client.Handshake());
  ExpectHandshake(third, true);
  ExpectHandshake(second, true);
  first.Reconnect(options);
  ExpectHandshake(first, true);
}

TEST_P(ResumptionTest, ASessionOutlivesItsConnectionAndContext) {
  PairOptions options;
  ServerContext server_context;
  {
    Pair first(GetParam());
    options.session = FirstSession(first);
    server_context = first.server_context;
  }
  Pair pair(BuildClient(GetParam()), server_context, options);
  ExpectHandshake(pair, true);
}

TEST_P(ResumptionTest, ARestartedServerDoesAFullHandshake) {
  Pair first(GetParam());
  PairOptions options;
  options.session = FirstSession(first);
  Pair pair(first.client_context, BuildServer(GetParam()), options);
  ExpectHandshake(pair, false);
}

TEST_P(ResumptionTest, AServerThatNoLongerKeepsSessionsDoesAFullHandshake) {
  Pair first(GetParam());
  PairOptions options;
  options.session = FirstSession(first);
  options.server = [](ServerContextBuilder& builder) {
    builder.SessionCache(SessionCacheMode::kOff);
  };
  Pair pair(first.client_context, BuildServer(GetParam(), options), options);
  ExpectHandshake(pair, false);
}

TEST_P(ResumptionTest, ASessionOfAnotherVersionIsNotResumed) {
  PairOptions both;
  both.server = [](ServerContextBuilder& builder) {
    builder.MinVersion(Version::kTls12).MaxVersion(Version::kTls13);
  };
  Pair first(GetParam(), both);
  PairOptions options;
  options.session = FirstSession(first);
  PairParam other = GetParam();
  other.version = is_tls13() ? Version::kTls12 : Version::kTls13;
  Pair pair(BuildClient(other), first.server_context, options);
  ExpectHandshake(pair, false);
  EXPECT_EQ(pair.client.version(), other.version);
}

TEST_P(ResumptionTest, ApplicationProtocolsAreNegotiatedAnew) {
  PairOptions options;
  options.client_alpn = {"h2", "http/1.1"};
  options.server_alpn = {"h2"};
  Pair first(GetParam(), options);
  options.session = FirstSession(first);
  EXPECT_EQ(first.client.alpn(), "h2");
  first.Reconnect(options);
  ExpectHandshake(first, true);
  EXPECT_EQ(first.client.alpn(), "h2");
  EXPECT_EQ(first.server.alpn(), "h2");
}

TEST_P(ResumptionTest, ASessionIsRefusedUnderAnotherNameOrPolicy) {
  Pair first(GetParam());
  const Session session = FirstSession(first);
  EXPECT_EQ(ConnectError(first.client_context, session, "SERVER.test."), std::nullopt);
  EXPECT_EQ(ConnectError(first.client_context, session, "other.test"),
            Usage(Detail::kPolicyMismatch));
  EXPECT_EQ(ConnectError(BuildClient(GetParam()), session), std::nullopt);

  PairOptions options;
  options.client_trusts = &OtherRoot();
  EXPECT_EQ(ConnectError(BuildClient(GetParam(), options), session),
            Usage(Detail::kPolicyMismatch));
  options.client_trusts = &Root();
  options.client = [](ClientContextBuilder& builder) { builder.Ca(OtherRoot().pem); };
  EXPECT_EQ(ConnectError(BuildClient(GetParam(), options), session),
            Usage(Detail::kPolicyMismatch));
  options.client = [](ClientContextBuilder& builder) {
    builder.NameFlags(HostNameFlags::kNoWildcards);
  };
  EXPECT_EQ(ConnectError(BuildClient(GetParam(), options), session),
            Usage(Detail::kPolicyMismatch));
  options.client = [](ClientContextBuilder& builder) { builder.SendServerName(false); };
  EXPECT_EQ(ConnectError(BuildClient(GetParam(), options), session),
            Usage(Detail::kPolicyMismatch));
  options.client = [](ClientContextBuilder& builder) {
    builder.SessionCache(SessionCacheMode::kOff);
  };
  EXPECT_EQ(ConnectError(BuildClient(GetParam(), options), session),
            Usage(Detail::kPolicyMismatch));
}

TEST_P(ResumptionTest, ASessionIsRefusedByAnotherBackend) {
  Pair first(GetParam());
  const Session session = FirstSession(first);
  for (const Backend* backend : AllBackends()) {
    if (backend == GetParam().client) continue;
    PairParam other = GetParam();
    other.client = backend;
    EXPECT_EQ(ConnectError(BuildClient(other), session), Usage(Detail::kWrongBackend));
  }
}

TEST_P(ResumptionTest, AClientThatIsOffTakesNone) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    builder.SessionCache(SessionCacheMode::kOff);
  };
  Pair pair(GetParam(), options);
  EXPECT_EQ(pair.client.session_readiness(), SessionReadiness::kNever);
  ASSERT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.Echo());
  EXPECT_EQ(pair.client.session_readiness(), SessionReadiness::kNever);
  EXPECT_EQ(ErrorOf(pair.client.TakeSession()), Usage(Detail::kNotAvailable));
}

TEST_P(ResumptionTest, AServerThatIsOffGivesNone) {
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) {
    builder.SessionCache(SessionCacheMode::kOff);
  };
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  EXPECT_TRUE(pair.Echo());
  EXPECT_EQ(pair.client.session_readiness(),
            is_tls13() ? SessionReadiness::kLater : SessionReadiness::kNever);
}

TEST_P(ResumptionTest, AServerThatAsksForCertificatesGivesNone) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequest;
  options.client_certificate = &Client();
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.Echo());
  EXPECT_NE(pair.client.session_readiness(), SessionReadiness::kReady);
}

}  // namespace
}  // namespace omnitls::conformance
