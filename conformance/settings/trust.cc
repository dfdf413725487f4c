#include <filesystem>

#include "conformance/settings/probe.h"

// Whom to trust: the other end is served, or gets an alert.
namespace omnitls::conformance {
namespace {

constexpr char kVerdict[] = "the same verdict on every certificate chain";
constexpr char kClientCertificates[] = "client certificates: request, require";

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
          {"SignatureCache", kBothRoles, kBothVersions,
           "nothing: every handshake has the same verdict", SignatureCache},
          Setting{"ClientAuthentication(kRequest)", kServerOnly, kBothVersions,
                  "a client without a certificate is served, one with a bad one is not", Request}
              .In(kClientCertificates),
          Setting{"ClientAuthentication(kRequire)", kServerOnly, kBothVersions,
                  "a client without one gets certificate_required (TLS 1.2: handshake_failure)",
                  Require}
              .In(kClientCertificates),
      },
  };
}

}  // namespace omnitls::conformance
