/* The library's verifier judges certificates, and asks the application for the time:
 * embedded/clock.c. */
#ifndef OMNITLS_EMBEDDED_PROFILES_WALL_CLOCK_H_
#define OMNITLS_EMBEDDED_PROFILES_WALL_CLOCK_H_

#include <time.h>

#define MBEDTLS_HAVE_TIME
#define MBEDTLS_HAVE_TIME_DATE
#define MBEDTLS_PLATFORM_TIME_MACRO omnitls_platform_time
#define MBEDTLS_PLATFORM_TIME_TYPE_MACRO time_t
#define MBEDTLS_PLATFORM_MS_TIME_ALT
#define MBEDTLS_PLATFORM_GMTIME_R_ALT
#ifdef __cplusplus
extern "C" {
#endif
time_t omnitls_platform_time(time_t* out);
#ifdef __cplusplus
}
#endif

#endif /* OMNITLS_EMBEDDED_PROFILES_WALL_CLOCK_H_ */
