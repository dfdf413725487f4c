// Before any header. glibc has a time_t of 32 bits for 32-bit machines, and one of 64 for those who
// ask; nothing outside this file sees it.
#undef _FILE_OFFSET_BITS
#undef _TIME_BITS
#define _FILE_OFFSET_BITS 64
#define _TIME_BITS 64

#include "omnitls/system_time.h"

#include <ctime>

namespace omnitls::internal {

std::int64_t SystemTime() { return static_cast<std::int64_t>(std::time(nullptr)); }

}  // namespace omnitls::internal
