#include "omnitls/ticket_binding.h"

#include <gtest/gtest.h>

#include <string>

namespace omnitls::internal {
namespace {

std::string BytesOf(const TicketBinding& binding) { return std::string(AsText(binding.view())); }

// Whatever the machine: else a ticket made by one server would not open at another.
TEST(TicketBindingTest, HasTheSameBytesOnEveryMachine) {
  const std::string maker("omnitls mbedtls\0", 16);
  const std::string version("\x00\x07\x06\x03\x00\x00\x00\x00", 8);
  EXPECT_EQ(BytesOf({"omnitls mbedtls", 0x03060700, {}}), maker + version);
  EXPECT_EQ(
      BytesOf({"omnitls mbedtls", 0x03060700, {0x0102030405060708, 0xFFFEFDFCFBFAF9F8}}),
      maker + version + "\x08\x07\x06\x05\x04\x03\x02\x01" + "\xF8\xF9\xFA\xFB\xFC\xFD\xFE\xFF");
}

TEST(TicketBindingTest, DiffersWithEachOfItsParts) {
  const std::string binding = BytesOf({"omnitls", 1, {2, 3}});
  EXPECT_NE(BytesOf({"omnitls2", 1, {2, 3}}), binding);
  EXPECT_NE(BytesOf({"omnitls", 2, {2, 3}}), binding);
  EXPECT_NE(BytesOf({"omnitls", 1, {3, 2}}), binding);
  EXPECT_NE(BytesOf({"omnitls", 1, {2}}), binding);
}

}  // namespace
}  // namespace omnitls::internal
