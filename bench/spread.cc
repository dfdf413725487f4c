#include "bench/spread.h"

#include <algorithm>
#include <cmath>

namespace omnitls::bench {

Spread SpreadOf(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto at = [&](double part) {
    const double position = part * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (values[above] - values[below]) * (position - std::floor(position));
  };
  return {at(0.5), at(0.25), at(0.75)};
}

}  // namespace omnitls::bench
