// A client's sessions kept in a store: found again, each once, and only by whom they belong to.

#include "conformance/sessions.h"

namespace omnitls::conformance {
namespace {

class SessionStoreTest : public PairTest {
 protected:
  static PairOptions With(SessionStore& store) {
    PairOptions options;
    options.client = [&store](ClientContextBuilder& builder) { builder.Sessions(&store); };
    return options;
  }
  static void Connect(Pair& pair, bool resumed) {
    ExpectResumed(pair, resumed);
    pair.Settle();
  }
};
OMNITLS_FOR_ALL_PAIRS(SessionStoreTest);

TEST_P(SessionStoreTest, ConnectionsResumeFromIt) {
  MemorySessionStore store;
  Pair pair(GetParam(), With(store));
  Connect(pair, false);
  EXPECT_EQ(store.size(), 1u);
  for (int i = 0; i < 3; ++i) {
    pair.Reconnect();
    EXPECT_EQ(store.size(), 0u) << "a session is offered once";
    Connect(pair, true);
    EXPECT_EQ(ToString(pair.client.peer_certificate()), Server().der);
    EXPECT_EQ(store.size(), 1u);
  }
}

TEST_P(SessionStoreTest, TheProgramHasNoneToTake) {
  MemorySessionStore store;
  Pair pair(GetParam(), With(store));
  Connect(pair, false);
  EXPECT_NE(pair.client.session_readiness(), SessionReadiness::kReady);
  EXPECT_EQ(ErrorOf(pair.client.TakeSession()), Usage(Detail::kNotAvailable));
}

TEST_P(SessionStoreTest, EachTicketIsKept) {
  if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 has one ticket";
  MemorySessionStore store;
  PairOptions options = With(store);
  options.server = [](ServerContextBuilder& builder) { builder.SessionTickets(3); };
  Pair pair(GetParam(), options);
  Connect(pair, false);
  EXPECT_EQ(store.size(), 3u);
  Pair second(pair.client_context, pair.server_context);
  Pair third(pair.client_context, pair.server_context);
  EXPECT_EQ(store.size(), 1u);
  Connect(second, true);
  Connect(third, true);
}

TEST_P(SessionStoreTest, ASessionOfTheCallersComesFirst) {
  Pair plain(GetParam());
  PairOptions options;
  options.session = FirstSession(plain);
  MemorySessionStore store;
  Pair pair(BuildClient(GetParam(), With(store)), plain.server_context, options);
  Connect(pair, true);
}

TEST_P(SessionStoreTest, ARestartedServerDoesAFullHandshake) {
  MemorySessionStore store;
  Pair pair(GetParam(), With(store));
  Connect(pair, false);
  Pair restarted(pair.client_context, BuildServer(GetParam()));
  Connect(restarted, false);
  restarted.Reconnect();
  Connect(restarted, true);
}

TEST_P(SessionStoreTest, NamesPoliciesAndIdentitiesAreKeptApart) {
  MemorySessionStore store;
  CertificateSpec spec = ServerSpec();
  spec.dns_names = {"server.test", "other.test"};
  const Certificate certificate = Issue(spec, &Root());
  PairOptions options = With(store);
  options.server_certificate = &certificate;
  Pair first(GetParam(), options);
  Connect(first, false);

  PairOptions other_name = options;
  other_name.server_name = "other.test";
  Pair named(first.client_context, first.server_context, other_name);
  Connect(named, false);

  PairOptions other_policy = options;
  other_policy.client = [&store](ClientContextBuilder& builder) {
    builder.Sessions(&store).Ca(OtherRoot().pem);
  };
  Pair trusting(BuildClient(GetParam(), other_policy), first.server_context);
  Connect(trusting, false);

  PairOptions identified = options;
  identified.client_certificate = &Client();
  Pair known(BuildClient(GetParam(), identified), first.server_context);
  Connect(known, false);

  EXPECT_EQ(store.size(), 4u);
  Pair again(BuildClient(GetParam(), options), first.server_context);
  Connect(again, true);
}

// Whatever a store gives away, a session is not offered where it does not belong.
TEST_P(SessionStoreTest, AStoreThatMixesThemUpIsNotBelieved) {
  struct Confused final : SessionStore {
    void Put(ByteView, Session session) override { kept = std::move(session); }
    Session Take(ByteView) override { return kept; }
    Session kept;
  } store;
  Pair first(GetParam(), With(store));
  Connect(first, false);
  ASSERT_FALSE(store.kept.empty());
  PairOptions options;
  options.server_name = "other.test";
  Pair pair(first.client_context, first.server_context, options);
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.client_error, BadPeer(Detail::kNameMismatch, Alert::kBadCertificate));
}

TEST_P(SessionStoreTest, IsLeftAloneWhereSessionsAreOff) {
  MemorySessionStore store;
  PairOptions options = With(store);
  const auto with_store = options.client;
  options.client = [with_store](ClientContextBuilder& builder) {
    with_store(builder);
    builder.SessionCache(SessionCacheMode::kOff);
  };
  Pair pair(GetParam(), options);
  Connect(pair, false);
  EXPECT_EQ(store.size(), 0u);
}

}  // namespace
}  // namespace omnitls::conformance
