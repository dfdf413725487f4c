#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

#include "conformance/pair.h"
#include "conformance/run.h"

namespace omnitls::conformance {
namespace {

using nlohmann::json;

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

struct Outcome {
  int status;
  std::string out;
  std::string err;
};

// Runs the program in a directory of its own.
Outcome RunInterop(const std::string& arguments) {
  const std::string out = testing::TempDir() + "/out";
  const std::string err = testing::TempDir() + "/err";
  const std::string command = "BUILD_WORKING_DIRECTORY='" + testing::TempDir() + "' " +
                              Program("INTEROP") + " " + arguments + " >'" + out + "' 2>'" + err +
                              "'";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, ReadFile(out), ReadFile(err)};
}

std::set<std::string> Keys(const json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

std::set<std::string> BackendNames() {
  std::set<std::string> names;
  for (const Backend* backend : AllBackends()) names.insert(std::string(backend->name()));
  return names;
}

TEST(Interop, EveryCellIsFineAndInTheReports) {
  const Outcome outcome = RunInterop("--json report.json --html report.html");
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;

  const json report = json::parse(ReadFile(testing::TempDir() + "/report.json"));
  EXPECT_EQ(Keys(report), (std::set<std::string>{"libraries", "cells"}));
  const std::set<std::string> backends = BackendNames();
  EXPECT_EQ(Keys(report["libraries"]), backends);
  for (const auto& [name, version] : report["libraries"].items()) {
    EXPECT_NE(version.get<std::string>().find(' '), std::string::npos) << name << ": " << version;
  }

  std::map<std::string, std::set<std::string>> scenarios_of_pairs;
  for (const json& cell : report["cells"]) {
    EXPECT_EQ(Keys(cell), (std::set<std::string>{"client", "server", "version", "scenario", "ok",
                                                 "unsupported", "why"}));
    EXPECT_EQ(backends.count(cell["client"]), 1u) << cell;
    EXPECT_EQ(backends.count(cell["server"]), 1u) << cell;
    EXPECT_TRUE(cell["version"] == "TLS1.2" || cell["version"] == "TLS1.3") << cell;
    EXPECT_NE(cell["ok"].get<bool>(), cell["unsupported"].get<bool>()) << cell;
    EXPECT_EQ(cell["why"].get<std::string>().empty(), cell["ok"].get<bool>()) << cell;
    const std::string pair = cell["client"].get<std::string>() + " " +
                             cell["server"].get<std::string>() + " " +
                             cell["version"].get<std::string>();
    EXPECT_TRUE(scenarios_of_pairs[pair].insert(cell["scenario"]).second) << "twice: " << cell;
  }
  EXPECT_EQ(scenarios_of_pairs.size(), AllPairs().size());
  for (const auto& [pair, scenarios] : scenarios_of_pairs) {
    EXPECT_EQ(scenarios, scenarios_of_pairs.begin()->second) << pair;
    EXPECT_GE(scenarios.size(), 12u);
  }
  // One line for each cell where there is no terminal.
  EXPECT_NE(outcome.out.find("ok           wolfssl -> mbedtls, TLS1.3, handshake_ecdsa\n"),
            std::string::npos)
      << outcome.out;
}

TEST(Interop, ThePageNeedsNothingElse) {
  const std::string page = ReadFile(testing::TempDir() + "/report.html");
  EXPECT_EQ(page.find("<!doctype html>"), 0u);
  for (const char* word : {"http:", "https:", "<script", "<link", "src=", "@import", "url("}) {
    EXPECT_EQ(page.find(word), std::string::npos) << word;
  }
  EXPECT_NE(page.find("TLS 1.2"), std::string::npos);
  EXPECT_NE(page.find("TLS 1.3"), std::string::npos);
  EXPECT_NE(page.find("</html>"), std::string::npos);
}

TEST(Interop, AnUnknownFlagIsNamed) {
  const Outcome outcome = RunInterop("--jason report.json");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("--jason"), std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.out, "");
}

TEST(Interop, AFileThatCannotBeWrittenIsNamed) {
  for (const std::string flag : {"--json", "--html"}) {
    const Outcome outcome = RunInterop(flag + " no/such/directory/report");
    EXPECT_EQ(outcome.status, 2);
    EXPECT_NE(outcome.err.find("no/such/directory/report"), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.out, "") << "it ran before it looked";
  }
}

TEST(Interop, HelpIsNoError) {
  const Outcome outcome = RunInterop("--help");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.out.find("--json"), std::string::npos);
}

}  // namespace
}  // namespace omnitls::conformance
