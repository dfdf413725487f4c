#ifndef OMNITLS_BENCH_RUNNER_H_
#define OMNITLS_BENCH_RUNNER_H_

#include <string>
#include <vector>

#include "bench/spread.h"
#include "bench/subjects/subjects.h"
#include "bench/works/work.h"

// Runs every work on every subject, in rounds.
namespace omnitls::bench {

struct RunOptions {
  int rounds = 9;
  double slice = 0.02;                // Seconds of one subject on one work in one round.
  std::vector<std::string> subjects;  // Empty: all.
  std::vector<std::string> works;     // Parts of "group: name"; empty: all.
  bool progress = true;               // To standard error.
};

// Series is what one subject's work took, in each round.
struct Series {
  std::string group;
  std::string work;  // With the quantity.
  std::string subject;
  std::vector<double> seconds;  // Per operation.
};

// In each round the works come in shuffled order. A work is done by all its subjects, three times
// in short turns and each time in shuffled order, so that what disturbs the machine for longer
// disturbs all alike; their figures of one round are what is compared.
std::vector<Series> Run(const RunOptions& options);

// How many times as fast as `other` the first one is, by round.
Spread SpeedUp(const Series& ours, const Series& other);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_RUNNER_H_
