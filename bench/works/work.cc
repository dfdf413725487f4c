#include "bench/works/work.h"

#include <ctime>
#include <iterator>

namespace omnitls::bench {
namespace {

double Now(clockid_t clock) {
  std::timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

double CpuSeconds() { return Now(CLOCK_THREAD_CPUTIME_ID); }
double WallSeconds() { return Now(CLOCK_MONOTONIC); }

std::vector<Work> AllWorks() {
  std::vector<Work> all;
  for (const auto& some : {Handshakes, Messages, SocketMessages, Threads, OtherWorks}) {
    std::vector<Work> works = some();
    std::move(works.begin(), works.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace omnitls::bench
