#include "bench/callgrind.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

extern char** environ;

namespace omnitls::bench {
namespace {

#define OMNITLS_BENCH_TEXT_OF(x) #x
#define OMNITLS_BENCH_TEXT(x) OMNITLS_BENCH_TEXT_OF(x)

// The exit status; -1 when it could not be run. What it prints goes to `log`.
int Run(const std::vector<std::string>& argv, const std::string& log) {
  std::vector<char*> pointers;
  for (const std::string& word : argv) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t child = 0;
  const int error = posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (error != 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

[[noreturn]] void Die(const std::string& what, const std::string& log) {
  std::ostringstream text;
  text << std::ifstream(log).rdbuf();
  std::fprintf(stderr, "bench: %s\n%s", what.c_str(), text.str().c_str());
  std::exit(1);
}

}  // namespace

bool HasValgrind() { return Run({"valgrind", "--version"}, "/dev/null") == 0; }

std::uint64_t CountInstructions(const std::vector<std::string>& argv, const std::string& profile) {
  std::vector<std::string> command = {
      "valgrind", "--tool=callgrind", "--callgrind-out-file=" + profile,
      "--toggle-collect=" OMNITLS_BENCH_TEXT(OMNITLS_BENCH_COUNTED)};
  command.insert(command.end(), argv.begin(), argv.end());
  const std::string log = profile + ".log";
  if (Run(command, log) != 0) Die("valgrind failed:", log);
  std::ifstream file(profile);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string key;
    std::uint64_t total = 0;
    if (words >> key >> total && key == "totals:" && total > 0) return total;
  }
  Die("callgrind has counted nothing:", log);
}

}  // namespace omnitls::bench
