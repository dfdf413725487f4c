// The clock that mbedTLS's tickets and sessions live by.

#include <gtest/gtest.h>
#include <time.h>

#include <cerrno>
#include <cstdint>

extern "C" std::int64_t mbedtls_ms_time(void);

namespace {

constexpr std::int64_t kIn2128 = 5'000'000'000;

bool is_2128 = false;

// What a time_t of 64 bits comes in, whatever this file's is.
struct Time64 {
  std::int64_t seconds;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  std::int32_t padding;
#endif
  std::int32_t nanoseconds;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  std::int32_t padding;
#endif
};
static_assert(sizeof(Time64) == 16);

}  // namespace

// The linker sends the library's calls here (--wrap). On a 32-bit machine the first fails as
// glibc's does when its time_t cannot tell the time; the second is for a time_t of 64 bits.
extern "C" {
int __real_clock_gettime(clockid_t clock, timespec* out);
int __wrap_clock_gettime(clockid_t clock, timespec* out);
int __wrap___clock_gettime64(clockid_t clock, Time64* out);
}

int __wrap_clock_gettime(clockid_t clock, timespec* out) {
  if (!is_2128) return __real_clock_gettime(clock, out);
  if (sizeof(time_t) < 8) {
    errno = EOVERFLOW;
    return -1;
  }
  *out = {static_cast<time_t>(kIn2128), 7'000'000};
  return 0;
}

int __wrap___clock_gettime64(clockid_t clock, Time64* out) {
  *out = {};
  out->seconds = kIn2128;
  out->nanoseconds = 7'000'000;
  if (is_2128) return 0;
  timespec now;
  const int result = __real_clock_gettime(clock, &now);
  out->seconds = now.tv_sec;
  out->nanoseconds = static_cast<std::int32_t>(now.tv_nsec);
  return result;
}

namespace omnitls::conformance {
namespace {

TEST(WallClockTest, IsNow) {
  const std::int64_t before = std::int64_t{time(nullptr)} * 1000;
  const std::int64_t now = mbedtls_ms_time();
  EXPECT_LE(before - 1000, now);
  EXPECT_LE(now, before + 60'000);
}

TEST(WallClockTest, GoesOnAfter2038) {
  is_2128 = true;
  EXPECT_EQ(mbedtls_ms_time(), kIn2128 * 1000 + 7);
  is_2128 = false;
}

}  // namespace
}  // namespace omnitls::conformance
