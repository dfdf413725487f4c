#ifndef OMNITLS_SYSTEM_TIME_H_
#define OMNITLS_SYSTEM_TIME_H_

#include <cstdint>

namespace omnitls::internal {

// SystemTime is in seconds since 1970-01-01 UTC. What sessions, tickets and their keys live by;
// certificates are judged by a context's Clock, which a program can set. After 2038, too, where the
// C library of a 32-bit machine can tell that time (glibc since 2.34).
std::int64_t SystemTime();

}  // namespace omnitls::internal

#endif  // OMNITLS_SYSTEM_TIME_H_
