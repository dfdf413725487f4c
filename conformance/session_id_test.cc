// Resumption by session ID in TLS 1.2 (RFC 5246, 7.4.1.3): for clients without tickets, from a
// server's store.

#include <chrono>
#include <map>
#include <thread>

#include "conformance/sessions.h"
#include "conformance/without.h"

namespace omnitls::conformance {
namespace {

// A store that does what a test wants.
class Store final : public ServerSessionStore {
 public:
  bool Put(ByteView id, ByteView session, std::uint32_t lifetime) override {
    sessions[ToString(id)] = ToString(session);
    last_lifetime = lifetime;
    return !refuses;
  }
  bool Get(ByteView id, SecretBytes& out) override {
    ++asked;
    const auto found = sessions.find(ToString(id));
    return found != sessions.end() && out.Assign(AsBytes(found->second));
  }
  void Remove(ByteView id) override { removed += static_cast<int>(sessions.erase(ToString(id))); }

  std::string& only() { return sessions.begin()->second; }

  std::map<std::string, std::string> sessions;
  std::uint32_t last_lifetime = 0;
  int asked = 0;
  int removed = 0;
  bool refuses = false;
};

class SessionIdTest : public PairTest {
 protected:
  void SetUp() override {
    if (is_tls13()) GTEST_SKIP() << "TLS 1.3 has no resumption by session ID";
  }

  static PairOptions With(ServerSessionStore& store) {
    PairOptions options;
    options.client = [](ClientContextBuilder& builder) {
      builder.ResumeTls12By(Tls12Resumption::kIdsOnly);
    };
    options.server = [&store](ServerContextBuilder& builder) { builder.Sessions(&store); };
    return options;
  }
  // A session of the pair's, and options to resume it.
  static PairOptions Resuming(Pair& pair, PairOptions options) {
    options.session = FirstSession(pair);
    return options;
  }
  // A full handshake with what is in the store, and then it is not there any more.
  static void ExpectRefused(Pair& pair, const PairOptions& options, Store& store) {
    const std::string id = store.sessions.begin()->first;
    pair.Reconnect(options);
    ExpectResumed(pair, false);
    EXPECT_EQ(store.sessions.count(id), 0u);
    EXPECT_EQ(store.sessions.size(), 1u) << "the new one";
  }
};
OMNITLS_FOR_ALL_PAIRS(SessionIdTest);

TEST_P(SessionIdTest, AClientWithoutTicketsResumes) {
  MemoryServerSessionStore store;
  Pair pair(GetParam(), With(store));
  const PairOptions options = Resuming(pair, {});
  EXPECT_EQ(store.size(), 1u);
  for (int i = 0; i < 3; ++i) {
    pair.Reconnect(options);
    ExpectResumed(pair, true);
    EXPECT_EQ(ToString(pair.client.peer_certificate()), Server().der);
    EXPECT_EQ(pair.server.server_name(), "server.test");
    EXPECT_EQ(GroupName(pair.server.group()), GroupName(pair.client.group()));
    EXPECT_EQ(store.size(), 1u);
  }
}

TEST_P(SessionIdTest, WithItsApplicationProtocol) {
  MemoryServerSessionStore store;
  PairOptions options = With(store);
  options.client_alpn = {"h2", "http/1.1"};
  options.server_alpn = {"h2"};
  Pair pair(GetParam(), options);
  pair.Reconnect(Resuming(pair, options));
  ExpectResumed(pair, true);
  EXPECT_EQ(pair.client.alpn(), "h2");
  EXPECT_EQ(pair.server.alpn(), "h2");
}

TEST_P(SessionIdTest, AClientsStoreKeepsIt) {
  MemoryServerSessionStore store;
  MemorySessionStore client_store;
  PairOptions options = With(store);
  options.client = [&](ClientContextBuilder& builder) {
    builder.ResumeTls12By(Tls12Resumption::kIdsOnly).Sessions(&client_store);
  };
  Pair pair(GetParam(), options);
  ExpectResumed(pair, false);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client_store.size(), 1u);
    pair.Reconnect();
    ExpectResumed(pair, true);
  }
}

