#include "omnitls/replay_guard.h"

#include <gtest/gtest.h>

#include <cstring>
#include <ctime>

namespace omnitls {
namespace {

constexpr std::int64_t kNow = 1'700'000'000;

struct Token {
  explicit Token(std::uint64_t number) { std::memcpy(bytes, &number, sizeof number); }
  operator ByteView() const { return bytes; }  // NOLINT: a view of itself
  std::uint8_t bytes[ReplayGuard::kTokenSize] = {};
};

TEST(ReplayGuardTest, ATokenIsNewOnceInItsWindow) {
  MemoryReplayGuard guard(64);
  EXPECT_TRUE(guard.FirstUseAt(Token(1), kNow));
  EXPECT_FALSE(guard.FirstUseAt(Token(1), kNow));
  EXPECT_FALSE(guard.FirstUseAt(Token(1), kNow + ReplayGuard::kWindow));
  EXPECT_TRUE(guard.FirstUseAt(Token(2), kNow));
  EXPECT_TRUE(guard.FirstUseAt(Token(1), kNow + ReplayGuard::kWindow + 1));
}

TEST(ReplayGuardTest, AClockThatIsSetBackForgetsNothing) {
  MemoryReplayGuard guard(64);
  EXPECT_TRUE(guard.FirstUseAt(Token(1), kNow));
  EXPECT_FALSE(guard.FirstUseAt(Token(1), kNow - 100000));
}

TEST(ReplayGuardTest, WhenItCanRememberNoMoreItSaysNo) {
  MemoryReplayGuard guard(16);
  for (std::uint64_t i = 0; i < 16; ++i) EXPECT_TRUE(guard.FirstUseAt(Token(i), kNow)) << i;
  EXPECT_FALSE(guard.FirstUseAt(Token(16), kNow + 1));
  EXPECT_FALSE(guard.FirstUseAt(Token(3), kNow + 1)) << "forgot an old one";
  EXPECT_TRUE(guard.FirstUseAt(Token(16), kNow + ReplayGuard::kWindow + 1));
}

TEST(ReplayGuardTest, WithoutMemoryForSoManyItSaysNo) {
  constexpr std::size_t kAllThereAre = static_cast<std::size_t>(-1);
  for (const std::size_t capacity : {kAllThereAre, kAllThereAre - 15, kAllThereAre / 2 + 1}) {
    MemoryReplayGuard guard(capacity);
    EXPECT_FALSE(guard.FirstUseAt(Token(1), kNow)) << capacity;
  }
}

TEST(ReplayGuardTest, AfterARestartItSaysNoForAWindow) {
  MemoryReplayGuard guard(16, MemoryReplayGuard::Start::kAfterWindow);
  const auto now = static_cast<std::int64_t>(std::time(nullptr));
  EXPECT_FALSE(guard.FirstUse(Token(1)));
  EXPECT_FALSE(guard.FirstUseAt(Token(1), now + ReplayGuard::kWindow - 1));
  EXPECT_TRUE(guard.FirstUseAt(Token(1), now + ReplayGuard::kWindow + 2));
}

TEST(ReplayGuardTest, ATokenOfAnotherSizeIsNotNew) {
  MemoryReplayGuard guard(16);
  EXPECT_FALSE(guard.FirstUseAt({}, kNow));
  EXPECT_FALSE(guard.FirstUseAt(Token(1).operator ByteView().first(15), kNow));
}

}  // namespace
}  // namespace omnitls
