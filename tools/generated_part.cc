#include "tools/generated_part.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace omnitls::tools {
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

// A file that has the part; else says so, and is "".
std::string ReadDocument(const std::string& path, const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(UserPath(path), std::ios::binary).rdbuf();
  if (Place(text.str(), name).first != std::string::npos) return text.str();
  std::fprintf(stderr, "%s: cannot be read, or has no line \"<!-- generated: %s -->\"\n",
               path.c_str(), name.c_str());
  return {};
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

std::string UserPath(const std::string& path) {
  const char* directory = std::getenv("BUILD_WORKING_DIRECTORY");
  return directory == nullptr ? path : (std::filesystem::path(directory) / path).string();
}

std::optional<std::string> ReadPart(const std::string& path, const std::string& name) {
  const std::string document = ReadDocument(path, name);
  if (document.empty()) return std::nullopt;
  return Part(document, name);
}

bool WritePart(const std::string& path, const std::string& name, const std::string& part) {
  const std::string document = ReadDocument(path, name);
  if (document.empty()) return false;
  std::ofstream out(UserPath(path), std::ios::binary);
  if ((out << WithPart(document, name, part) << std::flush).good()) return true;
  std::fprintf(stderr, "cannot write %s: %s\n", path.c_str(), std::strerror(errno));
  return false;
}

}  // namespace omnitls::tools
