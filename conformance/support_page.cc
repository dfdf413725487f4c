#include <algorithm>

#include "conformance/support_table.h"

// The tables as Markdown.
namespace omnitls::conformance {
namespace {

constexpr char kIntroduction[] =
    R"(# What each backend supports

<!-- Made by ./bazelw run --config=openssl //conformance:support. Do not edit. -->

Every cell was seen in a run of the conformance suite: it sets the setting on one backend, and looks from the other end of a connection whether it took effect. The
other end is the other backends in turn (for algorithms one of them; the same backend where no other can). Where a backend does other than `Backend::Supports` claims,
`//conformance:settings_test` fails; where these tables say other than was seen, `//conformance:support_test` does.

| word | meaning |
|---|---|
| yes | it takes effect, and the other end sees what the third column says |
| refused | `Build` (of `UpdateKeys`: the call) fails with `kUnsupported`; nothing is ignored in silence |
| no | the backend does not do it by itself, and no setting asks for it |
| TLS 1.2, TLS 1.3, client, server | yes there only |

"In" names the role, and the version if it is not both. Calls stand with their names; what stands in words happens without a call of its own. Libraries and
configurations of your own may differ ([building](building.md#the-libraries)): `Supports` knows.

)";

// Whether it takes effect exactly where a part of the key, the role or the version, is `value`.
template <class Part, class Value>
bool IsExactly(const Effects& seen, Part part, Value value) {
  return std::all_of(seen.begin(), seen.end(), [&](const auto& entry) {
    return (entry.second == Effect::kEffective) == (part(entry.first) == value);
  });
}

std::string Cell(const Effects& seen) {
  const Effect first = seen.begin()->second;
  const auto same = [&](const auto& entry) { return entry.second == first; };
  if (std::all_of(seen.begin(), seen.end(), same)) return Word(first);
  const auto effective = [](const auto& entry) { return entry.second == Effect::kEffective; };
  // Refused as a setting and absent as a behaviour.
  if (std::none_of(seen.begin(), seen.end(), effective)) return "refused";
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    const auto part = [](const auto& key) { return key.second; };
    if (IsExactly(seen, part, version)) return ShortName(version);
  }
  for (const Role role : {Role::kClient, Role::kServer}) {
    const auto part = [](const auto& key) { return key.first; };
    if (IsExactly(seen, part, role)) return ShortName(role);
  }
  std::string list;
  for (const auto& [key, effect] : seen) {
    if (effect != Effect::kEffective) continue;
    list += (list.empty() ? "" : ", ") + ShortName(key.first) + " " + ShortName(key.second);
  }
  return list;
}

std::string Where(const Setting& setting) {
  std::string where = setting.roles.size() == 2 ? "both" : ShortName(setting.roles[0]);
  if (setting.versions.size() == 1) where += ", " + ShortName(setting.versions[0]);
  return where;
}

std::string Titles() {
  std::string titles;
  for (const Backend* backend : AllBackends()) titles += " " + Title(*backend) + " |";
  return titles + "\n";
}

// A name of a call as code.
std::string Marked(const Setting& setting) {
  const std::string& name = setting.name;
  const bool is_words = name.compare(0, 2, "a ") == 0 || name.compare(0, 3, "an ") == 0 ||
                        name.compare(0, 4, "the ") == 0 || name.compare(0, 8, "another ") == 0;
  if (is_words) return name;
  const std::size_t end = std::min(name.size(), name.find(','));
  return "`" + name.substr(0, end) + "`" + name.substr(end);
}

std::string FeatureTable() {
  std::string text =
      "## Features\n\n`Backend::Supports(Feature)`, by `FeatureName`. Algorithms are below.\n\n"
      "| feature |" +
      Titles() + "|---|---|---|---|\n";
  for (const Feature feature : kAllFeatures) {
    text += "| `" + std::string(FeatureName(feature)) + "` |";
    for (const Backend* backend : AllBackends()) {
      text += backend->Supports(feature) ? " yes |" : " no |";
    }
    text += "\n";
  }
  return text + "\n";
}

// One line of the README for all its rows: what is not effective in one of them is not.
Effects Merged(const std::vector<const Seen*>& rows, std::size_t backend) {
  Effects all;
  for (const Seen* row : rows) {
    for (const auto& [key, effect] : row->effects[backend]) {
      Effect& merged = all.emplace(key, effect).first->second;
      if (effect != Effect::kEffective) merged = effect;
    }
  }
  return all;
}

}  // namespace

std::string ToPage(const std::vector<Seen>& run) {
  std::string text = kIntroduction + (kLibrariesLine + Libraries() + ".\n\n") + FeatureTable();
  const Section* section = nullptr;
  for (const Seen& seen : run) {
    if (seen.section != section) {
      text += (section == nullptr ? "## " : "\n## ") + seen.section->title +
              "\n\n| setting | in | the other end sees |" + Titles() +
              "|---|---|---|---|---|---|\n";
      section = seen.section;
    }
    text += "| " + Marked(*seen.setting) + " | " + Where(*seen.setting) + " | " +
            seen.setting->observed + " |";
    for (const Effects& effects : seen.effects) text += " " + Cell(effects) + " |";
    text += "\n";
  }
  return text;
}

std::string ToReadmeTable(const std::vector<Seen>& run) {
  std::vector<std::pair<std::string, std::vector<const Seen*>>> lines;
  for (const Seen& seen : run) {
    const std::string& headline = seen.setting->headline;
    if (headline.empty()) continue;
    auto line = std::find_if(lines.begin(), lines.end(),
                             [&](const auto& known) { return known.first == headline; });
    if (line == lines.end()) line = lines.insert(line, {headline, {}});
    line->second.push_back(&seen);
  }
  std::string text = "| |" + Titles() + "|---|---|---|---|\n";
  for (const auto& [headline, rows] : lines) {
    text += "| " + headline + " |";
    for (std::size_t i = 0; i < AllBackends().size(); ++i) {
      const std::string cell = Cell(Merged(rows, i));
      text += " " + (cell == "refused" ? "no" : cell) + " |";
    }
    text += "\n";
  }
  return text;
}

}  // namespace omnitls::conformance
