#include "conformance/settings/probe.h"
#include "conformance/software_signer.h"

// Which certificate a client shows to whom.
namespace omnitls::conformance {
namespace {

constexpr char kChoice[] = "several client certificates, chosen by what the server asks for";

// A server that takes RSA keys only, and a client whose first is another.
PairOptions OnlyRsa(const Trial& trial) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  options.client_certificate = &Client();
  options.server_certificate = &Server(KeyType::kRsa2048);
  options.server = [=](ServerContextBuilder& builder) {
    builder.SignatureSchemes(trial.is_tls13() ? "rsa_pss_rsae_sha256" : "rsa_pkcs1_sha256");
  };
  return options;
}

Effect ShowsRsa(const Trial& trial, std::function<void(ClientContextBuilder&)> add) {
  PairOptions options = OnlyRsa(trial);
  options.client = std::move(add);
  return AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_EQ(ToString(pair.server.peer_certificate()), Client(KeyType::kRsa2048).der);
    EXPECT_TRUE(pair.Echo());
  });
}

Effect AddIdentity(const Trial& trial) {
  return ShowsRsa(trial, [](ClientContextBuilder& builder) {
    const Certificate& rsa = Client(KeyType::kRsa2048);
    builder.AddIdentity(rsa.chain_pem, rsa.key_pem);
  });
}

Effect AddIdentityFiles(const Trial& trial) {
  return ShowsRsa(trial, [](ClientContextBuilder& builder) {
    const Certificate& rsa = Client(KeyType::kRsa2048);
    builder.AddIdentityFiles(FileWith("support_second.pem", rsa.chain_pem).c_str(),
                             FileWith("support_second.key", rsa.key_pem).c_str());
  });
}

Effect AddExternalIdentity(const Trial& trial) {
  SoftwareSigner signer(Client(KeyType::kRsa2048));
  return ShowsRsa(trial, [&](ClientContextBuilder& builder) {
    builder.AddExternalIdentity(Client(KeyType::kRsa2048).chain_pem, &signer);
  });
}

Effect ChooseIdentity(const Trial& trial) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequest;
  options.client_certificate = &Client();
  options.client = [](ClientContextBuilder& builder) {
    builder.ChooseIdentity(
        [](void*, const CertificateRequestView&) { return IdentityChoice::None(); });
  };
  return AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_EQ(ToString(pair.server.peer_certificate()), "");
    EXPECT_TRUE(pair.Echo());
  });
}

Effect Authorities(const Trial& trial) {
  static const Certificate& other = *new Certificate(Issue(ClientSpec(), &OtherRoot()));
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  options.client_certificate = &other;
  options.client = [](ClientContextBuilder& builder) {
    builder.AddIdentity(Client().chain_pem, Client().key_pem);
  };
  options.server = [](ServerContextBuilder& builder) { builder.SendCertificateAuthorities(); };
  return AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_EQ(ToString(pair.server.peer_certificate()), Client().der);
    EXPECT_TRUE(pair.Echo());
  });
}

}  // namespace

Section ClientIdentitySettings() {
  return {
      "Client certificates",
      {
          Setting{"AddIdentity", kClientOnly, kBothVersions,
                  "a server that takes RSA keys only has the second certificate", AddIdentity}
              .In(kChoice),
          Setting{"AddIdentityFiles", kClientOnly, kBothVersions,
                  "a server that takes RSA keys only has the second certificate", AddIdentityFiles}
              .In(kChoice),
          Setting{"AddExternalIdentity", kClientOnly, kBothVersions,
                  "a server that takes RSA keys only has the second key's signature",
                  AddExternalIdentity}
              .Needs(Feature::kExternalKeys)
              .In(kChoice),
          Setting{"ChooseIdentity", kClientOnly, kBothVersions,
                  "a server has no certificate where the function says so", ChooseIdentity}
              .In(kChoice),
          Setting{"SendCertificateAuthorities", kServerOnly, kBothVersions,
                  "a client with two certificates shows the one of a CA that is named", Authorities}
              .Needs(Feature::kCertificateAuthorities)
              .In("the names of trusted CAs, sent to clients"),
      },
  };
}

}  // namespace omnitls::conformance
