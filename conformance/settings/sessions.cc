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
constexpr char kIds[] = "resumption by session ID (TLS 1.2)";
constexpr std::uint16_t kSessionTicket = 35;  // IANA: session_ticket (RFC 5077, 3.2).
constexpr std::uint16_t kPreSharedKey = 41;   // IANA: pre_shared_key (RFC 8446, 4.2.11).

// Sees, on a server, whether the client offers a ticket.
struct TicketWatch {
  bool offered = false;

  static HelloDecision Look(void* self, const ClientHelloView& hello) {
    const std::optional<ByteView> ticket = hello.extension(kSessionTicket);
    const bool has_ticket = ticket && !ticket->empty();
    static_cast<TicketWatch*>(self)->offered =
        has_ticket || hello.extension(kPreSharedKey).has_value();
    return HelloDecision::GoOn();
  }
};

// What `change` makes of the session of a first connection resumes a second one, by its ticket.
Effect ByTicket(const Trial& trial, const std::function<Session(Session)>& change) {
  TicketWatch watch;
  PairOptions options;
  options.server = [&](ServerContextBuilder& builder) {
    builder.OnClientHello(TicketWatch::Look, &watch);
  };
  bool resumed = false;
  AfterHandshake(trial, options, [&](Pair& pair) {
    pair.Settle();
    const Result<Session> session = pair.client.TakeSession();
    if (!session) return;
    options.session = change(*session);
    pair.Reconnect(options);
    EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    resumed = Theirs(trial, pair).resumed();
  });
  return resumed && watch.offered ? Effect::kEffective : Effect::kAbsent;
}

Effect Ticket(const Trial& trial) {
  return ByTicket(trial, [](Session session) { return session; });
}

Effect SavedSession(const Trial& trial) {
  return ByTicket(trial, [&](const Session& session) {
    SecretBytes bytes;
    EXPECT_TRUE(session.Save(bytes));
    const Result<Session> loaded = Session::Load(bytes, trial.backend);
    EXPECT_TRUE(loaded) << ToString(loaded.error());
    return loaded ? *loaded : Session();
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
      EXPECT_TRUE(pair->Handshake());
      pair->Settle();
      // Some builds have none.
      if (Result<Session> session = pair->client.TakeSession()) options.session = *session;
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

// For a client that knows no tickets: OpenSSL alone.
Effect ServerStore(const Trial& trial) {
  MemoryServerSessionStore store;
  PairOptions options;
  options.server = [&](ServerContextBuilder& builder) { builder.Sessions(&store); };
  const Effect effect = TryBuild(trial, options);
  if (effect == Effect::kRefused) return effect;
  const ServerContext context = BuildServer(trial.pair(), options);
  RawClient client;
  EXPECT_TRUE(client.Connect(context));
  EXPECT_TRUE(client.Connect(context)) << "the second connection failed";
  EXPECT_TRUE(client.resumed());
  return effect;
}

// The server sees no ticket, and resumes.
Effect IdsOnly(const Trial& trial) {
  MemoryServerSessionStore store;
  TicketWatch watch;
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    builder.ResumeTls12By(Tls12Resumption::kIdsOnly);
  };
  options.server = [&](ServerContextBuilder& builder) {
    builder.Sessions(&store).OnClientHello(TicketWatch::Look, &watch);
  };
  return WithPair(trial, options, [&](Pair& pair) {
    options.session = FirstSession(pair);
    pair.Reconnect(options);
    EXPECT_TRUE(pair.Handshake());
    EXPECT_TRUE(pair.server.resumed());
    EXPECT_FALSE(watch.offered);
  });
}

Effect SingleUse(const Trial& trial) {
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) { builder.SingleUseTickets(); };
  return WithPair(trial, options, [&](Pair& pair) {
    options.session = FirstSession(pair);
    for (const bool resumed : {true, false}) {
      pair.Reconnect(options);
      EXPECT_TRUE(pair.Handshake());
      EXPECT_EQ(pair.client.resumed(), resumed);
    }
  });
}

}  // namespace

Section SessionSettings() {
  const std::string resumes = "the next connection is resumed";
  const auto needs_tickets = [](const Setting& setting) {
    return setting.Needs(Feature::kSessionTickets).PeerNeeds(Feature::kSessionTickets);
  };
  return {
      "Sessions",
      {
          needs_tickets({"a ticket", kBothRoles, kBothVersions, resumes, Ticket})
              .Behaviour()
              .In(kResumption),
          Setting{"Sessions", kServerOnly, kTls12Only,
                  "the next connection of a client without tickets is resumed", ServerStore}
              .Needs(Feature::kTls12SessionIds)
              .In(kIds),
          Setting{"ResumeTls12By(kIdsOnly)", kClientOnly, kTls12Only,
                  "no ticket in ClientHello, and the next connection is resumed", IdsOnly}
              .Needs(Feature::kTls12SessionIds)
              .PeerNeeds(Feature::kTls12SessionIds)
              .In(kIds),
          needs_tickets({"ConnectOptions::session", kClientOnly, kBothVersions, resumes, Ticket})
              .Behaviour(),
          needs_tickets(
              {"a session saved and loaded", kClientOnly, kBothVersions, resumes, SavedSession})
              .Behaviour(),
          needs_tickets({"Sessions", kClientOnly, kBothVersions, resumes, Store}),
          {"SessionCache(kOff)", kClientOnly, kBothVersions,
           "no session_ticket in ClientHello; the next handshake is a full one", CacheOffClient},
          {"SessionCache(kOff)", kServerOnly, kBothVersions, "no ticket comes", CacheOffServer},
          needs_tickets({"SessionTicketKeys", kServerOnly, kBothVersions,
                         "another server with these keys resumes", SharedKeys}),
          needs_tickets(
              {"SessionTickets", kServerOnly, kTls13Only, "three tickets come", ManyTickets}),
          needs_tickets({"SingleUseTickets", kServerOnly, kBothVersions,
                         "a ticket that comes again is not resumed", SingleUse}),
          {"SessionLifetime", kServerOnly, kBothVersions,
           "a session that is too old is not resumed", Lifetime},
      },
  };
}

}  // namespace omnitls::conformance
