#ifndef OMNITLS_CONFORMANCE_RUN_H_
#define OMNITLS_CONFORMANCE_RUN_H_

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace omnitls::conformance {

// Runs a command line in a shell and returns its output; fails the current test if it fails.
inline std::string RunCommand(const std::string& command) {
  std::FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) {
    ADD_FAILURE() << "cannot run " << command;
    return {};
  }
  std::string output;
  char chunk[4096];
  while (const std::size_t got = std::fread(chunk, 1, sizeof chunk, pipe))
    output.append(chunk, got);
  EXPECT_EQ(pclose(pipe), 0) << command << "\n" << output;
  return output;
}

// How to begin a command line with a program that the BUILD file passes as an environment variable;
// RUN_UNDER says what runs programs of another machine.
inline std::string Program(const char* variable) {
  const char* path = std::getenv(variable);
  const char* under = std::getenv("RUN_UNDER");
  EXPECT_NE(path, nullptr) << "the environment lacks " << variable;
  if (path == nullptr) return "false";
  return (under == nullptr ? std::string() : under + std::string(" ")) + "./" + path;
}

// Makes certificates and lets a program shake hands with itself; its output.
inline std::string RunProgram() {
  const std::string directory = testing::TempDir() + "/certificates";
  RunCommand(Program("MAKE_CERTIFICATES") + " '" + directory + "'");
  return RunCommand(Program("PROGRAM") + " '" + directory + "'");
}

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_RUN_H_
