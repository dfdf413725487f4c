#ifndef OMNITLS_TOOLS_TESTING_PROCESS_H_
#define OMNITLS_TOOLS_TESTING_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace omnitls::tools {

// The path of an installed program, "" if there is none: PATH, then /usr/sbin and /sbin.
std::string FindProgram(const std::string& name);

// All of a file, "" if it cannot be read.
std::string ReadFile(const std::string& path);

// A directory of this process's own: a test's TEST_TMPDIR, else one that is removed at the end.
const std::string& TemporaryDirectory();

// A TCP port of the loopback interface that nobody listens on now.
std::string FreePort();

// Process is a program that a test runs. It is killed when it is destroyed, and whenever one of the
// waiting calls has waited for 20 seconds. What the system denies becomes an exception.
class Process {
 public:
  explicit Process(const std::vector<std::string>& command);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  // Its standard input: a pipe that stays open until EndInput or Wait.
  void Type(std::string_view text);
  void EndInput();
  // Waits until it has printed `text`. False: it has ended, or is too slow.
  bool WaitForOutput(const std::string& text);
  bool WaitForError(const std::string& text);
  bool IsRunning();
  // Waits for its end: its exit status, or minus the signal that killed it.
  int Wait();
  void Signal(int signal) const;
  // -1: it could not be started.
  pid_t pid() const { return pid_; }

  // What it has printed so far.
  std::string out() const;
  std::string err() const;

 private:
  bool WaitFor(const std::string& path, const std::string& text);

  std::string out_path_;
  std::string err_path_;
  pid_t pid_ = -1;
  int input_ = -1;
  int status_ = 0;
  bool running_ = false;
};

// A program run to its end.
struct Outcome {
  int status;
  std::string out;
  std::string err;
};
Outcome RunProgram(const std::vector<std::string>& command, std::string_view input = {});

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_TESTING_PROCESS_H_
