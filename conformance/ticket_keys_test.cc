// The keys of session tickets: who opens whose tickets, and for how long.

#include <array>
#include <chrono>
#include <thread>

#include "conformance/sessions.h"

namespace omnitls::conformance {
namespace {

using KeyBytes = std::array<std::uint8_t, TicketKeys::kKeySize>;

KeyBytes Key(std::uint8_t fill) {
  KeyBytes key;
  key.fill(fill);
  return key;
}

TicketKeys Fixed(std::initializer_list<ByteView> keys) {
  return *TicketKeys::Fixed(std::vector<ByteView>(keys));
}

class TicketKeysTest : public PairTest {
 protected:
  static PairOptions With(const TicketKeys& keys) {
    PairOptions options;
    options.server = [keys](ServerContextBuilder& builder) { builder.SessionTicketKeys(keys); };
    return options;
  }
  // The ticket's server is gone; does this one resume?
  static void ExpectResumedBy(const ServerContext& server, const Pair& first,
                              const Session& session, bool resumed) {
    PairOptions options;
    options.session = session;
    Pair pair(first.client_context, server, options);
    ExpectResumed(pair, resumed);
  }
};
OMNITLS_FOR_ALL_PAIRS(TicketKeysTest);

TEST_P(TicketKeysTest, ContextsThatShareKeysResumeEachOthersSessions) {
  const KeyBytes key = Key(1);
  Pair first(GetParam(), With(Fixed({key})));
  const Session session = FirstSession(first);
  // As another process would have them.
  ExpectResumedBy(BuildServer(GetParam(), With(Fixed({key}))), first, session, true);
}

TEST_P(TicketKeysTest, ContextsWithOtherKeysDoNot) {
  const KeyBytes key = Key(1);
  KeyBytes other = key;
  other[79] ^= 1;  // The same name.
  other[47] ^= 1;
  Pair first(GetParam(), With(Fixed({key})));
  const Session session = FirstSession(first);
  ExpectResumedBy(BuildServer(GetParam(), With(Fixed({Key(2)}))), first, session, false);
  ExpectResumedBy(BuildServer(GetParam(), With(Fixed({other}))), first, session, false);
}

TEST_P(TicketKeysTest, AnOldKeyOpensUntilItIsTakenAway) {
  const KeyBytes old_key = Key(1), new_key = Key(2);
  const TicketKeys keys = Fixed({old_key});
  Pair first(GetParam(), With(keys));
  const Session session = FirstSession(first);
  ASSERT_TRUE(keys.Replace(std::vector<ByteView>{new_key, old_key}));
  ExpectResumedBy(first.server_context, first, session, true);
  ASSERT_TRUE(keys.Replace(std::vector<ByteView>{new_key}));
  ExpectResumedBy(first.server_context, first, session, false);
}

TEST_P(TicketKeysTest, ASessionIsNotResumedByAServerWithAnotherCertificate) {
  const KeyBytes key = Key(1);
  PairOptions options = With(Fixed({key}));
  Pair first(GetParam(), options);
  const Session session = FirstSession(first);
  const Certificate other = Issue(ServerSpec(), &Root());
  options.server_certificate = &other;
  ExpectResumedBy(BuildServer(GetParam(), options), first, session, false);
}

TEST_P(TicketKeysTest, AnotherBackendsTicketMakesAFullHandshake) {
  const KeyBytes key = Key(1);
  Pair first(GetParam(), With(Fixed({key})));
  const Session session = FirstSession(first);
  for (const Backend* other : AllBackends()) {
    if (other == GetParam().server) continue;
    SCOPED_TRACE(other->name());
    PairParam param = GetParam();
    param.server = other;
    ExpectResumedBy(BuildServer(param, With(Fixed({key}))), first, session, false);
  }
}

TEST_P(TicketKeysTest, EmptyKeysAreRefused) {
  ServerContextBuilder builder(*GetParam().server);
  builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem);
  builder.SessionTicketKeys(TicketKeys());
  EXPECT_EQ(ErrorOf(builder.Build()), Config(Detail::kMissingKey));
}

TEST_P(TicketKeysTest, NumbersOutOfRangeAreRefused) {
  const auto error = [](auto set) {
    ServerContextBuilder builder(*GetParam().server);
    builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem);
    set(builder);
    return ErrorOf(builder.Build());
  };
  for (const std::uint32_t seconds : {0u, 604801u, 0xFFFFFFFFu}) {
    EXPECT_EQ(error([&](ServerContextBuilder& builder) { builder.SessionLifetime(seconds); }),
              Config(Detail::kOutOfRange));
  }
  for (const std::uint32_t count : {0u, 9u, 257u}) {
    EXPECT_EQ(error([&](ServerContextBuilder& builder) { builder.SessionTickets(count); }),
              Config(Detail::kOutOfRange));
  }
}

TEST_P(TicketKeysTest, ASessionEndsWithItsLifetime) {
  if (GetParam().client != GetParam().server) GTEST_SKIP() << "takes long: one pair is enough";
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) { builder.SessionLifetime(1); };
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  std::this_thread::sleep_for(std::chrono::milliseconds(2100));
  pair.Reconnect(options);
  ExpectResumed(pair, false);
}

}  // namespace
}  // namespace omnitls::conformance
