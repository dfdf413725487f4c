// docs/support.md and the README's table are what a run of the probes gives.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "conformance/support_table.h"

namespace omnitls::conformance {
namespace {

constexpr char kCommand[] =
    "\nThe table of support is not what was seen. If that is right:\n\n"
    "  ./bazelw run --config=openssl //conformance:support\n\n";

std::string ReadFile(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_NE(text.str(), "") << path;
  return text.str();
}

const std::vector<Seen>& TheRun() {
  static const auto& run = *new std::vector<Seen>(Run());
  return run;
}

// The first line that differs: the rest of a page is of no help.
void ExpectSame(const std::string& path, const std::string& got, const std::string& want) {
  if (got == want) return;
  std::istringstream got_lines(got);
  std::istringstream want_lines(want);
  std::string got_line;
  std::string want_line;
  do {
    got_line = want_line = "(the end)";
    std::getline(got_lines, got_line);
    std::getline(want_lines, want_line);
  } while (got_line == want_line && got_lines && want_lines);
  ADD_FAILURE() << path << " says\n  " << got_line << "\nbut this run gives\n  " << want_line
                << "\n"
                << kCommand;
}

void Compare(const char* path, const std::string& got, const std::string& want) {
  const std::vector<std::string> others = OtherLibraries(ReadFile("docs/support.md"));
  if (others.size() == AllBackends().size()) {
    GTEST_SKIP() << "none of these libraries (" << Libraries() << ") is one that " << path
                 << " is about";
  }
  ExpectSame(path, Comparable(got, others), Comparable(want, others));
  if (others.empty()) return;
  std::string names;
  for (const std::string& name : others) names += (names.empty() ? "" : ", ") + name;
  GTEST_SKIP() << "not compared: the columns of " << names << ", because " << path
               << " is about other releases or configurations than " << Libraries();
}

TEST(SupportTest, ThePageIsWhatWasSeen) {
  Compare("docs/support.md", ReadFile("docs/support.md"), ToPage(TheRun()));
}

TEST(SupportTest, TheReadmeIsWhatWasSeen) {
  const std::string readme = ReadFile("README.md");
  const std::string wanted = WithTable(readme, ToReadmeTable(TheRun()));
  ASSERT_NE(wanted, "") << "README.md has lost the marks around its table";
  Compare("README.md", readme, wanted);
}

TEST(SupportTest, OnlyTheColumnsOfTheseLibrariesAreCompared) {
  const std::string page =
      "Libraries: one\n| setting | in | sees | O | M | W |\n|---|---|---|---|---|---|\ntext | no\n";
  const std::string other =
      "Libraries: two\n| setting | in | sees | O | x | W |\n|---|---|---|---|---|---|\ntext | no\n";
  EXPECT_EQ(Comparable(page, {"mbedtls"}), Comparable(other, {"mbedtls"}));
  EXPECT_NE(Comparable(page, {"openssl"}), Comparable(other, {"openssl"}));
  EXPECT_NE(Comparable(page, {}), Comparable(other, {}));
}

TEST(SupportTest, AnotherReleaseIsNotCompared) {
  const std::string line = "Libraries: " + Libraries() + ".\n";
  const auto others = OtherLibraries("Libraries: OpenSSL 1.1.1, mbedTLS 2.0.0, wolfSSL 1.0.0.\n");
  EXPECT_EQ(others.size(), AllBackends().size());
  EXPECT_LT(OtherLibraries(line).size(), others.size());
}

TEST(SupportTest, ForProgramsThereIsJson) {
  const nlohmann::json root = nlohmann::json::parse(ToJson(TheRun()));
  EXPECT_EQ(root["libraries"].size(), AllBackends().size());
  EXPECT_EQ(root["features"].size(), std::size(kAllFeatures));
  EXPECT_EQ(root["settings"].size(), TheRun().size());
  for (const nlohmann::json& row : root["settings"]) {
    EXPECT_EQ(row["effects"].size(), AllBackends().size()) << row;
    for (const nlohmann::json& roles : row["effects"]) EXPECT_FALSE(roles.empty()) << row;
  }
}

}  // namespace
}  // namespace omnitls::conformance
