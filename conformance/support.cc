// support runs every probe of conformance/settings and writes the tables of support:
// docs/support.md and the README's.

#include <gtest/gtest-spi.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "conformance/support_table.h"

namespace omnitls::conformance {
namespace {

constexpr int kOk = 0, kFailed = 1, kUsage = 2;
constexpr char kPage[] = "docs/support.md", kReadme[] = "README.md";

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

bool WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if ((file << text << std::flush).good()) {
    std::printf("wrote %s\n", path.c_str());
    return true;
  }
  std::fprintf(stderr, "support: cannot write %s: %s\n", path.c_str(), std::strerror(errno));
  return false;
}

// Runs the probes, and prints what fails; whether nothing does.
bool RunAll(std::vector<Seen>& run) {
  testing::TestPartResultArray results;
  {
    const testing::ScopedFakeTestPartResultReporter reporter(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &results);
    run = Run();
  }
  bool good = true;
  for (int i = 0; i < results.size(); ++i) {
    if (!results.GetTestPartResult(i).failed()) continue;
    good = false;
    std::fprintf(stderr, "%s\n", results.GetTestPartResult(i).message());
  }
  return good;
}

// The two files of the workspace: they are about the pinned libraries.
int UpdateWorkspace(const std::vector<Seen>& run) {
  for (const std::string& name : NotPinned()) {
    std::fprintf(stderr, "support: this is not the pinned %s: write elsewhere, with --markdown\n",
                 name.c_str());
    return kUsage;
  }
  const std::string readme = WithTable(ReadFile(kReadme), ToReadmeTable(run));
  if (readme.empty()) {
    std::fprintf(stderr, "support: %s has no marks for the table\n", kReadme);
    return kFailed;
  }
  return WriteFile(kPage, ToPage(run)) && WriteFile(kReadme, readme) ? kOk : kFailed;
}

int Main(int argc, char** argv) {
  CLI::App app(
      "Every setting on every backend, as the other end of a connection sees it.\n"
      "Without a file to write: docs/support.md and the README's table.",
      "support");
  std::string json;
  std::string page;
  app.add_option("--json", json, "Write all that was seen to this file")->type_name("FILE");
  app.add_option("--markdown", page, "Write the page to this file")->type_name("FILE");
  app.footer("Exit status: 0 written, 1 a probe failed or a file could not be written, 2 usage.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  const bool update = json.empty() && page.empty();
  // Paths are meant relative to where the user is, which "bazel run" tells.
  const char* const directory =
      std::getenv(update ? "BUILD_WORKSPACE_DIRECTORY" : "BUILD_WORKING_DIRECTORY");
  if (directory != nullptr && chdir(directory) != 0) std::perror(directory);

  std::printf("%s\n", Libraries().c_str());
  std::vector<Seen> run;
  if (!RunAll(run)) return kFailed;
  if (update) return UpdateWorkspace(run);
  if (!json.empty() && !WriteFile(json, ToJson(run))) return kFailed;
  if (!page.empty() && !WriteFile(page, ToPage(run))) return kFailed;
  return kOk;
}

}  // namespace
}  // namespace omnitls::conformance

int main(int argc, char** argv) {
  testing::InitGoogleTest();  // For TempDir and traces; it has no flags here.
  return omnitls::conformance::Main(argc, argv);
}
