/* The library's time, by which it judges certificates: the application's. */
#include <mbedtls/build_info.h>

#if defined(MBEDTLS_HAVE_TIME_DATE)
#include <mbedtls/platform_time.h>
#include <mbedtls/platform_util.h>
#include <time.h>

#include "omnitls/embedded/application.h"

mbedtls_time_t omnitls_platform_time(mbedtls_time_t* out) {
  const mbedtls_time_t now = (mbedtls_time_t)omnitls_application_time();
  if (out != NULL) {
    *out = now;
  }
  return now;
}

mbedtls_ms_time_t mbedtls_ms_time(void) {
  return (mbedtls_ms_time_t)omnitls_application_time() * 1000;
}

/* Years begin in March here, so that a day more or less is at their end. Good for 1970 to 2399. */
struct tm* mbedtls_platform_gmtime_r(const mbedtls_time_t* at, struct tm* out) {
  const uint32_t second = (uint32_t)(*at % 86400);
  const uint32_t days = (uint32_t)(*at / 86400) + 719468; /* Since 0000-03-01. */
  const uint32_t of_era = days % 146097;
  const uint32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const uint32_t day = of_era - (365 * year + year / 4 - year / 100);
  const uint32_t month = (5 * day + 2) / 153; /* 0: March. */
  out->tm_sec = (int)(second % 60);
  out->tm_min = (int)(second / 60 % 60);
  out->tm_hour = (int)(second / 3600);
  out->tm_mday = (int)(day - (153 * month + 2) / 5 + 1);
  out->tm_mon = (int)(month < 10 ? month + 2 : month - 10);
  out->tm_year = (int)(days / 146097 * 400 + year + (month < 10 ? 0 : 1)) - 1900;
  return out;
}
#endif
