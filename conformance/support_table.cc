#include "conformance/support_table.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace omnitls::conformance {
namespace {

constexpr char kBegin[] = "<!-- support: begin -->\n";
constexpr char kEnd[] = "<!-- support: end -->\n";
constexpr char kLibraries[] = "Libraries: ";

constexpr char kIntroduction[] =
    "# What each backend supports\n\n"
    "<!-- Made by ./bazelw run --config=openssl //conformance:support. Do not edit. -->\n\n"
    "Every cell of these tables was seen in a run of the conformance suite "
    "(`//conformance:settings_test`, `//conformance:support_test`): the suite sets the setting, "
    "and "
    "looks from the other end of a connection whether it took effect. The other end is each of the "
    "other two backends. If a backend does other than `Backend::Supports` claims, the suite "
    "fails.\n"
    "\n"
    "| word | meaning |\n|---|---|\n"
    "| yes | it takes effect, and the other end sees what the third column says |\n"
    "| refused | `Build` (of `UpdateKeys`: the call) fails with `kUnsupported`; nothing is ignored "
    "in silence |\n"
    "| no | the backend does not do it by itself, and no setting asks for it |\n"
    "| TLS 1.2, TLS 1.3, client, server | yes there only |\n"
    "\n"
    "\"In\" says in which role, and at which version if it is not both. Calls stand with their "
    "names; what stands in words happens without a call of its own. Libraries and configurations "
    "of your own ([building](building.md)) may differ, and `Supports` knows.\n\n";

std::string Title(const Backend& backend) {
  if (backend.name() == "openssl") return "OpenSSL";
  return backend.name() == "mbedtls" ? "mbedTLS" : "wolfSSL";
}

std::string ShortName(Version version) {
  return version == Version::kTls13 ? "TLS 1.3" : "TLS 1.2";
}
std::string ShortName(Role role) { return role == Role::kClient ? "client" : "server"; }

std::string Word(Effect effect) {
  switch (effect) {
    case Effect::kEffective:
      return "yes";
    case Effect::kRefused:
      return "refused";
    case Effect::kAbsent:
      break;
  }
  return "no";
}

// What is alike in all of `seen` whose key's `part` is `value`; null if it is not.
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

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The first two numbers of a release, "3.0" of "OpenSSL 3.0.19".
std::string Series(const std::string& library) {
  const std::size_t first = library.find('.');
  return library.substr(0, first == library.npos ? first : library.find('.', first + 1));
}

bool IsPinned([[maybe_unused]] const Backend& backend) {
#ifdef OMNITLS_OTHER_MBEDTLS
  if (backend.name() == "mbedtls") return false;
#endif
#ifdef OMNITLS_OTHER_WOLFSSL
  if (backend.name() == "wolfssl") return false;
#endif
  return true;
}

}  // namespace

std::vector<Seen> Run() {
  std::vector<Seen> run;
  for (const Section& section : AllSections()) {
    for (const Setting& setting : section.settings) {
      Seen seen{&section, &setting, {}};
      for (const Backend* backend : AllBackends()) {
        Effects effects;
        for (const Role role : setting.roles) {
          for (const Version version : setting.versions) {
            effects[{role, version}] = Observe(setting, *backend, role, version);
          }
        }
        seen.effects.push_back(std::move(effects));
      }
      run.push_back(std::move(seen));
    }
  }
  return run;
}

std::string Libraries() {
  std::string text;
  for (const Backend* backend : AllBackends()) {
    const std::string version(backend->library_version());
    text += (text.empty() ? "" : ", ") + Title(*backend) + version.substr(version.rfind(' '));
  }
  return text;
}

