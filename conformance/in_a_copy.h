#ifndef OMNITLS_CONFORMANCE_IN_A_COPY_H_
#define OMNITLS_CONFORMANCE_IN_A_COPY_H_

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

namespace omnitls::conformance {

// InACopy calls `check` in a copy of this process, which ends afterwards, and returns the text it
// returned: so one connection can be brought to many ends without a handshake for each. A copy that
// crashes, or takes longer than 20 seconds, is a text, too.
template <class Check>
std::string InACopy(Check check) {
  constexpr unsigned kSeconds = 20;
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    alarm(kSeconds);
    const std::string text = check();
    const bool written = write(ends[1], text.data(), text.size()) >= 0;
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  std::string text;
  char part[512];
  for (ssize_t got; (got = read(ends[0], part, sizeof part)) > 0;) {
    text.append(part, static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return "no copy of the process";
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) return "hangs";
  if (status != 0) return "ended with status " + std::to_string(status) + " " + text;
  return text;
}

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_IN_A_COPY_H_
