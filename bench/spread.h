#ifndef OMNITLS_BENCH_SPREAD_H_
#define OMNITLS_BENCH_SPREAD_H_

#include <vector>

namespace omnitls::bench {

// Spread is a median with its quartiles.
struct Spread {
  double median = 0;
  double low = 0;   // A quarter is below.
  double high = 0;  // A quarter is above.
};
Spread SpreadOf(std::vector<double> values);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_SPREAD_H_
