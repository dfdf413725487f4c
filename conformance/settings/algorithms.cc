#include "conformance/psk.h"
#include "conformance/settings/probe.h"

// Every algorithm with a name: it can be the only one of its kind, or it is refused.
namespace omnitls::conformance {
namespace {

template <class Id>
auto Claims(Id id) {
  return [id](const Backend& backend) { return backend.Supports(id); };
}
template <class Id>
auto PeerHas(Id id) {
  return [id](const Backend& peer, Version) { return peer.Supports(id); };
}

// Refused by the word for it, as an algorithm.
template <class Change>
void ExpectRefusedByName(const Trial& trial, std::string_view name, Change change) {
  PairOptions options;
  SetOurs(trial, options, change);
  std::string message;
  const std::optional<Error> error = trial.is_client()
                                         ? ErrorOf(TryBuildClient(trial.pair(), options, &message))
                                         : ErrorOf(TryBuildServer(trial.pair(), options, &message));
  EXPECT_EQ(error, (Error{ErrorKind::kUnsupported, Detail::kUnknownName}));
  EXPECT_NE(message.find(name), std::string::npos) << message;
}

// --- cipher suites

const Certificate& ServerFor(const CipherSuiteInfo& suite) {
  return Server(suite.key_exchange == KeyExchange::kEcdheEcdsa ? KeyType::kEcdsaP256
                                                               : KeyType::kRsa2048);
}

Effect OnlySuite(const Trial& trial, const CipherSuiteInfo& suite) {
  const auto change = [&](auto& builder) {
    trial.is_tls13() ? builder.Tls13CipherSuites(suite.name)
                     : builder.Tls12CipherSuites(suite.name);
  };
  PairOptions options;
  options.server_certificate = &ServerFor(suite);
  SetOurs(trial, options, change);
  if (!trial.peer.Supports(suite.id)) {
    ExpectRefusedByName(trial, suite.name, change);
    return Effect::kRefused;
  }
  SetTheirs(trial, options, change);
  const Effect effect = AfterHandshake(trial, WithPskFor(suite, options), [&](Pair& pair) {
    EXPECT_EQ(CipherSuiteName(Theirs(trial, pair).cipher_suite()), suite.name);
    EXPECT_TRUE(pair.Echo());
  });
  if (effect == Effect::kRefused) ExpectRefusedByName(trial, suite.name, change);
  return effect;
}

// --- groups

Effect OnlyGroup(const Trial& trial, const GroupInfo& group) {
  const auto change = [&](auto& builder) { builder.Groups(group.name); };
  PairOptions options;
  // In TLS 1.2 an ECDSA key's curve would have to be among the groups.
  options.server_certificate = &Server(KeyType::kRsa2048);
  SetOurs(trial, options, change);
  if (!trial.peer.Supports(group.id)) {
    ExpectRefusedByName(trial, group.name, change);
    return Effect::kRefused;
  }
  SetTheirs(trial, options, change);
  const Effect effect = AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_EQ(GroupName(Theirs(trial, pair).group()), group.name);
  });
  if (effect == Effect::kRefused) ExpectRefusedByName(trial, group.name, change);
  return effect;
}

// --- signature schemes

KeyType KeyFor(const SignatureSchemeInfo& scheme) {
  switch (scheme.key) {
    case KeyKind::kEcdsa:
      return scheme.curve_bits == 256   ? KeyType::kEcdsaP256
             : scheme.curve_bits == 384 ? KeyType::kEcdsaP384
                                        : KeyType::kEcdsaP521;
    case KeyKind::kRsaPss:
      return KeyType::kRsaPss;
    case KeyKind::kEd25519:
      return KeyType::kEd25519;
    case KeyKind::kEd448:
      return KeyType::kEd448;
    case KeyKind::kRsa:
    case KeyKind::kUnknown:
      break;
  }
  return KeyType::kRsa2048;
}

// The backend that is looked at signs as a server, and verifies as a client. It is the only scheme
// at the client, and the server's key fits no other.
Effect OnlyScheme(const Trial& trial, const SignatureSchemeInfo& scheme) {
  const auto ours = [&](auto& builder) { builder.SignatureSchemes(scheme.name); };
  const auto both = [&](auto& builder) {
    builder.SignatureSchemes(scheme.name).Groups("x25519:secp256r1:secp384r1:secp521r1");
  };
  if (!trial.backend.Supports(scheme.id)) {
    ExpectRefusedByName(trial, scheme.name, ours);
    return Effect::kRefused;
  }
  PairOptions options;
  options.server_certificate = &Server(KeyFor(scheme));
  options.client = both;
  options.server = both;
  return AfterHandshake(trial, options, [&](Pair& pair) { EXPECT_TRUE(pair.Echo()); });
}

