#include "omnitls/system_time.h"

#include <gtest/gtest.h>

namespace {

constexpr std::int64_t kIn2128 = 5'000'000'000;

bool is_2128 = false;

}  // namespace

// The linker sends the library's calls here (--wrap): time_t has 64 bits in both names but the
// first of a 32-bit machine, which fails as glibc's does when its time_t cannot tell the time.
extern "C" {
long __real_time(long* out);
long __wrap_time(long* out);
std::int64_t __wrap___time64(std::int64_t* out);
}

long __wrap_time(long* out) {
  if (!is_2128) return __real_time(out);
  return sizeof(long) < 8 ? -1 : static_cast<long>(kIn2128);
}

std::int64_t __wrap___time64(std::int64_t*) { return is_2128 ? kIn2128 : __real_time(nullptr); }

namespace omnitls::internal {
namespace {

TEST(SystemTimeTest, IsNow) {
  const std::int64_t before = __real_time(nullptr);
  const std::int64_t now = SystemTime();
  EXPECT_LE(before, now);
  EXPECT_LE(now, before + 60);
}

TEST(SystemTimeTest, GoesOnAfter2038) {
  is_2128 = true;
  EXPECT_EQ(SystemTime(), kIn2128);
  is_2128 = false;
}

}  // namespace
}  // namespace omnitls::internal
