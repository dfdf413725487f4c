// What each backend claims is what the other end of a connection sees; and the table of settings,
// which docs/support.md is made from, has a row for everything there is to set.

#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>
#include <sstream>

#include "conformance/cases.h"
#include "conformance/settings/setting.h"
#include "conformance/without.h"

namespace omnitls::conformance {
namespace {

std::vector<const Setting*> AllSettings() {
  std::vector<const Setting*> settings;
  for (const Section& section : AllSections()) {
    for (const Setting& setting : section.settings) settings.push_back(&setting);
  }
  return settings;
}

// "MaxRecordSize" for a test's name.
std::string Word(const std::string& name) {
  std::string word;
  for (const char c : name) word += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return word;
}

// --- observed equals claimed

struct Row {
  const Setting* setting;
  const Backend* backend;
};

std::vector<Row> AllRows() {
  std::vector<Row> rows;
  for (const Setting* setting : AllSettings()) {
    for (const Backend* backend : AllBackends()) rows.push_back({setting, backend});
  }
  return rows;
}

// "MaxRecordSize_client_server_TLS1_2_TLS1_3_wolfssl".
std::string RowName(const testing::TestParamInfo<Row>& info) {
  const auto& [setting, backend] = info.param;
  std::string name = setting->name;
  for (const Role role : setting->roles) name += role == Role::kClient ? "_client" : "_server";
  for (const Version version : setting->versions) name += "_" + std::string(VersionName(version));
  return Word(name + "_" + std::string(backend->name()));
}

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.setting->name << ", " << row.backend->name();
}

// What can be set, needs a feature, and has it.
std::vector<Row> RefusableRows() {
  std::vector<Row> rows = AllRows();
  const auto is_other = [](const Row& row) {
    const std::optional<Feature> feature = row.setting->feature;
    return row.setting->is_behaviour || !feature || !row.backend->Supports(*feature);
  };
  rows.erase(std::remove_if(rows.begin(), rows.end(), is_other), rows.end());
  return rows;
}

class SettingsTest : public testing::TestWithParam<Row> {};
INSTANTIATE_TEST_SUITE_P(All, SettingsTest, testing::ValuesIn(AllRows()), RowName);
class RefusalTest : public testing::TestWithParam<Row> {};
INSTANTIATE_TEST_SUITE_P(All, RefusalTest, testing::ValuesIn(RefusableRows()), RowName);

std::string Word(Effect effect) {
  switch (effect) {
    case Effect::kEffective:
      return "it takes effect";
    case Effect::kRefused:
      return "it is refused";
    case Effect::kAbsent:
      return "it does not happen";
  }
  return "?";
}

TEST_P(SettingsTest, WhatIsClaimedIsWhatThePeerSees) {
  const auto& [setting, backend] = GetParam();
  for (const Role role : setting->roles) {
    for (const Version version : setting->versions) {
      const Effect effect = Observe(*setting, *backend, role, version);
      const Effect without = setting->is_behaviour ? Effect::kAbsent : Effect::kRefused;
      EXPECT_EQ(Word(effect), Word(setting->IsClaimed(*backend) ? Effect::kEffective : without))
          << setting->name << " on " << backend->name();
    }
  }
}

// Even where every library can: another build of it may not.
TEST_P(RefusalTest, WithoutItsFeatureASettingIsRefused) {
  const auto& [setting, backend] = GetParam();
  const Without lacking(*backend, *setting->feature);
  for (const Role role : setting->roles) {
    for (const Version version : setting->versions) {
      EXPECT_EQ(Word(Observe(*setting, lacking, role, version)), Word(Effect::kRefused))
          << setting->name << " without " << FeatureName(*setting->feature);
    }
  }
}

// --- the table is complete

bool HasRow(const std::string& call) {
  const auto settings = AllSettings();
  return std::any_of(settings.begin(), settings.end(), [&](const Setting* setting) {
    const std::string& name = setting->name;
    return name.compare(0, call.size(), call) == 0 &&
           (name.size() == call.size() || name[call.size()] == '(' || name[call.size()] == ',');
  });
}

std::string ReadFile(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_NE(text.str(), "") << path;
  return text.str();
}

// Everything in `text` from `begin` to the next line that is "};".
std::string BodyOf(const std::string& text, const std::string& begin) {
  const std::size_t at = text.find("\n" + begin);
  const std::size_t end = text.find("\n};", at);
  EXPECT_TRUE(at != text.npos && end != text.npos) << begin;
  return at == text.npos ? "" : text.substr(at, end - at);
}

bool IsWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The functions whose declarations begin with `begin`: the words between it and a '('.
std::set<std::string> Functions(const std::string& text, const std::string& begin) {
  std::set<std::string> names;
  for (std::size_t at = 0; (at = text.find("\n" + begin, at)) != text.npos; ++at) {
    const auto first = text.begin() + static_cast<std::ptrdiff_t>(at + 1 + begin.size());
    const auto last = std::find_if_not(first, text.end(), IsWord);
    if (last != text.end() && *last == '(') names.emplace(first, last);
  }
  return names;
}

// The members of a struct: the last word in front of each ';' or '='.
std::set<std::string> Members(const std::string& body) {
  std::set<std::string> names;
  std::istringstream lines(body);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = line.find_first_of(";=");
    if (line.compare(0, 4, "  //") == 0 || end == line.npos) continue;
    line.resize(end);
    while (!line.empty() && line.back() == ' ') line.pop_back();
    const auto first = std::find_if_not(line.rbegin(), line.rend(), IsWord).base();
    names.emplace(first, line.end());
  }
  return names;
}

