#include <chrono>
#include <thread>

#include "conformance/settings/probe.h"
#include "conformance/software_signer.h"

// Private keys that are somewhere else: the other end has their signatures.
namespace omnitls::conformance {
namespace {

constexpr char kExternalKeys[] = "private keys that are somewhere else, and sign later";

using std::chrono::milliseconds;

// Options with the certificate of `key`, and no private key.
PairOptions WithSigner(const Trial& trial, KeyType key, Signer& signer, SignerTiming timing) {
  PairOptions options;
  const Certificate& own = trial.is_client() ? Client(key) : Server(key);
  if (trial.is_client()) {
    options.client_auth = ClientAuth::kRequire;
  } else {
    options.server_certificate = nullptr;
  }
  SetOurs(trial, options, [&own, &signer, timing](auto& builder) {
    builder.CertificateChain(own.chain_pem).ExternalKey(&signer, timing);
  });
  return options;
}

Effect ExternalKey(const Trial& trial, KeyType key) {
  SoftwareSigner signer(trial.is_client() ? Client(key) : Server(key));
  const PairOptions options = WithSigner(trial, key, signer, SignerTiming::kAtOnce);
  return AfterHandshake(trial, options, [&](Pair& pair) {
    ExpectPeerSees(trial, pair, trial.is_client() ? Client(key) : Server(key));
    EXPECT_EQ(signer.asked().size(), 1u);
  });
}

Setting KeyRow(const char* words, KeyType key) {
  return {words, kBothRoles, kBothVersions, "the peer has its signature",
          [key](const Trial& trial) { return ExternalKey(trial, key); }};
}

Effect Later(const Trial& trial) {
  const KeyType key = KeyType::kEcdsaP256;
  ThreadedSigner signer(trial.is_client() ? Client(key) : Server(key), milliseconds(1));
  const PairOptions options = WithSigner(trial, key, signer, SignerTiming::kLater);
  return WithPair(trial, options, [&](Pair& pair) {
    bool done = false;
    for (int i = 0; i < 5000 && !done; ++i) {
      done = pair.Handshake();
      std::this_thread::sleep_for(milliseconds(1));
    }
    EXPECT_TRUE(done && pair.Echo());
    ExpectPeerSees(trial, pair, trial.is_client() ? Client(key) : Server(key));
  });
}

Effect AddExternalIdentity(const Trial& trial) {
  SoftwareSigner signer(Server(KeyType::kRsa2048));
  PairOptions options;
  options.server = [&](ServerContextBuilder& builder) {
    builder.AddExternalIdentity("server.test", Server(KeyType::kRsa2048).chain_pem, &signer);
  };
  return AfterHandshake(trial, options, [&](Pair& pair) {
    ExpectPeerSees(trial, pair, Server(KeyType::kRsa2048));
    EXPECT_EQ(signer.asked().size(), 1u);
  });
}

}  // namespace

Section ExternalKeySettings() {
  const auto verifies = [](const Backend& peer, Version) {
    return peer.Supports(FindSignatureScheme("ed25519")->id);
  };
  return {
      "External keys",
      {
          KeyRow("ExternalKey", KeyType::kEcdsaP256)
              .Needs(Feature::kExternalKeys)
              .In(kExternalKeys),
          KeyRow("ExternalKey, RSA", KeyType::kRsa2048)
              .Needs(Feature::kExternalKeys)
              .In(kExternalKeys),
          KeyRow("ExternalKey, Ed25519", KeyType::kEd25519)
              .Needs(Feature::kExternalEdDsaKeys)
              .PeerCan(verifies)
              .In("the same for Ed25519"),
          Setting{"ExternalKey, kLater", kBothRoles, kBothVersions,
                  "the peer has the signature of another thread", Later}
              .Needs(Feature::kLaterSignatures)
              .In(kExternalKeys),
          Setting{"AddExternalIdentity", kServerOnly, kBothVersions,
                  "the peer has the signature of the key for the name", AddExternalIdentity}
              .Needs(Feature::kExternalKeys)
              .In(kExternalKeys),
      },
  };
}

}  // namespace omnitls::conformance
