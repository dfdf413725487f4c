// The same fault has the same answer on every backend, and docs/errors.md says which.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <tuple>

#include "conformance/fault_table.h"

namespace omnitls::conformance {
namespace {

// Exceptions are about the pinned libraries.
#ifdef OMNITLS_OTHER_LIBRARIES
constexpr bool kPinned = false;
#else
constexpr bool kPinned = true;
#endif

constexpr char kCommand[] =
    "\nThe table of faults is not what the rows say. If they are right:\n\n"
    "  ./bazelw run --config=openssl //conformance:faults -- --update\n\n";

// A group of faults, and the clients of one backend: so shards have much the same to do.
using Part = std::tuple<std::size_t, const Backend*>;
class FaultsTest : public testing::TestWithParam<Part> {};

std::string NameOf(const testing::TestParamInfo<Part>& info) {
  std::string name = AllFaults()[std::get<0>(info.param)].title;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name + "_" + std::string(std::get<1>(info.param)->name());
}

INSTANTIATE_TEST_SUITE_P(All, FaultsTest,
                         testing::Combine(testing::Range(std::size_t{0}, AllFaults().size()),
                                          testing::ValuesIn(AllBackends())),
                         NameOf);

TEST_P(FaultsTest, HaveTheSameAnswerEverywhere) {
  if (!kPinned) GTEST_SKIP() << "exceptions are about the pinned libraries, which these are not";
  const auto [group, client] = GetParam();
  for (const FaultCell& cell : CellsOf(AllFaults()[group])) {
    if (cell.spot.pair.client != client) continue;
    const FaultResult result = RunCell(cell);
    EXPECT_TRUE(result.ok()) << Describe(cell) << "\n     " << result.message;
  }
}

TEST(FaultTableTest, HasEachFaultOnce) {
  std::set<std::tuple<std::string, Version, Role>> seen;
  for (const FaultGroup& group : AllFaults()) {
    for (const Fault& fault : group.faults) {
      for (const Version version : fault.versions) {
        for (const Role role : fault.finders) {
          EXPECT_TRUE(seen.insert({fault.name, version, role}).second) << fault.name;
        }
      }
    }
  }
  EXPECT_GE(seen.size(), 80u);
}

// Cross builds are without OpenSSL.
bool IsHere(const std::string& name) {
  const auto& all = AllBackends();
  return name.empty() || std::any_of(all.begin(), all.end(), [&](const Backend* backend) {
           return backend->name() == name;
         });
}

// A cell that is as it should be in spite of an exception fails in its group.
TEST(FaultTableTest, EveryExceptionIsAboutSomethingAndHasAReason) {
  for (const Exception& exception : AllExceptions()) {
    EXPECT_FALSE(exception.reason.empty()) << exception.fault;
    if (!IsHere(exception.finder) || !IsHere(exception.other)) continue;
    bool covers = false;
    for (const FaultGroup& group : AllFaults()) {
      for (const FaultCell& cell : CellsOf(group)) {
        covers |= exception.Covers(*cell.fault, cell.spot);
      }
    }
    EXPECT_TRUE(covers) << exception.fault << ": no cell is of this exception";
  }
}

TEST(FaultTableTest, ThePageIsWhatTheRowsSay) {
  std::ostringstream text;
  text << std::ifstream("docs/errors.md", std::ios::binary).rdbuf();
  const std::string page = text.str();
  ASSERT_NE(page, "") << "docs/errors.md";
  const std::string wanted = WithFaultTable(page, ToFaultTable());
  ASSERT_NE(wanted, "") << "docs/errors.md has lost the marks around its table";
  EXPECT_TRUE(page == wanted) << kCommand;
}

TEST(FaultTableTest, ForProgramsThereIsJson) {
  const FaultCell cell = CellsOf(AllFaults().front()).front();
  const nlohmann::json root = nlohmann::json::parse(ToJson({{cell, RunCell(cell)}}));
  ASSERT_EQ(root["cells"].size(), 1u);
  for (const char* key : {"fault", "client", "server", "version", "role", "ok", "exception"}) {
    EXPECT_TRUE(root["cells"][0].contains(key)) << key;
  }
  EXPECT_EQ(root["cells"][0]["ok"], true);
}

}  // namespace
}  // namespace omnitls::conformance
