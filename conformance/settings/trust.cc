#include <filesystem>

#include "conformance/post_handshake_auth.h"
#include "conformance/settings/probe.h"

// Whom to trust: the other end is served, or gets an alert.
namespace omnitls::conformance {
namespace {

constexpr char kVerdict[] = "the same verdict on every certificate chain";
constexpr char kCrls[] = "certificate revocation lists";
constexpr char kClientCertificates[] = "client certificates: request, require";
constexpr char kLater[] = "client certificates: after the handshake";

// Both ends have certificates, and the one that is looked at trusts nobody yet.
PairOptions WithoutTrust(const Trial& trial) {
  PairOptions options;
  if (trial.is_client()) {
    options.client_trusts = nullptr;
  } else {
    options.server_trusts = nullptr;
    options.client_auth = ClientAuth::kRequire;
    options.client_certificate = &Client();
  }
  return options;
}

// With the peer's root it is served; with another it gets unknown_ca.
template <class Add>
Effect Trusts(const Trial& trial, Add add) {
  PairOptions options = WithoutTrust(trial);
  SetOurs(trial, options, [&](auto& builder) { add(builder, Root()); });
  const Effect effect = AfterHandshake(trial, options, [&](Pair& pair) {
    pair.Settle();
    EXPECT_EQ(TheirError(trial, pair), std::nullopt);
  });
  SetOurs(trial, options, [&](auto& builder) { add(builder, OtherRoot()); });
  EXPECT_EQ(RefusesPeer(trial, options, Alert::kUnknownCa), effect);
  return effect;
}

Effect Ca(const Trial& trial) {
  return Trusts(trial, [](auto& builder, const Certificate& root) { builder.Ca(root.pem); });
}

Effect CaFile(const Trial& trial) {
  return Trusts(trial, [](auto& builder, const Certificate& root) {
    builder.CaFile(FileWith("support_ca.pem", root.pem).c_str());
  });
}

Effect CaDirectory(const Trial& trial) {
  return Trusts(trial, [](auto& builder, const Certificate& root) {
    const std::filesystem::path file = FileWith("support_cas/ca.pem", root.pem);
    builder.CaDirectory(file.parent_path().c_str());
  });
}

// Our test roots are none of the system's. A system without any is an error in words of its own,
// which is another test's matter.
Effect SystemRoots(const Trial& trial) {
  if (!ClientContextBuilder(trial.backend).SystemRoots().Build()) return Effect::kEffective;
  PairOptions options = WithoutTrust(trial);
  options.client = [](ClientContextBuilder& builder) { builder.SystemRoots(); };
  return RefusesPeer(trial, options, Alert::kUnknownCa);
}

// Nothing of it is on the wire: the verdict must be the same, remembered or not.
Effect SignatureCache(const Trial& trial) {
  PairOptions options;
  if (!trial.is_client()) options = OwnCertificate(trial, Server());
  options.client_auth = trial.is_client() ? ClientAuth::kNone : ClientAuth::kRequire;
  if (!trial.is_client()) options.client_certificate = &Client();
  SetOurs(trial, options, [](auto& builder) { builder.SignatureCache(1); });
  return AfterHandshake(trial, options, [&](Pair& pair) {
    for (int i = 0; i < 2; ++i) {
      pair.Reconnect();
      EXPECT_TRUE(pair.Handshake());
      EXPECT_TRUE(pair.Echo());
    }
  });
}

// Both ends have certificates, and know each other's root.
PairOptions WithTrust(const Trial& trial) {
  PairOptions options;
  options.client_auth = trial.is_client() ? ClientAuth::kNone : ClientAuth::kRequire;
  options.client_certificate = trial.is_client() ? nullptr : &Client();
  return options;
}
const Certificate& TheirCertificate(const Trial& trial) {
  return trial.is_client() ? Server() : Client();
}

// On its issuer's list the peer gets certificate_revoked; else it is served.
template <class Add>
Effect Revokes(const Trial& trial, Add add) {
  PairOptions options = WithTrust(trial);
  SetOurs(trial, options, [&](auto& builder) { add(builder, MakeCrl(Root(), {})); });
  const Effect effect =
      AfterHandshake(trial, options, [](Pair& pair) { EXPECT_TRUE(pair.Echo()); });
  SetOurs(trial, options,
          [&](auto& builder) { add(builder, MakeCrl(Root(), {&TheirCertificate(trial)})); });
  EXPECT_EQ(RefusesPeer(trial, options, Alert::kCertificateRevoked), effect);
  return effect;
}

Effect Crl(const Trial& trial) {
  return Revokes(trial, [](auto& builder, const std::string& crl) { builder.Crl(crl); });
}

Effect CrlFile(const Trial& trial) {
  return Revokes(trial, [](auto& builder, const std::string& crl) {
    builder.CrlFile(FileWith("support_crl.pem", crl).c_str());
  });
}

Effect Pin(const Trial& trial) {
  PairOptions options = WithTrust(trial);
  SetOurs(trial, options,
          [&](auto& builder) { builder.PinPublicKey(PublicKeyPin(TheirCertificate(trial))); });
  const Effect effect =
      AfterHandshake(trial, options, [](Pair& pair) { EXPECT_TRUE(pair.Echo()); });
  SetOurs(trial, options, [](auto& b) { b.PinPublicKey(PublicKeyPin(OtherRoot())); });
  EXPECT_EQ(RefusesPeer(trial, options, Alert::kBadCertificate), effect);
  return effect;
}

Effect MissingCrlRefused(const Trial& trial) {
  PairOptions options = WithTrust(trial);
  SetOurs(trial, options, [](auto& builder) {
    builder.Crl(MakeCrl(OtherRoot(), {})).OnMissingCrl(MissingCrl::kRefuse);
  });
  return RefusesPeer(trial, options, Alert::kCertificateUnknown);
}

Effect ClockIsWrong(const Trial& trial) {
  PairOptions options = WithTrust(trial);
  SetOurs(trial, options,
          [](auto& builder) { builder.Clock([](void*) { return std::int64_t{0}; }); });
  return RefusesPeer(trial, options, Alert::kCertificateExpired);
}

Effect Request(const Trial& trial) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequest;
  const Effect effect = AfterHandshake(trial, options, [](Pair& pair) {
    EXPECT_TRUE(pair.Echo()) << "a client without one is not served";
  });
  const Certificate client = [] {
    CertificateSpec spec = ClientSpec();
    spec.not_after_seconds = -3600;
    return Issue(spec, &Root());
  }();
  options.client_certificate = &client;
  EXPECT_EQ(RefusesPeer(trial, options, Alert::kCertificateExpired), effect);
  return effect;
}

Effect Require(const Trial& trial) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  return RefusesPeer(trial, options,
                     trial.is_tls13() ? Alert::kCertificateRequired : Alert::kHandshakeFailure);
}

