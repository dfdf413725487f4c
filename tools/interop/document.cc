#include "tools/interop/document.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace omnitls::tools::peers {
namespace {

constexpr char kEnd[] = "<!-- /generated -->";

// Where the part begins and ends; npos, npos if it is not there.
std::pair<std::size_t, std::size_t> Place(const std::string& document, const std::string& name) {
  constexpr std::size_t kNowhere = std::string::npos;
  const std::string begin = "<!-- generated: " + name + " -->\n";
  const std::size_t at = document.find(begin);
  const std::size_t end = at == kNowhere ? kNowhere : document.find(kEnd, at);
  if (end == kNowhere) return {kNowhere, kNowhere};
  return {at + begin.size(), end};
}

}  // namespace

std::string Part(const std::string& document, const std::string& name) {
  const auto [begin, end] = Place(document, name);
  return begin == std::string::npos ? std::string() : document.substr(begin, end - begin);
}

std::string WithPart(const std::string& document, const std::string& name,
                     const std::string& part) {
  const auto [begin, end] = Place(document, name);
  if (begin == std::string::npos) return {};
  return document.substr(0, begin) + part + document.substr(end);
}

void Document::AddTo(CLI::App& app) {
  auto* check = app.add_option("--check", path_, "Compare with the part of a document about this")
                    ->type_name("FILE");
  app.add_option_function<std::string>(
         "--update",
         [this](const std::string& path) {
           path_ = path;
           update_ = true;
         },
         "Write that part anew")
      ->type_name("FILE")
      ->excludes(check);
}

bool Document::Look(const std::string& found, const Compare& compare) const {
  if (!is_given()) return true;
  // Paths are meant relative to where the user is, which "bazel run" tells.
  const char* directory = std::getenv("BUILD_WORKING_DIRECTORY");
  const std::filesystem::path path =
      std::filesystem::path(directory == nullptr ? "" : directory) / path_;
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  const std::string updated = WithPart(text.str(), name_, found);
  if (updated.empty()) {
    std::fprintf(stderr, "%s: cannot be read, or has no line \"<!-- generated: %s -->\"\n",
                 path.c_str(), name_.c_str());
    return false;
  }
  if (update_) {
    if ((std::ofstream(path, std::ios::binary) << updated << std::flush).good()) return true;
    std::fprintf(stderr, "cannot write %s: %s\n", path.c_str(), std::strerror(errno));
    return false;
  }
  const std::vector<std::string> differences = compare(Part(text.str(), name_), found);
  for (const std::string& difference : differences) {
    std::printf("%s says otherwise: %s\n", path_.c_str(), difference.c_str());
  }
  if (!differences.empty()) {
    std::printf("./bazelw run --config=openssl %s -- --update FILE writes it anew\n",
                command_.c_str());
  }
  return differences.empty();
}

}  // namespace omnitls::tools::peers
