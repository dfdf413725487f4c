#include "tools/testing/our_programs.h"

#include <cstdlib>
#include <stdexcept>

namespace omnitls::tools {

Words operator+(Words a, const Words& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::string Program(const char* variable) {
  const char* path = std::getenv(variable);
  if (path == nullptr) throw std::runtime_error(std::string(variable) + " is not set");
  return path;
}

std::string File(const std::string& name) {
  static const std::string& directory = *[] {
    const std::string path = TemporaryDirectory() + "/certificates";
    const Outcome made = RunProgram({Program("MAKE_CERTIFICATES"), path});
    if (made.status != 0) throw std::runtime_error("make_certificates: " + made.err + made.out);
    return new std::string(path);
  }();
  return directory + "/" + name;
}

ListeningServer::ListeningServer(const Words& command) : process_(command) {
  const std::string ready = "READY ";
  if (!process_.WaitForOutput("\n") || process_.out().rfind(ready, 0) != 0) {
    throw std::runtime_error(command[0] + ": " + process_.err() + process_.out());
  }
  const std::string out = process_.out();
  address_ = out.substr(ready.size(), out.find('\n') - ready.size());
}

}  // namespace omnitls::tools
