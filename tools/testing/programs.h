#ifndef OMNITLS_TOOLS_TESTING_PROGRAMS_H_
#define OMNITLS_TOOLS_TESTING_PROGRAMS_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "tools/testing/process.h"

namespace omnitls::tools {

using Words = std::vector<std::string>;

inline Words operator+(Words a, const Words& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// The path of a program that the BUILD file passes in the environment.
inline std::string Program(const char* variable) {
  const char* path = std::getenv(variable);
  EXPECT_NE(path, nullptr) << variable << " is not set";
  return path == nullptr ? "" : path;
}

// A file of the set that make_certificates writes, which is made once: "ca.pem", ...
inline std::string File(const std::string& name) {
  static const std::string& directory = *[] {
    auto* path = new std::string(testing::TempDir() + "/certificates");
    const Outcome made = RunProgram({Program("MAKE_CERTIFICATES"), *path});
    EXPECT_EQ(made.status, 0) << made.err;
    return path;
  }();
  return directory + "/" + name;
}

// tlsserver, from READY to the end of the test.
class Server {
 public:
  explicit Server(const Words& more, const std::string& identity = "server")
      : process_(Words{Program("TLSSERVER"), "--listen", "127.0.0.1:0", "--certs",
                       File(identity + ".pem"), "--key", File(identity + ".key"), "--tickets"} +
                 more) {
    EXPECT_TRUE(process_.WaitForOutput("\n")) << process_.err();
    const std::string ready = process_.out();
    EXPECT_THAT(ready, testing::MatchesRegex("READY 127\\.0\\.0\\.1:[0-9]+\n"));
    if (ready.size() > 7) address_ = ready.substr(6, ready.size() - 7);
  }
  // "127.0.0.1:4433", "4433".
  const std::string& address() const { return address_; }
  std::string port() const { return address_.substr(address_.find(':') + 1); }
  Process& process() { return process_; }

 private:
  Process process_;
  std::string address_;
};

// The command line of tlsclient for "server.test" at an address, trusting our root.
inline Words ClientCommand(const std::string& address, const Words& more = {}) {
  return Words{Program("TLSCLIENT"), "server.test",  "--connect", address,
               "--cafile",           File("ca.pem"), "--timeout", "10"} +
         more;
}
inline Outcome Client(const std::string& address, const Words& more = {},
                      std::string_view input = {}) {
  return RunProgram(ClientCommand(address, more), input);
}

// Both versions: "1.2", "1.3".
class VersionTest : public testing::TestWithParam<std::string> {
 protected:
  static Words OnlyVersion() { return {"--min", GetParam(), "--max", GetParam()}; }
  static std::string VersionWord() { return "TLS" + GetParam() + " "; }
};

inline std::string VersionTestName(const testing::TestParamInfo<std::string>& info) {
  return info.param == "1.2" ? "Tls12" : "Tls13";
}

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_TESTING_PROGRAMS_H_
