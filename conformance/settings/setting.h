#ifndef OMNITLS_CONFORMANCE_SETTINGS_SETTING_H_
#define OMNITLS_CONFORMANCE_SETTINGS_SETTING_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "conformance/pair.h"
#include "omnitls/omnitls.h"

namespace omnitls::conformance {

// Effect is what became of a setting: on one backend, in one role, at one version.
enum class Effect {
  kEffective,  // The peer saw it.
  kRefused,    // Build, or the call, answered kUnsupported.
  kAbsent,     // It did not happen, and nothing had asked for it: only of behaviours.
};

// Trial is one run of a probe: the backend that is looked at, and the one at the other end.
struct Trial {
  const Backend& backend;
  const Backend& peer;
  Role role;  // Of `backend`.
  Version version;

  bool is_client() const { return role == Role::kClient; }
  bool is_tls13() const { return version == Version::kTls13; }
  PairParam pair() const {
    return is_client() ? PairParam{&backend, &peer, version} : PairParam{&peer, &backend, version};
  }
};

// Setting is a row of the table of support: something that a program sets, or that a backend does
// by itself, and the probe that looks whether the peer sees it.
struct Setting {
  // "MaxRecordSize", "ClientAuthentication(kRequire)": the call, or the field of ConnectOptions. In
  // words ("key update, answered"): a behaviour that no single call asks for.
  std::string name;
  std::vector<Role> roles;
  std::vector<Version> versions;
  std::string observed;  // What the other end sees, in words for the table.
  // Uses GoogleTest's EXPECT_... for what must not be.
  std::function<Effect(const Trial&)> probe;

  // What a backend needs for it. None: it takes effect on every backend.
  std::optional<Feature> feature = std::nullopt;
  // For what has no Feature (algorithms): whether the backend claims it.
  std::function<bool(const Backend&)> claimed = nullptr;
  // Whether a backend will do as the peer, where the probe needs something of it.
  std::function<bool(const Backend&, Version)> peer_can = nullptr;
  // Whether it may be absent where it is not claimed, rather than refused.
  bool is_behaviour = false;
  // The line of the README's table that it belongs to; "": none.
  std::string headline = "";

  // For rows of the table: Setting{...}.Needs(Feature::kKeyUpdate).In("key updates").
  Setting Needs(Feature needed) const { return With(&Setting::feature, needed); }
  Setting In(std::string line) const { return With(&Setting::headline, std::move(line)); }
  Setting Behaviour() const { return With(&Setting::is_behaviour, true); }
  Setting ClaimedIf(std::function<bool(const Backend&)> test) const {
    return With(&Setting::claimed, std::move(test));
  }
  Setting PeerCan(std::function<bool(const Backend&, Version)> test) const {
    return With(&Setting::peer_can, std::move(test));
  }
  Setting PeerNeeds(Feature needed) const {
    return PeerCan([needed](const Backend& peer, Version) { return peer.Supports(needed); });
  }

  bool IsClaimed(const Backend& backend) const {
    if (feature) return backend.Supports(*feature);
    return claimed == nullptr || claimed(backend);
  }

  template <class Field, class Value>
  Setting With(Field Setting::*field, Value value) const {
    Setting changed = *this;
    changed.*field = std::move(value);
    return changed;
  }
};

// What most rows need.
inline const std::vector<Role> kClientOnly = {Role::kClient};
inline const std::vector<Role> kServerOnly = {Role::kServer};
inline const std::vector<Role> kBothRoles = {Role::kClient, Role::kServer};
inline const std::vector<Version> kTls12Only = {Version::kTls12};
inline const std::vector<Version> kTls13Only = {Version::kTls13};
inline const std::vector<Version> kBothVersions = {Version::kTls12, Version::kTls13};

// Section is a part of the table, in a file of its own.
struct Section {
  std::string title;
  std::vector<Setting> settings;
};
Section VersionSettings();
Section SuiteSettings();
Section GroupSettings();
Section SchemeSettings();
Section IdentitySettings();
Section ExternalKeySettings();
Section TrustSettings();
Section StaplingSettings();
Section ClientIdentitySettings();
Section NameSettings();
Section AlpnSettings();
Section SessionSettings();
Section EarlyDataSettings();
Section RecordSettings();
Section SecretSettings();
Section PskSettings();
Section HandshakeSettings();
Section DangerSettings();

// The whole table, in order.
const std::vector<Section>& AllSections();

// Observe runs a setting's probe for one role and version, against every other backend that will do
// as a peer (for an algorithm: the first of them; if there is none: itself), and gives what they
// agree on. A disagreement fails the current test.
Effect Observe(const Setting& setting, const Backend& backend, Role role, Version version);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_SETTINGS_SETTING_H_
