#include "conformance/support_table.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace omnitls::conformance {
namespace {

constexpr char kBegin[] = "<!-- support: begin -->\n";
constexpr char kEnd[] = "<!-- support: end -->\n";
constexpr std::string_view kLibraries = kLibrariesLine;

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

Effects ObserveAll(const Setting& setting, const Backend& backend) {
  Effects effects;
  for (const Role role : setting.roles) {
    for (const Version version : setting.versions) {
      effects[{role, version}] = Observe(setting, backend, role, version);
    }
  }
  return effects;
}

}  // namespace

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

std::vector<Seen> Run() {
  std::vector<Seen> run;
  for (const Section& section : AllSections()) {
    for (const Setting& setting : section.settings) {
      run.push_back({&section, &setting, {}});
      for (const Backend* backend : AllBackends()) {
        run.back().effects.push_back(ObserveAll(setting, *backend));
      }
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

std::vector<std::string> NotPinned() {
  std::vector<std::string> names;
#ifdef OMNITLS_OTHER_MBEDTLS
  names.emplace_back("mbedtls");
#endif
#ifdef OMNITLS_OTHER_WOLFSSL
  names.emplace_back("wolfssl");
#endif
  return names;
}

std::vector<std::string> OtherLibraries(const std::string& page) {
  std::string made_with;
  for (const std::string& line : Lines(page)) {
    if (line.compare(0, kLibraries.size(), kLibraries) == 0) made_with = line;
  }
  std::vector<std::string> others = NotPinned();
  for (const Backend* backend : AllBackends()) {
    const std::string version(backend->library_version());
    std::string library = Title(*backend) + version.substr(version.rfind(' '));
    // The system's OpenSSL gets its patches; the others are pinned.
    library = backend->name() == "openssl" ? Series(library) + "." : library;
    const std::string name(backend->name());
    const bool is_known = std::find(others.begin(), others.end(), name) != others.end();
    if (!is_known && made_with.find(library) == made_with.npos) others.push_back(name);
  }
  return others;
}

std::string Comparable(const std::string& text, const std::vector<std::string>& others) {
  std::string kept;
  for (std::string line : Lines(text)) {
    if (line.compare(0, kLibraries.size(), kLibraries) == 0) continue;
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
