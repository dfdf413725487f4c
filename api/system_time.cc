#include "omnitls/system_time.h"

#include <ctime>

namespace omnitls::internal {

std::int64_t SystemTime() { return static_cast<std::int64_t>(std::time(nullptr)); }

}  // namespace omnitls::internal
