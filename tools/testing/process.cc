#include "tools/testing/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <thread>
#include <utility>

namespace omnitls::tools {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience(20);

void Must(bool is_done, const char* what) {
  if (!is_done) throw std::system_error(errno, std::generic_category(), what);
}

// Waits until `done`; false when the time is up.
template <class Done>
bool WaitUntil(Done done) {
  const Clock::time_point deadline = Clock::now() + kPatience;
  while (!done()) {
    if (Clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

void RunChild(const std::vector<std::string>& command, int input, const std::string& out,
              const std::string& err) {
  dup2(input, STDIN_FILENO);
  for (const auto& [path, descriptor] :
       {std::pair(out, STDOUT_FILENO), std::pair(err, STDERR_FILENO)}) {
    dup2(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), descriptor);
  }
  signal(SIGPIPE, SIG_DFL);
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::string FindProgram(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream directories(std::string(path == nullptr ? "" : path) + ":/usr/sbin:/sbin");
  for (std::string directory; std::getline(directories, directory, ':');) {
    const std::string file = directory + "/" + name;
    if (access(file.c_str(), X_OK) == 0) return file;
  }
  return {};
}

const std::string& TemporaryDirectory() {
  static const struct Directory {
    Directory() {
      const char* given = std::getenv("TEST_TMPDIR");
      if (given != nullptr) {
        path = given;
        return;
      }
      path = (std::filesystem::temp_directory_path() / "omnitls-XXXXXX").string();
      Must(mkdtemp(path.data()) != nullptr, "mkdtemp");
      is_own = true;
    }
    ~Directory() {
      std::error_code ignored;
      if (is_own) std::filesystem::remove_all(path, ignored);
    }
    std::string path;
    bool is_own = false;
  } directory;
  return directory.path;
}

std::string FreePort() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  Must(bind(descriptor, plain, size) == 0, "bind");
  Must(getsockname(descriptor, plain, &size) == 0, "getsockname");
  close(descriptor);
  return std::to_string(ntohs(address.sin_port));
}

Process::Process(const std::vector<std::string>& command) {
  static int count = 0;
  const std::string path = TemporaryDirectory() + "/process" + std::to_string(++count);
  out_path_ = path + ".out";
  err_path_ = path + ".err";
  signal(SIGPIPE, SIG_IGN);  // It may end before it has read all.
  int ends[2];
  Must(pipe(ends) == 0, "pipe");
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);  // Else a second child would keep it open.
  pid_ = fork();
  if (pid_ == 0) RunChild(command, ends[0], out_path_, err_path_);
  Must(pid_ > 0, "fork");
  running_ = true;
  close(ends[0]);
  input_ = ends[1];
}

Process::~Process() {
  if (running_) Signal(SIGKILL);
  Wait();
  unlink(out_path_.c_str());
  unlink(err_path_.c_str());
}

void Process::Type(std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = write(input_, text.data(), text.size());
    if (put <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(put));
  }
}

void Process::EndInput() {
  if (input_ >= 0) close(std::exchange(input_, -1));
}

bool Process::IsRunning() {
  if (running_ && waitpid(pid_, &status_, WNOHANG) == pid_) running_ = false;
  return running_;
}

bool Process::WaitForOutput(const std::string& text) { return WaitFor(out_path_, text); }
bool Process::WaitForError(const std::string& text) { return WaitFor(err_path_, text); }

bool Process::WaitFor(const std::string& path, const std::string& text) {
  const auto has_printed = [&] { return ReadFile(path).find(text) != std::string::npos; };
  (void)WaitUntil([&] { return has_printed() || !IsRunning(); });
  return has_printed();
}

int Process::Wait() {
  EndInput();
  if (!WaitUntil([&] { return !IsRunning(); })) {
    Signal(SIGKILL);
    (void)WaitUntil([&] { return !IsRunning(); });
  }
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
}

void Process::Signal(int signal) const {
  if (running_) kill(pid_, signal);
}

std::string Process::out() const { return ReadFile(out_path_); }
std::string Process::err() const { return ReadFile(err_path_); }

Outcome RunProgram(const std::vector<std::string>& command, std::string_view input) {
  Process process(command);
  process.Type(input);
  const int status = process.Wait();
  return {status, process.out(), process.err()};
}

}  // namespace omnitls::tools
