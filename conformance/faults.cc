// faults makes every fault of the table, between every client and every server, and compares what
// the two ends say with what they should.

#include <gtest/gtest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "conformance/fault_table.h"

namespace omnitls::conformance {
namespace {

constexpr int kOk = 0, kFailed = 1, kUsage = 2;
constexpr char kPage[] = "docs/errors.md";

// What the user wants to see.
struct Choice {
  std::string backend;
  std::string client;
  std::string server;
  std::string fault;  // A part of its name, or of its group's.

  bool Includes(const FaultCell& cell) const {
    const std::string_view c = cell.spot.pair.client->name();
    const std::string_view s = cell.spot.pair.server->name();
    return (backend.empty() || c == backend || s == backend) && (client.empty() || c == client) &&
           (server.empty() || s == server) &&
           (cell.fault->name.find(fault) != std::string::npos ||
            cell.group->title.find(fault) != std::string::npos);
  }
};

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

bool WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if ((file << text << std::flush).good()) return true;
  std::fprintf(stderr, "faults: cannot write %s: %s\n", path.c_str(), std::strerror(errno));
  return false;
}

int UpdatePage() {
  const std::string page = WithFaultTable(ReadFile(kPage), ToFaultTable());
  if (page.empty()) {
    std::fprintf(stderr, "faults: %s has no marks for the table\n", kPage);
    return kFailed;
  }
  if (!WriteFile(kPage, page)) return kFailed;
  std::printf("wrote %s\n", kPage);
  return kOk;
}

int RunChosen(const Choice& choice, const std::string& json) {
  std::vector<FinishedCell> finished;
  int ok = 0, exceptions = 0, failed = 0;
  const auto start = std::chrono::steady_clock::now();
  for (const FaultGroup& group : AllFaults()) {
    for (const FaultCell& cell : CellsOf(group)) {
      if (!choice.Includes(cell)) continue;
      finished.push_back({cell, RunCell(cell)});
      const FaultResult& result = finished.back().result;
      ++(!result.ok() ? failed : result.exception != nullptr ? exceptions : ok);
      if (!result.ok()) {
        std::printf("FAILED %s\n     %s\n", Describe(cell).c_str(), result.message.c_str());
      }
    }
  }
  if (!json.empty() && !WriteFile(json, ToJson(finished))) return kUsage;
  std::printf("%.1f s\n%zu cells: %d ok, %d exceptions, %d failed\n",
              std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
              finished.size(), ok, exceptions, failed);
  return failed == 0 ? kOk : kFailed;
}

int Main(int argc, char** argv) {
  CLI::App app(
      "Every fault between every client and every server: the same answer at both ends.\n"
      "Prints the cells that are not as they should be.",
      "faults");
  Choice choice;
  std::string json;
  bool update = false;
  app.add_option("--json", json, "Write all cells to this file")->type_name("FILE");
  app.add_option("--backend", choice.backend, "Only pairs with this backend")->type_name("NAME");
  app.add_option("--client", choice.client, "Only clients of this backend")->type_name("NAME");
  app.add_option("--server", choice.server, "Only servers of this backend")->type_name("NAME");
  app.add_option("--fault", choice.fault, "Only faults (or groups) with this in their name")
      ->type_name("TEXT");
  app.add_flag("--update", update, "Write the table of docs/errors.md, and run nothing");
  app.footer("Exit status: 0 all as it should be, 1 something is not, 2 usage.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  // Paths are meant relative to where the user is, which "bazel run" tells.
  const char* const directory =
      std::getenv(update ? "BUILD_WORKSPACE_DIRECTORY" : "BUILD_WORKING_DIRECTORY");
  if (directory != nullptr && chdir(directory) != 0) std::perror(directory);
  return update ? UpdatePage() : RunChosen(choice, json);
}

}  // namespace
}  // namespace omnitls::conformance

int main(int argc, char** argv) {
  testing::InitGoogleTest();  // For traces; it has no flags here.
  return omnitls::conformance::Main(argc, argv);
}