TEST_P(SessionIdTest, ASavedSessionResumes) {
  MemoryServerSessionStore store;
  const PairOptions options = With(store);
  Pair pair(GetParam(), options);
  SecretBytes saved;
  ASSERT_TRUE(FirstSession(pair).Save(saved));
  const Result<Session> loaded = Session::Load(saved, *GetParam().client);
  ASSERT_TRUE(loaded) << ToString(loaded.error());
  PairOptions resuming;
  resuming.session = *loaded;
  Pair again(BuildClient(GetParam(), options), pair.server_context, resuming);
  ExpectResumed(again, true);
}

TEST_P(SessionIdTest, WithoutAStoreThereIsNoSession) {
  Store unused;
  PairOptions options = With(unused);
  options.server = [](ServerContextBuilder&) {};
  Pair pair(GetParam(), options);
  ExpectResumed(pair, false);
  EXPECT_EQ(pair.client.session_readiness(), SessionReadiness::kNever);
}

TEST_P(SessionIdTest, AClientWithTicketsUsesThem) {
  Store store;
  PairOptions options = With(store);
  options.client = [](ClientContextBuilder&) {};
  Pair pair(GetParam(), options);
  pair.Reconnect(Resuming(pair, options));
  ExpectResumed(pair, true);
  EXPECT_TRUE(store.sessions.empty());
  EXPECT_EQ(store.asked, 0);
}

TEST_P(SessionIdTest, AClientWithoutTicketsDoesNotOfferOne) {
  Store store;
  PairOptions with_tickets = With(store);
  with_tickets.client = [](ClientContextBuilder&) {};
  Pair first(GetParam(), with_tickets);
  PairOptions options = Resuming(first, {});
  Pair pair(BuildClient(GetParam(), With(store)), first.server_context, options);
  ExpectResumed(pair, false);
}

// A client that has got an ID, and offers tickets now.
TEST_P(SessionIdTest, ASessionIsResumedByAClientThatWouldTakeATicket) {
  MemoryServerSessionStore store;
  Pair first(GetParam(), With(store));
  const PairOptions options = Resuming(first, {});
  Pair pair(BuildClient(GetParam()), first.server_context, options);
  ExpectResumed(pair, true);
}

TEST_P(SessionIdTest, TheStoreIsToldTheLifetime) {
  Store store;
  PairOptions options = With(store);
  options.server = [&](ServerContextBuilder& builder) {
    builder.Sessions(&store).SessionLifetime(1234);
  };
  Pair pair(GetParam(), options);
  ExpectResumed(pair, false);
  EXPECT_EQ(store.last_lifetime, 1234u);
}

TEST_P(SessionIdTest, AStoreThatLosesThemMeansFullHandshakes) {
  Store store;
  Pair pair(GetParam(), With(store));
  const PairOptions options = Resuming(pair, {});
  store.sessions.clear();
  pair.Reconnect(options);
  ExpectResumed(pair, false);
  EXPECT_EQ(store.asked, 1);
}

TEST_P(SessionIdTest, AStoreThatKeepsNothingMeansFullHandshakes) {
  MemoryServerSessionStore store(0);
  Pair pair(GetParam(), With(store));
  const PairOptions options = Resuming(pair, {});
  pair.Reconnect(options);
  ExpectResumed(pair, false);
}

TEST_P(SessionIdTest, AlteredSessionsAreNotResumed) {
  Store store;
  Pair pair(GetParam(), With(store));
  const PairOptions options = Resuming(pair, {});
  const std::map<std::string, std::string> sessions = store.sessions;
  const std::size_t size = store.only().size();
  for (std::size_t i = 0; i < size; i += 1 + size / 16) {
    store.sessions = sessions;
    store.only()[i] = static_cast<char>(store.only()[i] ^ 1);
    ExpectRefused(pair, options, store);
  }
  for (const std::size_t length : {std::size_t{0}, std::size_t{7}, size / 2, size - 1}) {
    store.sessions = sessions;
    store.only().resize(length);
    ExpectRefused(pair, options, store);
  }
  store.sessions = sessions;
  store.only() += "more";
  ExpectRefused(pair, options, store);
  store.sessions = sessions;
  pair.Reconnect(options);
  ExpectResumed(pair, true);
}

