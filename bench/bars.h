#ifndef OMNITLS_BENCH_BARS_H_
#define OMNITLS_BENCH_BARS_H_

#include <span>
#include <string>
#include <vector>

#include "bench/runner.h"

// What this project wants to reach in time, and what it has reached.
namespace omnitls::bench {

struct Bar {
  const char* number;  // The requirement it belongs to.
  const char* what;
  const char* work;  // With the quantity.
  const char* ours;
  const char* other;
  double at_least;  // Times as fast.
};

struct Reached {
  const Bar* bar;
  Spread speed;
  bool measured;  // The other subject was there.

  bool good() const { return measured && speed.median >= bar->at_least; }
};

std::vector<Reached> CheckBars(const std::vector<Series>& all);

// Null: there is none.
const Series* Find(const std::vector<Series>& all, const std::string& work,
                   const std::string& subject);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_BARS_H_
