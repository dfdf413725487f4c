#include "conformance/sessions.h"

#include <chrono>
#include <map>
#include <thread>

#include "conformance/settings/probe.h"
#include "conformance/settings/raw_client.h"

// Sessions and tickets: whether the next connection is a resumed one, at the other end.
namespace omnitls::conformance {
namespace {

constexpr char kResumption[] = "resumption by ticket: TLS 1.2, TLS 1.3";
constexpr std::uint16_t kSessionTicket = 35;  // IANA: session_ticket (RFC 5077, 3.2).

// A second connection of the same contexts, with the session of the first.
void Resume(Pair& pair, PairOptions options, const ObservePair& observe) {
  options.session = FirstSession(pair);
  pair.Reconnect(options);
  EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  observe(pair);
}

Effect Ticket(const Trial& trial) {
  return WithPair(trial, {}, [&](Pair& pair) {
    Resume(pair, {}, [&](Pair& second) { EXPECT_TRUE(Theirs(trial, second).resumed()); });
  });
}

Effect SavedSession(const Trial& trial) {
  return WithPair(trial, {}, [&](Pair& pair) {
    SecretBytes bytes;
    ASSERT_TRUE(FirstSession(pair).Save(bytes));
    PairOptions options;
    const Result<Session> loaded = Session::Load(bytes, trial.backend);
    ASSERT_TRUE(loaded) << ToString(loaded.error());
    options.session = *loaded;
    pair.Reconnect(options);
    EXPECT_TRUE(pair.Handshake());
    EXPECT_TRUE(Theirs(trial, pair).resumed());
  });
}

Effect CacheOffClient(const Trial& trial) {
  PairOptions options;
  MemorySessionStore store;
  options.client = [&](ClientContextBuilder& builder) {
    builder.SessionCache(SessionCacheMode::kOff).Sessions(&store);
  };
  return AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_EQ(pair.client.session_readiness(), SessionReadiness::kNever);
    pair.Settle();
    EXPECT_EQ(store.size(), 0u);
    ShowClientHello(pair.client_context, "server.test", [](const ClientHelloView& hello) {
      EXPECT_EQ(hello.extension(kSessionTicket), std::nullopt);
    });
    pair.Reconnect(options);
    EXPECT_TRUE(pair.Handshake());
    EXPECT_FALSE(pair.server.resumed());
  });
}

Effect CacheOffServer(const Trial& trial) {
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) {
    builder.SessionCache(SessionCacheMode::kOff);
  };
  return AfterHandshake(trial, options, [](Pair& pair) {
    pair.Settle();
    EXPECT_NE(pair.client.session_readiness(), SessionReadiness::kReady);
  });
}

Effect Store(const Trial& trial) {
  PairOptions options;
  MemorySessionStore store;
  options.client = [&](ClientContextBuilder& builder) { builder.Sessions(&store); };
  return AfterHandshake(trial, options, [&](Pair& pair) {
    pair.Settle();
    pair.Reconnect();
    EXPECT_TRUE(pair.Handshake());
    EXPECT_TRUE(pair.server.resumed());
  });
}

// Another context with the same keys resumes.
Effect SharedKeys(const Trial& trial) {
  const std::vector<std::uint8_t> key(TicketKeys::kKeySize, 7);
  const TicketKeys keys = *TicketKeys::Fixed(std::vector<ByteView>{key});
  PairOptions options;
  options.server = [&](ServerContextBuilder& builder) { builder.SessionTicketKeys(keys); };
  return WithPair(trial, options, [&](Pair& pair) {
    options.session = FirstSession(pair);
    Pair second(pair.client_context, BuildServer(trial.pair(), options), options);
    EXPECT_TRUE(second.Handshake());
    EXPECT_TRUE(second.client.resumed());
  });
}

Effect ManyTickets(const Trial& trial) {
  MemorySessionStore store;
  PairOptions options;
  options.client = [&](ClientContextBuilder& builder) { builder.Sessions(&store); };
  options.server = [&](ServerContextBuilder& builder) { builder.SessionTickets(3); };
  return AfterHandshake(trial, options, [&](Pair& pair) {
    pair.Settle();
    EXPECT_EQ(store.size(), 3u);
  });
}

// All pairs wait together: seconds are the unit.
std::map<std::string, std::unique_ptr<Pair>>& ShortSessions() {
  static auto& pairs = *[] {
    auto* made = new std::map<std::string, std::unique_ptr<Pair>>;
    for (const PairParam& param : AllPairs()) {
      PairOptions options;
      options.server = [](ServerContextBuilder& builder) { builder.SessionLifetime(1); };
      auto pair = std::make_unique<Pair>(param, options);
      options.session = FirstSession(*pair);
      pair->Reconnect(options);
      made->emplace(Name(param), std::move(pair));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2100));
    return made;
  }();
  return pairs;
}

Effect Lifetime(const Trial& trial) {
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) { builder.SessionLifetime(1); };
  const Effect effect = TryBuild(trial, options);
  if (effect == Effect::kRefused) return effect;
  Pair& pair = *ShortSessions().at(Name(trial.pair()));
  EXPECT_TRUE(pair.Handshake());
  EXPECT_FALSE(pair.client.resumed());
  return effect;
}

// A client that knows no tickets: OpenSSL alone, because no client of ours is like that.
Effect SessionId(const Trial& trial) {
  Result<ServerContext> context = TryBuildServer(trial.pair());
  EXPECT_TRUE(context);
  RawClient client;
  EXPECT_TRUE(client.Connect(*context));
  EXPECT_TRUE(client.Connect(*context)) << "the second connection failed";
  return client.resumed() ? Effect::kEffective : Effect::kAbsent;
}

}  // namespace

Section SessionSettings() {
  const std::string resumes = "the next connection is resumed";
  return {
      "Sessions",
      {
          Setting{"a ticket", kBothRoles, kBothVersions, resumes, Ticket}
              .Needs(Feature::kSessionTickets)
              .PeerNeeds(Feature::kSessionTickets)
              .Behaviour()
              .In(kResumption),
          Setting{"a session ID, for clients without tickets", kServerOnly, kTls12Only, resumes,
                  SessionId}
              .Needs(Feature::kTls12SessionIds)
              .Behaviour()
              .In("resumption by session ID for clients without tickets (TLS 1.2)"),
          Setting{"ConnectOptions::session", kClientOnly, kBothVersions, resumes, Ticket},
          Setting{"a session saved and loaded", kClientOnly, kBothVersions, resumes, SavedSession},
          Setting{"Sessions", kClientOnly, kBothVersions, resumes, Store},
          {"SessionCache(kOff)", kClientOnly, kBothVersions,
           "no session_ticket in ClientHello; the next handshake is a full one", CacheOffClient},
          {"SessionCache(kOff)", kServerOnly, kBothVersions, "no ticket comes", CacheOffServer},
          Setting{"SessionTicketKeys", kServerOnly, kBothVersions,
                  "another server with these keys resumes", SharedKeys}
              .Needs(Feature::kSessionTickets),
          Setting{"SessionTickets", kServerOnly, kTls13Only, "three tickets come", ManyTickets}
              .Needs(Feature::kSessionTickets),
          {"SessionLifetime", kServerOnly, kBothVersions,
           "a session that is too old is not resumed", Lifetime},
      },
  };
}

}  // namespace omnitls::conformance
