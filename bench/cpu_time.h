#ifndef OMNITLS_BENCH_CPU_TIME_H_
#define OMNITLS_BENCH_CPU_TIME_H_

#include <cstdint>
#include <string>
#include <vector>

namespace omnitls::bench {

// TimeFigure is how omnitls's processor time compares with raw's: the median of the ratios of all
// rounds, with the smallest and the largest.
struct TimeFigure {
  std::string backend;
  std::string what;  // "read 64 B", ...
  double median = 0;
  double low = 0;
  double high = 0;
};

// TrafficFigure is what one handshake does to the transport; always the same.
struct TrafficFigure {
  std::string backend;
  std::string subject;              // "ours" or "raw".
  std::uint64_t client_writes = 0;  // Calls of the transport's Write.
  std::uint64_t server_writes = 0;
  std::uint64_t client_bytes = 0;
  std::uint64_t server_bytes = 0;
};

// MeasureTimes measures in rounds. In each, every subject does everything, in shuffled order, and
// the two subjects of a pair right after one another; so a disturbance spoils one ratio of many.
std::vector<TimeFigure> MeasureTimes(const std::vector<std::string>& backends, int rounds);

std::vector<TrafficFigure> MeasureTraffic(const std::vector<std::string>& backends);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_CPU_TIME_H_
