#include "conformance/settings/probe.h"

// Names: which one the client sends and accepts, and which certificate answers it.
namespace omnitls::conformance {
namespace {

constexpr char kHostNames[] = "host names by RFC 9525, IP addresses, flags";
constexpr char kByName[] = "several certificates, chosen by name and kind of key";
constexpr char kHelloFirst[] = "the ClientHello first, then who answers (`Acceptor`)";

Certificate Named(std::vector<std::string> names, const std::string& common_name = "server.test") {
  CertificateSpec spec = ServerSpec();
  spec.dns_names = std::move(names);
  spec.common_name = common_name;
  return Issue(spec, &Root());
}

Effect BuilderServerName(const Trial& trial) {
  PairOptions options;
  options.server_name = "";
  options.client = [](ClientContextBuilder& builder) { builder.ServerName("server.test"); };
  return InClientHello(trial, options, [](const ClientHelloView& hello) {
    EXPECT_EQ(hello.server_name(), "server.test");
  });
}

Effect ConnectServerName(const Trial& trial) {
  return InClientHello(trial, {}, [](const ClientHelloView& hello) {
    EXPECT_EQ(hello.server_name(), "server.test");
  });
}

Effect SendServerName(const Trial& trial) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.SendServerName(false); };
  return InClientHello(trial, options,
                       [](const ClientHelloView& hello) { EXPECT_EQ(hello.server_name(), ""); });
}

Effect IpAddress(const Trial& trial) {
  static const Certificate& certificate = *[] {
    CertificateSpec spec = ServerSpec();
    spec.ip_addresses = {"192.0.2.1"};
    return new Certificate(Issue(spec, &Root()));
  }();
  PairOptions options;
  options.server_certificate = &certificate;
  options.server_name = "192.0.2.1";
  return AfterHandshake(trial, options,
                        [](Pair& pair) { EXPECT_EQ(pair.server.server_name(), ""); });
}

Effect OtherName(const Trial& trial) {
  PairOptions options;
  options.server_name = "other.test";
  return RefusesPeer(trial, options, Alert::kBadCertificate);
}

// A certificate that flags make good: refused without them.
Effect FlagAllows(const Trial& trial, const Certificate& certificate, HostNameFlags flags,
                  const std::string& name = "www.named.test") {
  PairOptions options;
  options.server_certificate = &certificate;
  options.server_name = name;
  RefusesPeer(trial, options, Alert::kBadCertificate);
  options.client = [=](ClientContextBuilder& builder) { builder.NameFlags(flags); };
  return AfterHandshake(trial, options, [](Pair& pair) { EXPECT_TRUE(pair.Echo()); });
}

Effect PartialWildcards(const Trial& trial) {
  static const Certificate& certificate = *new Certificate(Named({"w*.named.test"}));
  return FlagAllows(trial, certificate, HostNameFlags::kPartialWildcards);
}

Effect MultiLabelWildcards(const Trial& trial) {
  static const Certificate& certificate = *new Certificate(Named({"*.named.test"}));
  return FlagAllows(trial, certificate, HostNameFlags::kMultiLabelWildcards, "a.b.named.test");
}

Effect CommonName(const Trial& trial) {
  static const Certificate& certificate = *new Certificate(Named({}, "www.named.test"));
  return FlagAllows(trial, certificate, HostNameFlags::kCommonNameFallback);
}

Effect NoWildcards(const Trial& trial) {
  static const Certificate& certificate = *new Certificate(Named({"*.named.test"}));
  PairOptions options;
  options.server_certificate = &certificate;
  options.server_name = "www.named.test";
  options.client = [](ClientContextBuilder& builder) {
    builder.NameFlags(HostNameFlags::kNoWildcards);
  };
  return RefusesPeer(trial, options, Alert::kBadCertificate);
}

// The certificate for a name, and the one for all others.
template <class Add>
Effect AnswersByName(const Trial& trial, Add add) {
  static const Certificate& named = *new Certificate(Named({"*.named.test"}));
  PairOptions options;
  options.server_name = "www.named.test";
  options.server = [&](ServerContextBuilder& builder) { add(builder, named); };
  return AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_EQ(ToString(pair.client.peer_certificate()), named.der);
    pair.Reconnect();
    EXPECT_TRUE(pair.Handshake());
    EXPECT_EQ(ToString(pair.client.peer_certificate()), Server().der);
  });
}

