#include "conformance/settings/setting.h"

#include <gtest/gtest.h>

namespace omnitls::conformance {
namespace {

std::vector<const Backend*> Peers(const Setting& setting, const Backend& backend, Version version) {
  std::vector<const Backend*> peers;
  for (const Backend* peer : AllBackends()) {
    const bool can = setting.peer_can == nullptr || setting.peer_can(*peer, version);
    if (peer->name() != backend.name() && can) peers.push_back(peer);
  }
  if (peers.empty()) peers.push_back(&backend);
  // All pairs negotiate each algorithm in handshake_test.
  if (setting.claimed != nullptr) peers.resize(1);
  return peers;
}

}  // namespace

const std::vector<Section>& AllSections() {
  static const auto& sections = *new std::vector<Section>{
      VersionSettings(),   SuiteSettings(),    GroupSettings(),
      SchemeSettings(),    IdentitySettings(), ExternalKeySettings(),
      TrustSettings(),     StaplingSettings(), ClientIdentitySettings(),
      NameSettings(),      AlpnSettings(),     SessionSettings(),
      EarlyDataSettings(), RecordSettings(),   HandshakeSettings(),
      SecretSettings(),    PskSettings(),      DangerSettings(),
  };
  return sections;
}

Effect Observe(const Setting& setting, const Backend& backend, Role role, Version version) {
  std::optional<Effect> agreed;
  for (const Backend* peer : Peers(setting, backend, version)) {
    SCOPED_TRACE(setting.name + (role == Role::kClient ? ", client " : ", server ") +
                 std::string(backend.name()) + ", peer " + std::string(peer->name()) + ", " +
                 std::string(VersionName(version)));
    const Effect effect = setting.probe(Trial{backend, *peer, role, version});
    if (agreed && *agreed != effect) ADD_FAILURE() << "the effect depends on the peer";
    agreed = effect;
  }
  return *agreed;
}

}  // namespace omnitls::conformance