TEST_P(SessionIdTest, SwappedSessionsAreNotResumed) {
  Store store;
  const PairOptions options = With(store);
  Pair first(GetParam(), options);
  const PairOptions resume_first = Resuming(first, {});
  Pair second(first.client_context, first.server_context);
  const PairOptions resume_second = Resuming(second, {});
  ASSERT_EQ(store.sessions.size(), 2u);
  std::swap(store.sessions.begin()->second, store.sessions.rbegin()->second);
  first.Reconnect(resume_first);
  ExpectResumed(first, false);
  second.Reconnect(resume_second);
  ExpectResumed(second, false);
  EXPECT_EQ(store.removed, 2);
}

TEST_P(SessionIdTest, ContextsThatAreAlikeShareAStore) {
  MemoryServerSessionStore store;
  const PairOptions options = With(store);
  Pair first(GetParam(), options);
  const PairOptions resuming = Resuming(first, {});
  Pair second(first.client_context, BuildServer(GetParam(), options), resuming);
  ExpectResumed(second, true);
  first.Reconnect(resuming);
  ExpectResumed(first, true);
}

TEST_P(SessionIdTest, ContextsThatDifferDoNotResumeEachOthers) {
  Store store;
  CertificateSpec spec = ServerSpec();
  spec.dns_names = {"server.test", "also.test"};
  const Certificate certificate = Issue(spec, &Root());
  Pair first(GetParam(), With(store));
  const PairOptions resuming = Resuming(first, {});
  const std::map<std::string, std::string> sessions = store.sessions;

  PairOptions options = With(store);
  options.server_certificate = &certificate;
  Pair other(first.client_context, BuildServer(GetParam(), options), resuming);
  ExpectRefused(other, resuming, store);

  for (const Backend* backend : AllBackends()) {
    if (backend == GetParam().server) continue;
    store.sessions = sessions;
    PairParam param = GetParam();
    param.server = backend;
    Pair foreign(first.client_context, BuildServer(param, With(store)), resuming);
    ExpectRefused(foreign, resuming, store);
  }
}

TEST_P(SessionIdTest, AServerThatAsksForCertificatesDoesNotResume) {
  Store store;
  Pair first(GetParam(), With(store));
  const PairOptions resuming = Resuming(first, {});
  PairOptions options = With(store);
  options.client_auth = ClientAuth::kRequest;
  Pair pair(first.client_context, BuildServer(GetParam(), options), resuming);
  ExpectResumed(pair, false);
  EXPECT_EQ(store.asked, 0);
  EXPECT_EQ(store.sessions.size(), 1u);
}

TEST_P(SessionIdTest, AServerThatIsOffLeavesItsStoreAlone) {
  Store store;
  PairOptions options = With(store);
  const auto with_store = options.server;
  options.server = [&](ServerContextBuilder& builder) {
    with_store(builder);
    builder.SessionCache(SessionCacheMode::kOff);
  };
  Pair pair(GetParam(), options);
  ExpectResumed(pair, false);
  EXPECT_TRUE(store.sessions.empty());
  EXPECT_EQ(pair.client.session_readiness(), SessionReadiness::kNever);
}

