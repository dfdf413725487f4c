#include "conformance/sessions.h"
#include "conformance/settings/probe.h"

// Data before the handshake is done: with the ClientHello, or with the server's first flight.
namespace omnitls::conformance {
namespace {

constexpr char kEarlyData[] = "early data (0-RTT), once for each ticket";
constexpr char kHalfRttData[] = "half-RTT data";

std::string ReadEarly(Connection& server) {
  std::uint8_t buffer[100];
  const Result<Progress> got = server.ReadEarlyData(buffer);
  return got ? std::string(AsText(ByteView(buffer, got->bytes))) : ToString(got.error());
}

// What the server reads early on the second connection, and what the client gets back.
Effect Exchange(const Trial& trial, PairOptions options, const std::string& read,
                const std::string& back) {
  bool can = false;
  const Effect effect = WithPair(trial, options, [&](Pair& pair) {
    EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    pair.Settle();
    const Result<Session> session = pair.client.TakeSession();
    if (!session) return;
    options.session = *session;
    pair.Reconnect(options);
    can = pair.client.WriteEarlyData(AsBytes("early")).has_value();
    if (!can) return;
    EXPECT_TRUE(pair.client.Handshake());
    EXPECT_TRUE(pair.server.Handshake());
    EXPECT_FALSE(pair.server.handshake_done());
    EXPECT_EQ(ReadEarly(pair.server), read);
    EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_EQ(ToString(pair.client.TakeRejectedEarlyData()), back);
  });
  if (effect == Effect::kRefused) return effect;
  return can ? Effect::kEffective : Effect::kAbsent;
}

Effect EarlyData(const Trial& trial) {
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) { builder.MaxEarlyData(100); };
  return Exchange(trial, options, "early", "");
}

class NoGuard final : public ReplayGuard {
 public:
  bool FirstUse(ByteView) override { return false; }
};

Effect Guard(const Trial& trial) {
  NoGuard guard;
  PairOptions options;
  options.server = [&](ServerContextBuilder& b) { b.MaxEarlyData(100).EarlyDataGuard(&guard); };
  return Exchange(trial, options, "", "early");
}

Effect HalfRtt(const Trial& trial) {
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) { builder.HalfRttData(); };
  return WithPair(trial, options, [](Pair& pair) {
    EXPECT_TRUE(pair.client.Handshake());
    EXPECT_TRUE(pair.server.Handshake());
    EXPECT_TRUE(pair.server.can_write_half_rtt());
    EXPECT_TRUE(pair.server.Write(AsBytes("hello")));
    EXPECT_FALSE(pair.server.handshake_done());
    EXPECT_TRUE(pair.client.Handshake());
    EXPECT_EQ(ReadOnce(pair.client), "hello");
  });
}

}  // namespace

Section EarlyDataSettings() {
  const auto needs = [](const Setting& setting) {
    return setting.Needs(Feature::kEarlyData).PeerNeeds(Feature::kEarlyData);
  };
  return {
      "Early data",
      {
          needs({"MaxEarlyData", kServerOnly, kTls13Only,
                 "the client learns that what it sent with its ClientHello was read", EarlyData})
              .In(kEarlyData),
          needs({"WriteEarlyData", kClientOnly, kTls13Only,
                 "the server reads it before the handshake is done", EarlyData})
              .Behaviour()
              .In(kEarlyData),
          needs({"EarlyDataGuard", kServerOnly, kTls13Only,
                 "a client whose ticket it refuses gets its data back", Guard}),
          Setting{"HalfRttData", kServerOnly, kTls13Only,
                  "the client reads data while the server waits for its Finished", HalfRtt}
              .Needs(Feature::kHalfRttData)
              .In(kHalfRttData),
      },
  };
}

}  // namespace omnitls::conformance