Effect AddIdentity(const Trial& trial) {
  return AnswersByName(trial, [](ServerContextBuilder& builder, const Certificate& named) {
    builder.AddIdentity("*.named.test", named.chain_pem, named.key_pem);
  });
}

Effect AddIdentityFiles(const Trial& trial) {
  return AnswersByName(trial, [](ServerContextBuilder& builder, const Certificate& named) {
    builder.AddIdentityFiles("*.named.test", FileWith("support_named.pem", named.chain_pem).c_str(),
                             FileWith("support_named.key", named.key_pem).c_str());
  });
}

Effect RequireKnownServerName(const Trial& trial) {
  PairOptions options;
  options.server_name = "other.test";
  options.server = [](ServerContextBuilder& builder) {
    builder.AddIdentity("server.test", Server().chain_pem, Server().key_pem);
    builder.RequireKnownServerName();
  };
  return RefusesPeer(trial, options, Alert::kUnrecognizedName);
}

Effect OnClientHello(const Trial& trial) {
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) {
    builder.OnClientHello([](void*, const ClientHelloView& hello) {
      return hello.server_name() == "server.test" ? HelloDecision::Refuse(Alert::kAccessDenied)
                                                  : HelloDecision::GoOn();
    });
  };
  return RefusesPeer(trial, options, Alert::kAccessDenied);
}

Effect AcceptorFirst(const Trial& trial) {
  return WithPair(trial, {}, [](Pair& pair) {
    pair.server = {};
    EXPECT_TRUE(pair.client.Handshake());
    Acceptor acceptor(pair.pipe->server());
    ASSERT_EQ(*acceptor.Read(), Next::kReady);
    EXPECT_EQ(acceptor.hello()->server_name(), "server.test");
    pair.server = *acceptor.Accept(pair.server_context);
    EXPECT_TRUE(pair.Handshake());
    EXPECT_TRUE(pair.Echo());
  });
}

}  // namespace

Section NameSettings() {
  const std::string allows = "a server with such a certificate is accepted, but not without";
  return {
      "Names",
      {
          Setting{"ServerName", kClientOnly, kBothVersions, "the name is in ClientHello (SNI)",
                  BuilderServerName}
              .In(kHostNames),
          Setting{"ConnectOptions::server_name", kClientOnly, kBothVersions,
                  "the name is in ClientHello (SNI)", ConnectServerName}
              .In(kHostNames),
          Setting{"SendServerName(false)", kClientOnly, kBothVersions, "no name is in ClientHello",
                  SendServerName}
              .In(kHostNames),
          Setting{"an IP address as the name", kClientOnly, kBothVersions,
                  "the server is accepted, and sees no name", IpAddress}
              .In(kHostNames),
          Setting{"a certificate for another name", kClientOnly, kBothVersions,
                  "the server gets bad_certificate", OtherName}
              .In(kHostNames),
          Setting{"NameFlags(kPartialWildcards)", kClientOnly, kBothVersions, allows,
                  PartialWildcards}
              .In(kHostNames),
          Setting{"NameFlags(kMultiLabelWildcards)", kClientOnly, kBothVersions, allows,
                  MultiLabelWildcards}
              .In(kHostNames),
          Setting{"NameFlags(kNoWildcards)", kClientOnly, kBothVersions,
                  "a server with a wildcard gets bad_certificate", NoWildcards}
              .In(kHostNames),
          Setting{"NameFlags(kCommonNameFallback)", kClientOnly, kBothVersions, allows, CommonName}
              .In(kHostNames),
          Setting{"AddIdentity", kServerOnly, kBothVersions,
                  "the client has the name's certificate, or else the other", AddIdentity}
              .In(kByName),
          Setting{"AddIdentityFiles", kServerOnly, kBothVersions,
                  "the client has the name's certificate, or else the other", AddIdentityFiles}
              .In(kByName),
          Setting{"RequireKnownServerName", kServerOnly, kBothVersions,
                  "a client of another name gets unrecognized_name", RequireKnownServerName}
              .In(kByName),
          Setting{"OnClientHello", kServerOnly, kBothVersions,
                  "a client that the function refuses gets its alert", OnClientHello}
              .In(kHelloFirst),
          Setting{"an Acceptor's choice", kServerOnly, kBothVersions,
                  "the client is answered by the context that was chosen", AcceptorFirst}
              .In(kHelloFirst),
      },
  };
}

}  // namespace omnitls::conformance
