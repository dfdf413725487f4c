#ifndef OMNITLS_BENCH_CLOCK_H_
#define OMNITLS_BENCH_CLOCK_H_

#include <ctime>

namespace omnitls::bench {

inline double Now(clockid_t clock) {
  std::timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// Seconds of this thread's processor time, and of the wall's clock.
inline double CpuSeconds() { return Now(CLOCK_THREAD_CPUTIME_ID); }
inline double WallSeconds() { return Now(CLOCK_MONOTONIC); }

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_CLOCK_H_
