#ifndef OMNITLS_TOOLS_TESTING_PROGRAMS_H_
#define OMNITLS_TOOLS_TESTING_PROGRAMS_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tools/testing/our_programs.h"

namespace omnitls::tools {

// tlsserver, from READY to the end of the test.
class Server : public ListeningServer {
 public:
  explicit Server(const Words& more, const std::string& identity = "server")
      : ListeningServer(Words{Program("TLSSERVER"), "--listen", "127.0.0.1:0", "--certs",
                              File(identity + ".pem"), "--key", File(identity + ".key"),
                              "--tickets"} +
                        more) {
    EXPECT_THAT(process().out(), testing::MatchesRegex("READY 127\\.0\\.0\\.1:[0-9]+\n"));
  }
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
