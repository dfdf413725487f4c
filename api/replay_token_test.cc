#include "omnitls/replay_token.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace omnitls::internal {
namespace {

std::string TokenOf(std::string_view ticket) {
  std::uint8_t token[ReplayGuard::kTokenSize];
  MakeReplayToken(AsBytes(ticket), token);
  return std::string(AsText(token));
}

// Whatever the machine: else early data that one server had could be sent to another of the same
// guard.
TEST(ReplayTokenTest, HasTheSameBytesOnEveryMachine) {
  // The seeds as they are, and FNV-1a of "a", first byte last.
  EXPECT_EQ(TokenOf(""), "\x25\x23\x22\x84\xe4\x9c\xf2\xcb\x4f\x40\x90\x2f\x3b\x6a\xe1\x9a");
  EXPECT_EQ(TokenOf("a").substr(0, 8), "\x8c\xec\x01\x86\x4c\xdc\x63\xaf");
}

TEST(ReplayTokenTest, DiffersForEveryTicket) {
  EXPECT_NE(TokenOf("a"), TokenOf("b"));
  EXPECT_NE(TokenOf("ab"), TokenOf("ba"));
  EXPECT_NE(TokenOf(std::string_view("\0", 1)), TokenOf(""));
}

}  // namespace
}  // namespace omnitls::internal