// RFC 5246, 7.4.1.2: the client must offer the suite, the server must still allow it.
TEST_P(SessionIdTest, ASuiteThatTheServerNoLongerAllowsIsNotResumed) {
  Store store;
  PairOptions options = With(store);
  const auto with_store = options.server;
  options.server = [&](ServerContextBuilder& builder) {
    with_store(builder);
    builder.Tls12CipherSuites("ECDHE-ECDSA-AES128-GCM-SHA256");
  };
  Pair first(GetParam(), options);
  const PairOptions resuming = Resuming(first, {});
  options.server = [&](ServerContextBuilder& builder) {
    with_store(builder);
    builder.Tls12CipherSuites("ECDHE-ECDSA-AES256-GCM-SHA384");
  };
  Pair pair(first.client_context, BuildServer(GetParam(), options), resuming);
  ExpectResumed(pair, false);
  EXPECT_EQ(CipherSuiteName(pair.server.cipher_suite()), "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
  EXPECT_EQ(store.removed, 0) << "the other server can still resume it";
}

// RFC 7627, 5.3. No client of ours forgets the extension, so it is made another on the way.
TEST_P(SessionIdTest, ASessionIsNotResumedWithoutItsExtendedMasterSecret) {
  Store store;
  Pair pair(GetParam(), With(store));
  pair.Reconnect(Resuming(pair, {}));
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  MemoryPipe::Direction& flight = pair.pipe->to_server();
  std::string bytes = ToString(flight.view());
  const std::size_t at = bytes.rfind(std::string("\0\x17\0\0", 4));
  ASSERT_NE(at, bytes.npos);
  bytes.replace(at, 2, "\x4a\x4a");
  flight.Truncate(0);
  ASSERT_TRUE(flight.bytes.Append(AsBytes(bytes)));
  ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
  EXPECT_GT(pair.pipe->to_client().size(), 500u) << "a full handshake has a certificate";
  EXPECT_EQ(store.asked, 1);
  EXPECT_EQ(store.sessions.size(), 1u);
}

// RFC 5246, 7.2.2.
TEST_P(SessionIdTest, AFatalAlertEndsTheSession) {
  Store store;
  Pair pair(GetParam(), With(store));
  const PairOptions resuming = Resuming(pair, {});
  pair.Reconnect(resuming);
  ExpectResumed(pair, true);
  EXPECT_EQ(store.sessions.size(), 1u);
  ASSERT_TRUE(pair.client.Write(AsBytes("ping")));
  pair.pipe->to_server().bytes.back() ^= 1;
  std::uint8_t buffer[16];
  EXPECT_EQ(ErrorOf(pair.server.Read(buffer))->alert, Alert::kBadRecordMac);
  EXPECT_TRUE(store.sessions.empty());
  pair.Reconnect(resuming);
  ExpectResumed(pair, false);
}

TEST_P(SessionIdTest, ABrokenTransportDoesNotEndTheSession) {
  Store store;
  Pair pair(GetParam(), With(store));
  const PairOptions resuming = Resuming(pair, {});
  pair.pipe->to_server().ended = true;
  std::uint8_t buffer[16];
  EXPECT_EQ(ErrorOf(pair.server.Read(buffer)), kTruncatedError);
  pair.Reconnect(resuming);
  ExpectResumed(pair, true);
}

TEST_P(SessionIdTest, AHandshakeThatFailsLeavesNoSession) {
  Store store;
  PairOptions options = With(store);
  options.client_trusts = &OtherRoot();
  Pair pair(GetParam(), options);
  EXPECT_FALSE(pair.Handshake());
  EXPECT_TRUE(store.sessions.empty());
}

TEST_P(SessionIdTest, AClientThatAlsoSpeaksTls13Resumes) {
  MemoryServerSessionStore store;
  PairOptions options = With(store);
  options.client = [](ClientContextBuilder& builder) {
    builder.ResumeTls12By(Tls12Resumption::kIdsOnly).MaxVersion(Version::kTls13);
  };
  Pair pair(GetParam(), options);
  pair.Reconnect(Resuming(pair, {}));
  ExpectResumed(pair, true);
  EXPECT_EQ(pair.client.version(), Version::kTls12);
}

class SessionIdTls13Test : public PairTest {};
OMNITLS_FOR_ALL_PAIRS(SessionIdTls13Test);

TEST_P(SessionIdTls13Test, GoesOnWithTickets) {
  if (!is_tls13()) GTEST_SKIP() << "about TLS 1.3";
  Store store;
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    builder.ResumeTls12By(Tls12Resumption::kIdsOnly).MinVersion(Version::kTls12);
  };
  options.server = [&store](ServerContextBuilder& builder) {
    builder.Sessions(&store).MinVersion(Version::kTls12);
  };
  Pair pair(GetParam(), options);
  PairOptions resuming;
  resuming.session = FirstSession(pair);
  pair.Reconnect(resuming);
  ExpectResumed(pair, true);
  EXPECT_EQ(pair.client.version(), Version::kTls13);
  EXPECT_TRUE(store.sessions.empty());
  EXPECT_EQ(store.asked, 0);
}

