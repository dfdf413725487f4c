#ifndef OMNITLS_TOOLS_TESTING_OUR_PROGRAMS_H_
#define OMNITLS_TOOLS_TESTING_OUR_PROGRAMS_H_

#include <string>
#include <vector>

#include "tools/testing/process.h"

// Our own programs, and what they are given. What is missing becomes an exception.
namespace omnitls::tools {

// A command line, or a part of it.
using Words = std::vector<std::string>;
Words operator+(Words a, const Words& b);

// What the BUILD file passes in the environment: the path of a program, most often.
std::string Program(const char* variable);

// A file of the set that make_certificates writes, which is made once: "ca.pem", ...
std::string File(const std::string& name);

// ListeningServer is a tlsserver that has printed READY.
class ListeningServer {
 public:
  explicit ListeningServer(const Words& command);

  // "127.0.0.1:4433", "4433".
  const std::string& address() const { return address_; }
  std::string port() const { return address_.substr(address_.rfind(':') + 1); }
  Process& process() { return process_; }
  const Process& process() const { return process_; }

 private:
  Process process_;
  std::string address_;
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_TESTING_OUR_PROGRAMS_H_
