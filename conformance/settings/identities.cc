#include "conformance/pfx.h"
#include "conformance/settings/probe.h"

// Certificates and keys of one's own: the other end looks at what it got.
namespace omnitls::conformance {
namespace {

constexpr char kKeys[] = "RSA and ECDSA keys, PEM and DER";

const Certificate& OwnLeaf(const Trial& trial, KeyType key) {
  return trial.is_client() ? Client(key) : Server(key);
}

// The peer gets the leaf, and the signature of its key.
template <class Change>
Effect PeerGets(const Trial& trial, const Certificate& certificate, Change change) {
  PairOptions options = OwnCertificate(trial, certificate);
  SetOurs(trial, options, change);
  return AfterHandshake(trial, options,
                        [&](Pair& pair) { ExpectPeerSees(trial, pair, certificate); });
}

Effect KeyOfKind(const Trial& trial, KeyType key) {
  PairOptions options = OwnCertificate(trial, OwnLeaf(trial, key));
  // PSS keys and Ed448 are not among the defaults.
  const auto all = [](auto& builder) { builder.Groups("x25519:secp256r1:secp384r1:secp521r1"); };
  const auto with = [&](auto& builder) {
    all(builder);
    if (key == KeyType::kRsaPss) {
      builder.SignatureSchemes("rsa_pss_pss_sha256:ecdsa_secp256r1_sha256");
    }
    if (key == KeyType::kEd448) builder.SignatureSchemes("ed448:ecdsa_secp256r1_sha256");
  };
  const bool named = key == KeyType::kRsaPss || key == KeyType::kEd448;
  // What the backend cannot do must be refused for the key, not for the scheme's name.
  const auto scheme = FindSignatureScheme(key == KeyType::kEd448 ? "ed448" : "rsa_pss_pss_sha256");
  if (named && !trial.backend.Supports(scheme->id)) {
    SetOurs(trial, options, all);
  } else {
    SetOurs(trial, options, with);
  }
  SetTheirs(trial, options, with);
  if (named && !trial.peer.Supports(scheme->id)) return TryBuild(trial, options);
  return AfterHandshake(trial, options,
                        [&](Pair& pair) { ExpectPeerSees(trial, pair, OwnLeaf(trial, key)); });
}

Setting KeyRow(const char* words, KeyType key) {
  return {words, kBothRoles, kBothVersions, "the peer has the certificate",
          [key](const Trial& trial) { return KeyOfKind(trial, key); }};
}

Effect CertificateChain(const Trial& trial) {
  static const Certificate& server = *new Certificate(Issue(ServerSpec(), &Intermediate()));
  static const Certificate& client = *new Certificate(Issue(ClientSpec(), &Intermediate()));
  const PairOptions options = OwnCertificate(trial, trial.is_client() ? client : server);
  return AfterHandshake(trial, options, [&](Pair& pair) {
    const PeerChain chain = Theirs(trial, pair).peer_chain();
    ASSERT_EQ(chain.size(), 2u);
    EXPECT_EQ(ToString(chain[1]), Intermediate().der);
  });
}

// A leaf and nine intermediates.
const Certificate& LongChain(const CertificateSpec& leaf) {
  Certificate issuer = Intermediate();
  for (int i = 2; i <= 9; ++i) {
    issuer = Issue(CaSpec("intermediate " + std::to_string(i)), &issuer);
  }
  return *new Certificate(Issue(leaf, &issuer));
}
const Certificate& LongChain(bool of_client) {
  static const Certificate& client = LongChain(ClientSpec());
  static const Certificate& server = LongChain(ServerSpec());
  return of_client ? client : server;
}

Effect OwnLongChain(const Trial& trial) {
  return AfterHandshake(
      trial, OwnCertificate(trial, LongChain(trial.is_client())),
      [&](Pair& pair) { EXPECT_EQ(Theirs(trial, pair).peer_chain().size(), 10u); });
}

Effect PeersLongChain(const Trial& trial) {
  Effect effect = Effect::kEffective;
  PairOptions options;
  if (trial.is_client()) {
    options.server_certificate = &LongChain(false);
  } else {
    options.client_auth = ClientAuth::kRequire;
    options.client_certificate = &LongChain(true);
  }
  WithPair(trial, options, [&](Pair& pair) {
    if (pair.Handshake() && pair.Echo()) return;
    EXPECT_TRUE(TheirError(trial, pair));
    effect = Effect::kAbsent;
  });
  return effect;
}

Effect CertificateChainFile(const Trial& trial) {
  const Certificate& own = OwnLeaf(trial, KeyType::kEcdsaP256);
  const std::string path = FileWith("support_chain.pem", own.chain_pem);
  return PeerGets(trial, own, [&](auto& builder) { builder.CertificateChainFile(path.c_str()); });
}

Effect PrivateKey(const Trial& trial) {
  const Certificate& own = OwnLeaf(trial, KeyType::kRsa2048);
  const std::string key = KeyAs(own, KeyForm::kTraditionalDer);
  return PeerGets(trial, own, [&](auto& builder) { builder.PrivateKey(AsBytes(key)); });
}

Effect PrivateKeyFile(const Trial& trial) {
  const Certificate& own = OwnLeaf(trial, KeyType::kEcdsaP256);
  const std::string path = FileWith("support_key.pem", own.key_pem);
  return PeerGets(trial, own, [&](auto& builder) { builder.PrivateKeyFile(path.c_str()); });
}

std::size_t GivePassword(void*, MutableBytes out) {
  constexpr std::string_view kPassword = "open sesame";
  std::copy(kPassword.begin(), kPassword.end(), out.begin());
  return kPassword.size();
}

Effect Password(const Trial& trial) {
  const Certificate& own = OwnLeaf(trial, KeyType::kEcdsaP256);
  const std::string key = EncryptKey(own, "open sesame");
  return PeerGets(trial, own,
                  [&](auto& builder) { builder.PrivateKey(key).Password(GivePassword); });
}

// The file has more than the chain, in another order.
const std::string& Pkcs12For(const Trial& trial) {
  const auto make = [](const Certificate& leaf) {
    PfxSpec spec = PfxOf(leaf);
    spec.certificates.push_back(CertificateEntry(Root()));
    std::reverse(spec.certificates.begin(), spec.certificates.end());
    return WritePfx(spec);
  };
  static const std::string client = make(Client());
  static const std::string server = make(Server());
  return trial.is_client() ? client : server;
}

PairOptions WithoutOwnCertificate(const Trial& trial) {
  PairOptions options = OwnCertificate(trial, OwnLeaf(trial, KeyType::kEcdsaP256));
  (trial.is_client() ? options.client_certificate : options.server_certificate) = nullptr;
  return options;
}

template <class Change>
Effect PeerGetsFromPkcs12(const Trial& trial, Change change) {
  PairOptions options = WithoutOwnCertificate(trial);
  SetOurs(trial, options, change);
  return AfterHandshake(trial, options, [&](Pair& pair) {
    ExpectPeerSees(trial, pair, OwnLeaf(trial, KeyType::kEcdsaP256));
    EXPECT_EQ(Theirs(trial, pair).peer_chain().size(), 1u);
  });
}

Effect Pkcs12(const Trial& trial) {
  return PeerGetsFromPkcs12(trial, [&](auto& builder) {
    builder.Pkcs12(AsBytes(Pkcs12For(trial))).Password(GivePassword);
  });
}

Effect Pkcs12File(const Trial& trial) {
  const std::string path = FileWith("support.p12", Pkcs12For(trial));
  return PeerGetsFromPkcs12(
      trial, [&](auto& builder) { builder.Pkcs12File(path.c_str()).Password(GivePassword); });
}

bool CanVerify(const Backend& peer, KeyType key) {
  switch (key) {
    case KeyType::kEd25519:
      return peer.Supports(FindSignatureScheme("ed25519")->id);
    case KeyType::kEd448:
      return peer.Supports(FindSignatureScheme("ed448")->id);
    case KeyType::kRsaPss:
      return peer.Supports(FindSignatureScheme("rsa_pss_pss_sha256")->id);
    default:
      return true;
  }
}

}  // namespace

Section IdentitySettings() {
  const auto verifies = [](KeyType key) {
    return [key](const Backend& peer, Version) { return CanVerify(peer, key); };
  };
  return {
      "Identities",
      {
          {"CertificateChain", kBothRoles, kBothVersions,
           "the peer has the leaf and its intermediate", CertificateChain},
          Setting{"CertificateChain, 10 certificates", kBothRoles, kBothVersions,
                  "the peer has them all", OwnLongChain}
              .Needs(Feature::kLongChains)
              .PeerNeeds(Feature::kLongChains),
          Setting{"a peer's chain of 10 certificates", kBothRoles, kBothVersions,
                  "the peer is accepted", PeersLongChain}
              .Needs(Feature::kLongChains)
              .PeerNeeds(Feature::kLongChains)
              .Behaviour(),
          {"CertificateChainFile", kBothRoles, kBothVersions, "the peer has the certificate",
           CertificateChainFile},
          Setting{"PrivateKey", kBothRoles, kBothVersions, "the peer has the key's signature",
                  PrivateKey}
              .In(kKeys),
          {"PrivateKeyFile", kBothRoles, kBothVersions, "the peer has the key's signature",
           PrivateKeyFile},
          Setting{"Password", kBothRoles, kBothVersions,
                  "the peer has the signature of a key that was encrypted", Password}
              .Needs(Feature::kEncryptedPrivateKeys)
              .In("encrypted keys"),
          Setting{"Pkcs12", kBothRoles, kBothVersions,
                  "the peer has the certificate, and the signature of the key", Pkcs12}
              .In("PKCS#12 files"),
          {"Pkcs12File", kBothRoles, kBothVersions,
           "the peer has the certificate, and the signature of the key", Pkcs12File},
          KeyRow("a P-256 key", KeyType::kEcdsaP256).In(kKeys),
          KeyRow("a P-384 key", KeyType::kEcdsaP384).In(kKeys),
          KeyRow("a P-521 key", KeyType::kEcdsaP521).In(kKeys),
          KeyRow("an RSA key", KeyType::kRsa2048).In(kKeys),
          KeyRow("an Ed25519 key", KeyType::kEd25519)
              .Needs(Feature::kEd25519Certificates)
              .PeerCan(verifies(KeyType::kEd25519))
              .In("Ed25519 certificates"),
          KeyRow("an Ed448 key", KeyType::kEd448)
              .Needs(Feature::kEd448Certificates)
              .PeerCan(verifies(KeyType::kEd448))
              .In("Ed448 certificates"),
          KeyRow("an RSA-PSS key", KeyType::kRsaPss)
              .Needs(Feature::kRsaPssCertificates)
              .PeerCan(verifies(KeyType::kRsaPss))
              .In("RSA keys for PSS only"),
      },
  };
}

}  // namespace omnitls::conformance
