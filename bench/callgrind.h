#ifndef OMNITLS_BENCH_CALLGRIND_H_
#define OMNITLS_BENCH_CALLGRIND_H_

#include <cstdint>
#include <string>
#include <vector>

// Counting instructions with valgrind's callgrind: exact, repeatable and independent of what else
// the machine does.
namespace omnitls::bench {

// Callgrind counts while it is in the function of this name.
#define OMNITLS_BENCH_COUNTED omnitls_bench_counted

// Whether valgrind can be run.
bool HasValgrind();

// CountInstructions runs a program, argv[0] with its arguments, under callgrind and returns the
// instructions inside OMNITLS_BENCH_COUNTED. Callgrind's output goes to `profile`, which
// callgrind_annotate reads. Ends the program with a message on failure. Thread-safe.
std::uint64_t CountInstructions(const std::vector<std::string>& argv, const std::string& profile);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_CALLGRIND_H_
