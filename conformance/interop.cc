// interop runs every scenario with every client and every server, and shows what came out.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "conformance/interop_report.h"

namespace omnitls::conformance {
namespace {

constexpr int kOk = 0, kFailed = 1, kUsage = 2;

bool CannotWrite(const std::string& path) {
  std::fprintf(stderr, "interop: cannot write %s: %s\n", path.c_str(), std::strerror(errno));
  return false;
}

// Whether a file can be written, found out before the work; its content stays as it is.
bool IsWritable(const std::string& path) {
  return path.empty() || std::ofstream(path, std::ios::app).good() || CannotWrite(path);
}

bool WriteFile(const std::string& path, const std::string& text) {
  if (path.empty()) return true;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  return (file << text << std::flush).good() || CannotWrite(path);
}

Report RunAll(const Console& console) {
  Report report;
  const auto start = std::chrono::steady_clock::now();
  console.Begin();
  for (const Scenario& scenario : AllScenarios()) {
    for (const PairParam& param : TableOrder()) {
      report.cells.push_back(RunCell(param, scenario));
      console.Print(report.cells.back());
    }
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  console.End(report);
  return report;
}

int Main(int argc, char** argv) {
  CLI::App app("Every client with every server, at TLS 1.2 and 1.3, in memory.", "interop");
  std::string json;
  std::string html;
  app.add_option("--json", json, "Write the results to this file")->type_name("FILE");
  app.add_option("--html", html, "Write a page for people to this file")->type_name("FILE");
  app.footer("Exit status: 0 all works, 1 something failed, 2 usage.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  // Paths are meant relative to where the user is, which "bazel run" tells.
  const char* directory = std::getenv("BUILD_WORKING_DIRECTORY");
  if (directory != nullptr && chdir(directory) != 0) std::perror(directory);
  if (!IsWritable(json) || !IsWritable(html)) return kUsage;

  const Report report = RunAll(Console());
  if (!WriteFile(json, ToJson(report)) || !WriteFile(html, ToHtml(report))) return kUsage;
  return Count(report).failed == 0 ? kOk : kFailed;
}

}  // namespace
}  // namespace omnitls::conformance

int main(int argc, char** argv) { return omnitls::conformance::Main(argc, argv); }
