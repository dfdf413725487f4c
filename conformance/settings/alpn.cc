#include "conformance/settings/probe.h"

// Application protocols: what the client offers, and what the server chooses.
namespace omnitls::conformance {
namespace {

constexpr char kAlpn[] = "SNI, ALPN by the server's order";

void ExpectProtocol(const Trial& trial, Pair& pair, const std::string& name) {
  EXPECT_EQ(Theirs(trial, pair).alpn(), name);
  EXPECT_EQ(Ours(trial, pair).alpn(), name);
}

// Clients: the list is offered. Servers: the first of theirs is chosen.
template <class Change>
Effect Lists(const Trial& trial, Change change) {
  PairOptions options;
  SetOurs(trial, options, change);
  if (trial.is_client()) {
    return InClientHello(trial, options, [](const ClientHelloView& hello) {
      EXPECT_EQ(ToString(hello.alpn().wire()), "\x02h2\x08http/1.1");
    });
  }
  options.client_alpn = {"http/1.1", "h2"};
  return AfterHandshake(trial, options, [&](Pair& pair) { ExpectProtocol(trial, pair, "h2"); });
}

Effect Alpn(const Trial& trial) {
  return Lists(trial, [](auto& builder) { builder.Alpn({"h2", "http/1.1"}); });
}

Effect AlpnWire(const Trial& trial) {
  return Lists(trial, [](auto& builder) { builder.AlpnWire(AsBytes("\x02h2\x08http/1.1")); });
}

Effect NameWithNul(const Trial& trial) {
  static const std::string& name = *new std::string("a\0b", 3);
  PairOptions options;
  options.client_alpn = {name};
  options.server_alpn = {name};
  return AfterHandshake(trial, options, [&](Pair& pair) { ExpectProtocol(trial, pair, name); });
}

Effect ManyNames(const Trial& trial) {
  PairOptions options;
  for (int i = 0; i < 40; ++i) options.client_alpn.push_back("protocol " + std::to_string(i));
  options.server_alpn = options.client_alpn;
  std::swap(options.server_alpn.front(), options.server_alpn.back());
  return AfterHandshake(trial, options,
                        [&](Pair& pair) { ExpectProtocol(trial, pair, "protocol 39"); });
}

Effect ChooseAlpn(const Trial& trial) {
  PairOptions options;
  options.client_alpn = {"h2", "http/1.1"};
  options.server = [](ServerContextBuilder& builder) {
    builder.ChooseAlpn([](void*, const ClientHelloView& hello) {
      return hello.alpn().Contains("http/1.1") ? AlpnChoice::Speak("http/1.1")
                                               : AlpnChoice::Refuse();
    });
  };
  return AfterHandshake(trial, options,
                        [&](Pair& pair) { ExpectProtocol(trial, pair, "http/1.1"); });
}

Effect Mismatch(const Trial& trial) {
  PairOptions options;
  options.client_alpn = {"h2"};
  options.server_alpn = {"http/1.1"};
  RefusesPeer(trial, options, Alert::kNoApplicationProtocol);
  options.server = [](ServerContextBuilder& builder) {
    builder.OnAlpnMismatch(AlpnMismatch::kIgnore);
  };
  return AfterHandshake(trial, options, [&](Pair& pair) { ExpectProtocol(trial, pair, ""); });
}

}  // namespace

Section AlpnSettings() {
  const std::string offers = "the list is in ClientHello";
  const std::string chooses = "the first of the server's list is negotiated";
  return {
      "Application protocols",
      {
          Setting{"Alpn", kClientOnly, kBothVersions, offers, Alpn}.In(kAlpn),
          Setting{"Alpn", kServerOnly, kBothVersions, chooses, Alpn}.In(kAlpn),
          {"AlpnWire", kClientOnly, kBothVersions, offers, AlpnWire},
          {"AlpnWire", kServerOnly, kBothVersions, chooses, AlpnWire},
          {"Alpn, 40 names", kBothRoles, kBothVersions, "the first of the server's is negotiated",
           ManyNames},
          Setting{"Alpn, a name with a NUL byte", kBothRoles, kBothVersions, "it is negotiated",
                  NameWithNul}
              .Needs(Feature::kAlpnNamesWithNul)
              .PeerNeeds(Feature::kAlpnNamesWithNul)
              .In("ALPN names with a NUL byte"),
          {"ChooseAlpn", kServerOnly, kBothVersions, "the function's choice is negotiated",
           ChooseAlpn},
          {"OnAlpnMismatch(kIgnore)", kServerOnly, kBothVersions,
           "nothing is negotiated; by default no_application_protocol", Mismatch},
      },
  };
}

}  // namespace omnitls::conformance
