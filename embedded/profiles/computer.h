/* computer: the core of a computer (api/), with all settings that the mbedTLS backend has there. */
#ifndef OMNITLS_EMBEDDED_PROFILES_COMPUTER_H_
#define OMNITLS_EMBEDDED_PROFILES_COMPUTER_H_

#include "omnitls/embedded/profiles/complete.h"

/* Time is asked of the application by the core only. */
#undef MBEDTLS_HAVE_TIME
#undef MBEDTLS_HAVE_TIME_DATE
#undef MBEDTLS_PLATFORM_MS_TIME_ALT

#endif /* OMNITLS_EMBEDDED_PROFILES_COMPUTER_H_ */
