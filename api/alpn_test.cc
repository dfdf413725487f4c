#include "omnitls/alpn.h"

#include <gtest/gtest.h>

#include <string>

namespace omnitls {
namespace {

Bytes List(std::initializer_list<std::string_view> names) {
  Bytes list;
  for (const std::string_view name : names) EXPECT_TRUE(AppendAlpn(name, list));
  return list;
}

TEST(AlpnTest, NamesAreWrittenAfterTheirLength) {
  EXPECT_EQ(List({"h2", "http/1.1"}).text(), "\x02h2\x08http/1.1");
}

TEST(AlpnTest, EmptyAndOverlongNamesAreRefused) {
  Bytes list;
  EXPECT_EQ(AppendAlpn("", list).error().detail, Detail::kNameLength);
  EXPECT_EQ(AppendAlpn(std::string(256, 'a'), list).error().detail, Detail::kNameLength);
  EXPECT_TRUE(list.empty());
  EXPECT_TRUE(AppendAlpn(std::string(255, 'a'), list));
}

TEST(AlpnTest, NameGivenTwiceIsRefused) {
  Bytes list = List({"h2"});
  EXPECT_EQ(AppendAlpn("h2", list).error().detail, Detail::kDuplicate);
}

TEST(AlpnTest, ListNeverGrowsPastTheWiresLimit) {
  Bytes list;
  int count = 0;
  while (AppendAlpn(std::to_string(count) + std::string(240, 'x'), list)) ++count;
  EXPECT_LE(list.size(), 65535u);
  EXPECT_GT(count, 200);
}

TEST(AlpnTest, WireFormIsChecked) {
  EXPECT_TRUE(CheckAlpnWire(AsBytes("\x02h2")));
  EXPECT_FALSE(CheckAlpnWire({}));
  EXPECT_FALSE(CheckAlpnWire(AsBytes("\x03h2")));
  EXPECT_FALSE(CheckAlpnWire(AsBytes(std::string_view("\x02h2\x00", 4))));
}

TEST(AlpnTest, OwnOrderDecides) {
  EXPECT_EQ(SelectAlpn(List({"http/1.1", "h2"}), List({"h2", "http/1.1"})), "http/1.1");
}

TEST(AlpnTest, NothingInCommonSelectsNothing) {
  EXPECT_EQ(SelectAlpn(List({"h2"}), List({"h3"})), "");
  EXPECT_EQ(SelectAlpn(List({"h2"}), {}), "");
}

TEST(AlpnTest, NameIsMatchedWhole) {
  EXPECT_EQ(SelectAlpn(List({"h2"}), List({"h2c", "xh2"})), "");
}

}  // namespace
}  // namespace omnitls