class SessionIdThreadsTest : public SessionIdTest {};
OMNITLS_FOR_ALL_PAIRS(SessionIdThreadsTest);

TEST_P(SessionIdThreadsTest, ShareAStore) {
  MemoryServerSessionStore store(64);
  const PairOptions options = With(store);
  Pair first(GetParam(), options);
  const PairOptions resuming = Resuming(first, {});
  const ServerContext other = BuildServer(GetParam(), options);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      const PairOptions own = resuming;  // A copy of the handle, made in this thread.
      for (int i = 0; i < 4; ++i) {
        Pair resumed(first.client_context, thread % 2 == 0 ? first.server_context : other, own);
        ExpectResumed(resumed, true);
        Pair full(first.client_context, first.server_context);
        ExpectResumed(full, false);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(store.size(), 17u);
}

class SessionIdBuilderTest : public BackendTest {};
OMNITLS_FOR_ALL_BACKENDS(SessionIdBuilderTest);

TEST_P(SessionIdBuilderTest, EveryBackendHasSessionIds) {
  EXPECT_TRUE(backend().Supports(Feature::kTls12SessionIds));
}

TEST_P(SessionIdBuilderTest, AreRefusedWhereTheLibraryHasNone) {
  constexpr Error kRefused{ErrorKind::kUnsupported, Detail::kSetting};
  const Without lacking(backend(), Feature::kTls12SessionIds);
  const std::string message =
      std::string(backend().name()) +
      " cannot resume by session ID; leave the setting out, or use another backend";
  Store store;
  ServerContextBuilder server(lacking);
  server.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem).Sessions(&store);
  EXPECT_EQ(ErrorOf(server.Build()), kRefused);
  EXPECT_EQ(server.error_message(), message);
  ClientContextBuilder client(lacking);
  client.Ca(Root().pem).ResumeTls12By(Tls12Resumption::kIdsOnly);
  EXPECT_EQ(ErrorOf(client.Build()), kRefused);
  EXPECT_EQ(client.error_message(), message);
  // Where TLS 1.2 is not spoken there is nothing to refuse.
  ClientContextBuilder tls13(lacking);
  tls13.Ca(Root().pem).ResumeTls12By(Tls12Resumption::kIdsOnly).MinVersion(Version::kTls13);
  EXPECT_EQ(ErrorOf(tls13.Build()), std::nullopt);
}

// One wait for all pairs.
TEST(SessionIdExpiryTest, ASessionIsResumedForItsLifetimeOnly) {
  struct Case {
    Store store;
    std::unique_ptr<Pair> pair;
    PairOptions resuming;
  };
  std::vector<std::unique_ptr<Case>> cases;
  for (const PairParam& param : AllPairs()) {
    if (param.version != Version::kTls12) continue;
    auto& one = *cases.emplace_back(std::make_unique<Case>());
    PairOptions options;
    options.client = [](ClientContextBuilder& builder) {
      builder.ResumeTls12By(Tls12Resumption::kIdsOnly);
    };
    options.server = [&](ServerContextBuilder& builder) {
      builder.Sessions(&one.store).SessionLifetime(2);
    };
    one.pair = std::make_unique<Pair>(param, options);
    one.resuming.session = FirstSession(*one.pair);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(2500));
  for (const auto& one : cases) {
    one->pair->Reconnect(one->resuming);
    ExpectResumed(*one->pair, false);
    EXPECT_EQ(one->store.removed, 1);
  }
}

}  // namespace
}  // namespace omnitls::conformance
