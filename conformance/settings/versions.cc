#include "conformance/settings/probe.h"

// Versions, and the lists of algorithms as lists: which algorithms there are is another section.
namespace omnitls::conformance {
namespace {

constexpr char kVersions[] = "TLS 1.2 and TLS 1.3, client and server";

// Both ends allow both versions, but for what `trial` is about.
void AllowAll(PairOptions& options) {
  const auto all = [](auto& builder) {
    builder.MinVersion(Version::kTls12).MaxVersion(Version::kTls13);
  };
  options.client = all;
  options.server = all;
}

Effect MinVersion(const Trial& trial) {
  PairOptions options;
  AllowAll(options);
  SetOurs(trial, options,
          [](auto& builder) { builder.MaxVersion(Version::kTls13).MinVersion(Version::kTls13); });
  SetTheirs(trial, options,
            [](auto& builder) { builder.MinVersion(Version::kTls12).MaxVersion(Version::kTls12); });
  if (!trial.is_client()) return RefusesPeer(trial, options, Alert::kProtocolVersion);
  return InClientHello(trial, options, [](const ClientHelloView& hello) {
    EXPECT_TRUE(hello.Offers(Version::kTls13));
    EXPECT_FALSE(hello.Offers(Version::kTls12));
  });
}

Effect MaxVersion(const Trial& trial) {
  PairOptions options;
  AllowAll(options);
  SetOurs(trial, options,
          [](auto& builder) { builder.MinVersion(Version::kTls12).MaxVersion(Version::kTls12); });
  return AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_EQ(Theirs(trial, pair).version(), Version::kTls12);
  });
}

template <class Builder>
void SetSuites(Builder& builder, const Trial& trial, const std::string& names) {
  trial.is_tls13() ? builder.Tls13CipherSuites(names) : builder.Tls12CipherSuites(names);
}

// Clients: the list and nothing else. Servers: their order decides.
Effect CipherSuites(const Trial& trial) {
  const std::string a =
      trial.is_tls13() ? "TLS_AES_256_GCM_SHA384" : "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
  const std::string b =
      trial.is_tls13() ? "TLS_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
  PairOptions options;
  SetOurs(trial, options, [=](auto& builder) { SetSuites(builder, trial, a + ":" + b); });
  SetTheirs(trial, options, [=](auto& builder) { SetSuites(builder, trial, b + ":" + a); });
  if (trial.is_client()) {
    return InClientHello(trial, options, [&](const ClientHelloView& hello) {
      EXPECT_EQ(Names(hello.cipher_suites()), a + ":" + b);
    });
  }
  return AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_EQ(CipherSuiteName(pair.client.cipher_suite()), a);
  });
}

Effect Groups(const Trial& trial) {
  PairOptions options;
  if (trial.is_client()) {
    SetOurs(trial, options, [](auto& builder) { builder.Groups("secp384r1:secp256r1"); });
    return InClientHello(trial, options, [](const ClientHelloView& hello) {
      EXPECT_EQ(Names(hello.groups()), "secp384r1:secp256r1");
    });
  }
  SetOurs(trial, options, [](auto& builder) { builder.Groups("secp384r1"); });
  return AfterHandshake(trial, options,
                        [](Pair& pair) { EXPECT_EQ(GroupName(pair.client.group()), "secp384r1"); });
}

Effect SignatureSchemes(const Trial& trial) {
  const std::string hash256 = trial.is_tls13() ? "rsa_pss_rsae_sha256" : "rsa_pkcs1_sha256";
  const std::string hash384 = trial.is_tls13() ? "rsa_pss_rsae_sha384" : "rsa_pkcs1_sha384";
  PairOptions options;
  options.server_certificate = &Server(KeyType::kRsa2048);
  if (trial.is_client()) {
    SetOurs(trial, options, [=](auto& builder) { builder.SignatureSchemes(hash384); });
    return InClientHello(trial, options, [&](const ClientHelloView& hello) {
      EXPECT_EQ(Names(hello.signature_schemes()), hash384);
    });
  }
  SetOurs(trial, options, [=](auto& builder) { builder.SignatureSchemes(hash384); });
  SetTheirs(trial, options, [=](auto& builder) { builder.SignatureSchemes(hash256); });
  return RefusesPeer(trial, options, Alert::kHandshakeFailure);
}

}  // namespace

Section VersionSettings() {
  return {
      "Versions and algorithms",
      {
          Setting{"MinVersion(kTls13)", kClientOnly, kTls13Only, "ClientHello offers TLS 1.3 only",
                  MinVersion}
              .Needs(Feature::kTls13)
              .In(kVersions),
          Setting{"MinVersion(kTls13)", kServerOnly, kTls13Only,
                  "a client of TLS 1.2 gets the alert protocol_version", MinVersion}
              .Needs(Feature::kTls13)
              .In(kVersions),
          Setting{"MaxVersion(kTls12)", kBothRoles, kTls12Only, "TLS 1.2 is negotiated", MaxVersion}
              .Needs(Feature::kTls12)
              .In(kVersions),
          Setting{"Tls12CipherSuites", kClientOnly, kTls12Only, "the list is in ClientHello",
                  CipherSuites},
          Setting{"Tls12CipherSuites", kServerOnly, kTls12Only, "the server's first is negotiated",
                  CipherSuites},
          Setting{"Tls13CipherSuites", kClientOnly, kTls13Only, "the list is in ClientHello",
                  CipherSuites},
          Setting{"Tls13CipherSuites", kServerOnly, kTls13Only, "the server's first is negotiated",
                  CipherSuites},
          Setting{"Groups", kClientOnly, kBothVersions, "the list is in ClientHello", Groups},
          Setting{"Groups", kServerOnly, kBothVersions, "the server's only group is negotiated",
                  Groups},
          Setting{"SignatureSchemes", kClientOnly, kBothVersions, "the list is in ClientHello",
                  SignatureSchemes},
          Setting{"SignatureSchemes", kServerOnly, kBothVersions,
                  "a client with others only gets the alert handshake_failure", SignatureSchemes},
      },
  };
}

}  // namespace omnitls::conformance