std::string ToPage(const std::vector<Seen>& run) {
  std::string text = kIntroduction + (kLibraries + Libraries() + ".\n\n") + FeatureTable();
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
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::vector<Effects>>> lines;
  for (const Seen& seen : run) {
    const std::string& line = seen.setting->headline;
    if (line.empty()) continue;
    if (lines[line].empty()) order.push_back(line);
    lines[line].push_back(seen.effects);
  }
  std::string text = "| |" + Titles() + "|---|---|---|---|\n";
  for (const std::string& line : order) {
    text += "| " + line + " |";
    for (std::size_t i = 0; i < AllBackends().size(); ++i) {
      // Not effective anywhere is not effective.
      Effects all;
      for (const std::vector<Effects>& effects : lines[line]) {
        for (const auto& [key, effect] : effects[i]) {
          Effect& merged = all.emplace(key, effect).first->second;
          if (effect != Effect::kEffective) merged = effect;
        }
      }
      const std::string cell = Cell(all);
      text += " " + (cell == "refused" ? "no" : cell) + " |";
    }
    text += "\n";
  }
  return text;
}

std::string ToJson(const std::vector<Seen>& run) {
  nlohmann::ordered_json root;
  for (const Backend* backend : AllBackends()) {
    const std::string name(backend->name());
    root["libraries"][name] = backend->library_version();
    for (const Feature feature : kAllFeatures) {
      root["features"][std::string(FeatureName(feature))][name] = backend->Supports(feature);
    }
  }
  root["settings"] = nlohmann::ordered_json::array();
  for (const Seen& seen : run) {
    nlohmann::ordered_json row = {{"section", seen.section->title},
                                  {"setting", seen.setting->name},
                                  {"observed", seen.setting->observed}};
    row["feature"] = nullptr;
    if (seen.setting->feature) row["feature"] = FeatureName(*seen.setting->feature);
    for (std::size_t i = 0; i < AllBackends().size(); ++i) {
      for (const auto& [key, effect] : seen.effects[i]) {
        row["effects"][std::string(AllBackends()[i]->name())][ShortName(key.first)]
           [std::string(VersionName(key.second))] = Word(effect);
      }
    }
    root["settings"].push_back(std::move(row));
  }
  return root.dump(1) + "\n";
}

std::string WithTable(const std::string& readme, const std::string& table) {
  const std::size_t begin = readme.find(kBegin);
  const std::size_t end = readme.find(kEnd);
  if (begin == readme.npos || end == readme.npos || end < begin) return "";
  return readme.substr(0, begin) + kBegin + table + readme.substr(end);
}

std::vector<std::string> OtherLibraries(const std::string& page) {
  std::string made_with;
  for (const std::string& line : Lines(page)) {
    if (line.compare(0, sizeof kLibraries - 1, kLibraries) == 0) made_with = line;
  }
  std::vector<std::string> others;
  for (const Backend* backend : AllBackends()) {
    const std::string version(backend->library_version());
    std::string library = Title(*backend) + version.substr(version.rfind(' '));
    // The system's OpenSSL gets its patches; the others are pinned.
    library = backend->name() == "openssl" ? Series(library) + "." : library;
    if (made_with.find(library) == made_with.npos || !IsPinned(*backend)) {
      others.emplace_back(backend->name());
    }
  }
  return others;
}

std::string Comparable(const std::string& text, const std::vector<std::string>& others) {
  std::string kept;
  for (std::string line : Lines(text)) {
    if (line.compare(0, sizeof kLibraries - 1, kLibraries) == 0) continue;
    // The backends have the last columns of every table: "... | yes | no | yes |".
    for (std::size_t i = AllBackends().size(), end = line.size(); i-- > 0 && !line.empty();) {
      if (line.back() != '|' || end == 0) break;
      const std::size_t begin = line.rfind('|', end - 2);
      if (begin == line.npos) break;
      const std::string name(AllBackends()[i]->name());
      if (std::find(others.begin(), others.end(), name) != others.end()) {
        line.replace(begin + 1, end - begin - 2, " ? ");
      }
      end = begin + 1;
    }
    kept += line + "\n";
  }
  return kept;
}

}  // namespace omnitls::conformance
