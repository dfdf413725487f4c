#include "conformance/psk.h"

#include "conformance/settings/probe.h"

// External PSKs: both ends know who the other is without certificates.
namespace omnitls::conformance {
namespace {

constexpr char kLine[] = "external pre-shared keys";

Effect WithPsk(const Trial& trial, std::string_view identity, HashAlgorithm hash) {
  MemoryPreSharedKeys keys = MakeKeys(identity, kPskKey, hash);
  const PairOptions options = AddPsk(NoCertificates(), keys, identity, kPskKey, hash);
  return AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_EQ(AsText(Theirs(trial, pair).psk_identity()), identity);
    EXPECT_TRUE(Theirs(trial, pair).peer_chain().empty());
    EXPECT_TRUE(pair.Echo());
  });
}

Effect PreSharedKey(const Trial& trial) {
  return WithPsk(trial, kPskIdentity, HashAlgorithm::kSha256);
}
Effect Sha384(const Trial& trial) { return WithPsk(trial, kPskIdentity, HashAlgorithm::kSha384); }
Effect Nul(const Trial& trial) {
  return WithPsk(trial, std::string_view("a\0b", 3), HashAlgorithm::kSha256);
}

}  // namespace

Section PskSettings() {
  Section section{"External pre-shared keys", {}};
  const auto add = [&](const char* name, const std::vector<Role>& roles,
                       const std::vector<Version>& versions, const char* observed,
                       Effect (*probe)(const Trial&), Feature feature) {
    section.settings.push_back(
        Setting{name, roles, versions, observed, probe}.Needs(feature).PeerNeeds(feature).In(
            kLine));
  };
  const char* const kUsed = "no certificates; both ends know the identity";
  add("PreSharedKey", kClientOnly, kTls13Only, kUsed, PreSharedKey, Feature::kExternalPsk);
  add("PreSharedKey", kClientOnly, kTls12Only, kUsed, PreSharedKey, Feature::kTls12ExternalPsk);
  add("PreSharedKeys", kServerOnly, kTls13Only, kUsed, PreSharedKey, Feature::kExternalPsk);
  add("PreSharedKeys", kServerOnly, kTls12Only, kUsed, PreSharedKey, Feature::kTls12ExternalPsk);
  section.settings.push_back(
      Setting{"PreSharedKey(SHA-384)", kClientOnly, kTls13Only, "a suite with SHA-384", Sha384}
          .Needs(Feature::kSha384ExternalPsk)
          .PeerNeeds(Feature::kSha384ExternalPsk));
  section.settings.push_back(Setting{"PreSharedKey(identity with a NUL byte)", kClientOnly,
                                     kTls13Only, "the server has the whole identity", Nul}
                                 .Needs(Feature::kPskIdentitiesWithNul)
                                 .PeerNeeds(Feature::kPskIdentitiesWithNul));
  return section;
}

}  // namespace omnitls::conformance
