#ifndef OMNITLS_SYSTEM_TIME_H_
#define OMNITLS_SYSTEM_TIME_H_

#include <cstdint>
#include <ctime>

#include "omnitls/profile.h"

#if defined(OMNITLS_BARE_METAL)
#include "omnitls/embedded/application.h"
#endif

namespace omnitls::internal {

// SystemTime is in seconds since 1970-01-01 UTC. What sessions, tickets and their keys live by;
// certificates are judged by a context's Clock, which a program can set.
#if defined(OMNITLS_BARE_METAL)
inline std::int64_t SystemTime() { return omnitls_application_time(); }
#else
inline std::int64_t SystemTime() { return static_cast<std::int64_t>(std::time(nullptr)); }
#endif

}  // namespace omnitls::internal

#endif  // OMNITLS_SYSTEM_TIME_H_
