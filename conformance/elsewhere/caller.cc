#include "conformance/elsewhere/caller.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <optional>

#include "conformance/elsewhere/channel.h"

namespace omnitls::conformance::elsewhere {
namespace {

// Relative to the runfiles, in which tests begin.
constexpr char kServer[] = "conformance/elsewhere/server";

std::string ServerPath() {
  const char* const root = std::getenv("TEST_SRCDIR");
  const char* const workspace = std::getenv("TEST_WORKSPACE");
  if (root == nullptr || workspace == nullptr) return kServer;
  return std::string(root) + "/" + workspace + "/" + kServer;
}

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "conformance/elsewhere: %s: %s\n", what, ServerPath().c_str());
  std::abort();
}

int StartServer() {
  const std::string path = ServerPath();
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) Die("no socket for");
  const pid_t child = fork();
  if (child < 0) Die("no process for");
  if (child == 0) {
    dup2(ends[1], STDIN_FILENO);
    execl(path.c_str(), path.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  close(ends[1]);
  return ends[0];
}

}  // namespace

std::string Exchange(const std::string& question) {
  static std::mutex mutex;
  static int socket = -1;
  static pid_t owner = 0;
  const std::lock_guard lock(mutex);
  // A copy of a process that has a server must not talk in between.
  if (owner != getpid()) {
    socket = StartServer();
    owner = getpid();
  }
  std::optional<std::string> answer;
  if (Send(socket, question)) answer = Receive(socket);
  if (!answer) Die("no answer from the program for the machine that builds");
  return *answer;
}

}  // namespace omnitls::conformance::elsewhere