TEST(SettingsTableTest, EveryCallOfABuilderHasARow) {
  const std::string text = ReadFile("api/context.h");
  std::set<std::string> calls;
  for (const std::string builder :
       {"BasicBuilder", "ClientContextBuilder", "ServerContextBuilder"}) {
    const std::string type = builder == "BasicBuilder" ? "Derived" : builder;
    const std::set<std::string> found =
        Functions(BodyOf(text, "class " + builder + " "), "  " + type + "& ");
    EXPECT_GE(found.size(), 5u) << "does " << builder << " look otherwise now?";
    calls.insert(found.begin(), found.end());
  }
  calls.erase("self");
  for (const std::string& call : calls) {
    EXPECT_TRUE(HasRow(call)) << call << " has no row in conformance/settings";
  }
}

TEST(SettingsTableTest, EveryOptionOfAConnectionHasARow) {
  const std::set<std::string> fields =
      Members(BodyOf(ReadFile("api/context.h"), "struct ConnectOptions "));
  EXPECT_GE(fields.size(), 2u);
  for (const std::string& field : fields) {
    EXPECT_TRUE(HasRow("ConnectOptions::" + field)) << field << " has no row";
  }
}

TEST(SettingsTableTest, EveryWayOutOfSafetyHasARow) {
  const std::set<std::string> calls = Functions(ReadFile("api/danger.h"), "void ");
  EXPECT_GE(calls.size(), 2u);
  for (const std::string& call : calls) {
    EXPECT_TRUE(HasRow("danger::" + call)) << call << " has no row";
  }
}

TEST(SettingsTableTest, EveryFeatureHasARow) {
  const auto settings = AllSettings();
  for (const Feature feature : kAllFeatures) {
    EXPECT_TRUE(std::any_of(settings.begin(), settings.end(),
                            [&](const Setting* setting) { return setting->feature == feature; }))
        << FeatureName(feature) << " has no row in conformance/settings";
  }
}

TEST(SettingsTableTest, NoRowIsThereTwice) {
  std::set<std::string> seen;
  for (const Setting* setting : AllSettings()) {
    for (const Role role : setting->roles) {
      for (const Version version : setting->versions) {
        const std::string key = setting->name + std::to_string(static_cast<int>(role)) +
                                std::string(VersionName(version));
        EXPECT_TRUE(seen.insert(key).second) << setting->name;
      }
    }
  }
}

}  // namespace
}  // namespace omnitls::conformance
