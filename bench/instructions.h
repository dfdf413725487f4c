#ifndef OMNITLS_BENCH_INSTRUCTIONS_H_
#define OMNITLS_BENCH_INSTRUCTIONS_H_

#include <string>
#include <vector>

namespace omnitls::bench {

// InstructionFigure is what omnitls adds to one operation.
struct InstructionFigure {
  std::string backend;
  // "read" or "write", of 64 bytes; "handshake"; "first handshake", of a client that has not seen
  // the server's certificates before.
  std::string what;
  double ours = 0;  // Instructions per operation.
  double raw = 0;

  bool is_first() const { return what == "first handshake"; }
  double over() const { return ours - raw; }
  double ratio() const { return ours / raw; }
  // Whether it is what this project promises.
  bool good() const;
  // "at most +60" or "at most 1.001".
  std::string bar() const;
};

struct InstructionOptions {
  std::string count_program;  // //bench:count.
  std::vector<std::string> backends;
  std::string profiles;  // A directory for callgrind's files; empty: thrown away.
  int jobs = 2;          // Processes at a time.
};

// MeasureInstructions takes minutes. The figures come in the order of the backends.
std::vector<InstructionFigure> MeasureInstructions(const InstructionOptions& options);

// How many operations //bench:count does while it is counted. With repeatable random numbers both
// subjects do the same arithmetic, so that few are enough.
inline int CountedOperations(const std::string& what) { return what == "handshake" ? 16 : 1000; }

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_INSTRUCTIONS_H_
