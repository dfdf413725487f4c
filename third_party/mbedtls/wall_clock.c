#include <stdint.h>
#include <time.h>

/*
 * The library's clock, in milliseconds since 1970 UTC. Its own counts from the machine's start: no
 * good for tickets and sessions that outlive a restart or go to another machine. A clock that is
 * set back makes a ticket look as if from the future, and so it is not resumed.
 */
int64_t mbedtls_ms_time(void);

int64_t mbedtls_ms_time(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return 0;
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