// The server asks after the handshake; what it has then read.
Effect AskedLater(const Trial& trial, ClientAuth mode, const Certificate* client, Alert refusal) {
  PairOptions options = WithPostHandshakeAuth(mode, client);
  return AfterHandshake(trial, options, [&](Pair& pair) {
    AskForCertificate(pair);
    pair.Settle();
    if (refusal == Alert::kNone) return ExpectAnswered(pair, client);
    EXPECT_EQ(pair.client_error, Received(refusal));
  });
}

Effect OffersLater(const Trial& trial) {
  return AskedLater(trial, ClientAuth::kRequire, &Client(), Alert::kNone);
}

Effect RequestLater(const Trial& trial) {
  const Effect effect = AskedLater(trial, ClientAuth::kRequest, nullptr, Alert::kNone);
  const Certificate bad = Issue(ClientSpec(), &OtherRoot());
  EXPECT_EQ(AskedLater(trial, ClientAuth::kRequest, &bad, Alert::kUnknownCa), effect);
  return effect;
}

Effect RequireLater(const Trial& trial) {
  return AskedLater(trial, ClientAuth::kRequire, nullptr, Alert::kCertificateRequired);
}

}  // namespace

Section TrustSettings() {
  const std::string observed = "the peer is served; under another root it gets unknown_ca";
  return {
      "Trust",
      {
          Setting{"Ca", kBothRoles, kBothVersions, observed, Ca}.In(kVerdict),
          Setting{"CaFile", kBothRoles, kBothVersions, observed, CaFile}.In(kVerdict),
          Setting{"CaDirectory", kBothRoles, kBothVersions, observed, CaDirectory}.In(kVerdict),
          Setting{"SystemRoots", kClientOnly, kBothVersions,
                  "a server under another root gets unknown_ca", SystemRoots}
              .In(kVerdict),
          Setting{"Crl", kBothRoles, kBothVersions, "a peer that it names gets certificate_revoked",
                  Crl}
              .In(kCrls),
          Setting{"CrlFile", kBothRoles, kBothVersions,
                  "a peer that it names gets certificate_revoked", CrlFile}
              .In(kCrls),
          Setting{"OnMissingCrl(kRefuse)", kBothRoles, kBothVersions,
                  "a peer that no list speaks of gets certificate_unknown", MissingCrlRefused}
              .In(kCrls),
          Setting{"PinPublicKey", kBothRoles, kBothVersions,
                  "a peer with another key gets bad_certificate", Pin}
              .In("pinned public keys"),
          {"Clock", kBothRoles, kBothVersions,
           "in 1970, the peer's certificate is not valid yet: certificate_expired", ClockIsWrong},
          {"SignatureCache", kBothRoles, kBothVersions,
           "nothing: every handshake has the same verdict", SignatureCache},
          Setting{"ClientAuthentication(kRequest)", kServerOnly, kBothVersions,
                  "a client without a certificate is served, one with a bad one is not", Request}
              .In(kClientCertificates),
          Setting{"ClientAuthentication(kRequire)", kServerOnly, kBothVersions,
                  "a client without one gets certificate_required (TLS 1.2: handshake_failure)",
                  Require}
              .In(kClientCertificates),
          Setting{"PostHandshakeAuthentication", kClientOnly, kTls13Only,
                  "a server that asks later gets the certificate", OffersLater}
              .Needs(Feature::kPostHandshakeAuth)
              .PeerNeeds(Feature::kPostHandshakeAuth)
              .In(kLater),
          Setting{"PostHandshakeAuthentication(kRequest)", kServerOnly, kTls13Only,
                  "a client without a certificate is served, one with a bad one is not",
                  RequestLater}
              .Needs(Feature::kPostHandshakeAuth)
              .PeerNeeds(Feature::kPostHandshakeAuth)
              .In(kLater),
          Setting{"PostHandshakeAuthentication(kRequire)", kServerOnly, kTls13Only,
                  "a client without one gets certificate_required", RequireLater}
              .Needs(Feature::kPostHandshakeAuth)
              .PeerNeeds(Feature::kPostHandshakeAuth)
              .In(kLater),
      },
  };
}

}  // namespace omnitls::conformance