// rsa_pkcs1_* sign in TLS 1.2 only; PSS in TLS 1.2 is a feature of its own.
const std::vector<Version>& VersionsOf(const SignatureSchemeInfo& scheme) {
  if (!scheme.tls13) return kTls12Only;
  return scheme.key == KeyKind::kRsa ? kTls13Only : kBothVersions;
}

Effect RsaPssInTls12(const Trial& trial) {
  PairOptions options = OwnCertificate(trial, Server(KeyType::kRsa2048));
  if (trial.is_client()) options = OwnCertificate(trial, Client(KeyType::kRsa2048));
  options.server_certificate = &Server(KeyType::kRsa2048);
  SetOurs(trial, options, [](auto& builder) { builder.SignatureSchemes("rsa_pss_rsae_sha256"); });
  return AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_FALSE(Theirs(trial, pair).peer_certificate().empty());
  });
}

// The defaults of both versions together, and those of one kind.
std::string LineOf(const GroupInfo& group) {
  const auto is_alike = [&](const GroupInfo& other) {
    const auto is_ffdhe = [](const GroupInfo& one) { return one.name.substr(0, 5) == "ffdhe"; };
    const auto is_common = [](const GroupInfo& one) { return one.is_default && one.tls12; };
    return (is_common(group) && is_common(other)) || (is_ffdhe(group) && is_ffdhe(other)) ||
           group.id == other.id;
  };
  std::string names;
  for (const GroupInfo& other : AllGroups()) {
    if (is_alike(other)) names += (names.empty() ? "" : ", ") + std::string(other.name);
  }
  return "key exchange: " + names;
}

std::string Where(bool is_default) { return is_default ? " (default)" : ""; }

}  // namespace

Section SuiteSettings() {
  Section section{"Cipher suites", {}};
  for (const CipherSuiteInfo& suite : AllCipherSuites()) {
    const auto& versions = suite.version == Version::kTls13 ? kTls13Only : kTls12Only;
    section.settings.push_back(
        Setting{std::string(suite.name), kBothRoles, versions,
                "the only suite: negotiated" + Where(suite.is_default),
                [&suite](const Trial& trial) { return OnlySuite(trial, suite); }}
            .ClaimedIf(Claims(suite.id))
            .PeerCan(PeerHas(suite.id)));
  }
  return section;
}

Section GroupSettings() {
  Section section{"Groups", {}};
  for (const GroupInfo& group : AllGroups()) {
    section.settings.push_back(
        Setting{std::string(group.name), kBothRoles, group.tls12 ? kBothVersions : kTls13Only,
                "the only group: negotiated" + Where(group.is_default),
                [&group](const Trial& trial) { return OnlyGroup(trial, group); }}
            .ClaimedIf(Claims(group.id))
            .PeerCan(PeerHas(group.id))
            .In(LineOf(group)));
  }
  return section;
}

Section SchemeSettings() {
  Section section{"Signature schemes", {}};
  for (const SignatureSchemeInfo& scheme : AllSignatureSchemes()) {
    section.settings.push_back(
        Setting{std::string(scheme.name), kBothRoles, VersionsOf(scheme),
                "the only scheme: signs the handshake" + Where(scheme.is_default),
                [&scheme](const Trial& trial) { return OnlyScheme(trial, scheme); }}
            .ClaimedIf(Claims(scheme.id))
            .PeerCan(PeerHas(scheme.id)));
  }
  section.settings.push_back(Setting{"SignatureSchemes(rsa_pss_rsae_sha256)", kBothRoles,
                                     kTls12Only, "the only scheme: an RSA key signs with PSS",
                                     RsaPssInTls12}
                                 .Needs(Feature::kTls12RsaPss)
                                 .PeerNeeds(Feature::kTls12RsaPss)
                                 .In("RSA-PSS signatures in TLS 1.2"));
  return section;
}

}  // namespace omnitls::conformance
