#include "omnitls/server_name.h"

#include <gtest/gtest.h>

#include <string>

namespace omnitls {
namespace {

bool IsName(std::string_view text) { return ServerName::Parse(text).has_value(); }

std::string TextOf(std::string_view text) {
  const Result<ServerName> name = ServerName::Parse(text);
  return name ? std::string(name->text()) : "(refused)";
}

// The address in hexadecimal, "" for a DNS name.
std::string IpOf(std::string_view text) {
  const Result<ServerName> name = ServerName::Parse(text);
  if (!name) return "(refused)";
  std::string hex;
  for (const std::uint8_t byte : name->ip()) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

TEST(ServerNameTest, DnsNameIsStoredInLowerCaseWithoutTrailingDot) {
  EXPECT_EQ(TextOf("Example.COM."), "example.com");
  EXPECT_EQ(TextOf("localhost"), "localhost");
  EXPECT_EQ(TextOf("xn--bcher-kva.example"), "xn--bcher-kva.example");
  EXPECT_EQ(TextOf("my_host.example"), "my_host.example");
  EXPECT_EQ(TextOf("1.2.3.4.example"), "1.2.3.4.example");
}

TEST(ServerNameTest, TextEndsInNul) {
  const Result<ServerName> name = ServerName::Parse("a.example.");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->text().data()[name->text().size()], '\0');
}

TEST(ServerNameTest, RefusalIsAConfigurationError) {
  const Result<ServerName> name = ServerName::Parse("");
  ASSERT_FALSE(name);
  EXPECT_EQ(name.error(), (Error{ErrorKind::kConfig, Detail::kInvalidServerName}));
}

TEST(ServerNameTest, MalformedDnsNamesAreRefused) {
  for (const char* text : {".", "..", ".example.com", "a..b", "a.b..", "-a.example", "a-.example",
                           "a b.example", "*.example.com", "a.*",
                           "b\xC3\xBC"
                           "cher.example",
                           "a/b", "a:443", "user@host", "example.1", "[example.com]", "a%b"}) {
    EXPECT_FALSE(IsName(text)) << text;
  }
  EXPECT_FALSE(IsName(std::string_view("a\0b.example", 11)));
}

TEST(ServerNameTest, LabelMayHave63BytesAndANameMayHave253) {
  const std::string label(63, 'a');
  EXPECT_TRUE(IsName(label + ".example"));
  EXPECT_FALSE(IsName(label + "a.example"));
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'a');
  ASSERT_EQ(longest.size(), ServerName::kMaxLength);
  EXPECT_EQ(TextOf(longest), longest);
  EXPECT_EQ(TextOf(longest + "."), longest);
  EXPECT_FALSE(IsName(longest + "a"));
}

TEST(ServerNameTest, Ipv4IsFourDecimalOctets) {
  EXPECT_EQ(IpOf("192.0.2.1"), "c0000201");
  EXPECT_EQ(IpOf("0.0.0.0"), "00000000");
  EXPECT_EQ(IpOf("255.255.255.255"), "ffffffff");
}

TEST(ServerNameTest, Ipv4WithTwoReadingsIsRefused) {
  for (const char* text : {"192.0.2.01", "010.0.0.1", "256.0.0.1", "1.2.3", "1.2.3.4.5", "1.2.3.4.",
                           "0x7f.0.0.1", "2130706433", "1..2.3", " 1.2.3.4", "1.2.3.4 ", "1.2.3.-4",
                           "1.2.3.+4", "[1.2.3.4]", "00.0.0.0"}) {
    EXPECT_FALSE(IsName(text)) << text;
  }
}

TEST(ServerNameTest, Ipv6HasEveryFormOfRfc4291) {
  EXPECT_EQ(IpOf("2001:db8:0:0:8:800:200c:417a"), "20010db80000000000080800200c417a");
  EXPECT_EQ(IpOf("2001:DB8::8:800:200C:417A"), "20010db80000000000080800200c417a");
  EXPECT_EQ(IpOf("::"), "00000000000000000000000000000000");
  EXPECT_EQ(IpOf("::1"), "00000000000000000000000000000001");
  EXPECT_EQ(IpOf("1::"), "00010000000000000000000000000000");
  EXPECT_EQ(IpOf("1:2:3:4:5:6:7::"), "00010002000300040005000600070000");
  EXPECT_EQ(IpOf("::2:3:4:5:6:7:8"), "00000002000300040005000600070008");
  EXPECT_EQ(IpOf("::ffff:192.0.2.33"), "00000000000000000000ffffc0000221");
  EXPECT_EQ(IpOf("1:2:3:4:5:6:192.0.2.33"), "000100020003000400050006c0000221");
  EXPECT_EQ(IpOf("[2001:db8::1]"), "20010db8000000000000000000000001");
}

TEST(ServerNameTest, MalformedIpv6IsRefused) {
  for (const char* text : {":",
                           ":::",
                           "1:2",
                           "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:8::",
                           "1::2::3",
                           "12345::",
                           "g::",
                           "::1%eth0",
                           "fe80::1%25eth0",
                           "1:2:3:4:5:6:7:1.2.3.4",
                           "::1.2.3.256",
                           "::1.2.3.4:5",
                           "1.2.3.4::",
                           "[::1",
                           "::1]",
                           "[]",
                           "[::1]:443",
                           "1:2:3:4:5:6:7:",
                           ":1:2:3:4:5:6:7",
                           "::-1",
                           "1:2:3:4:5:6:7:8:"}) {
    EXPECT_FALSE(IsName(text)) << text;
  }
}

TEST(ServerNameTest, TextOfAnAddressIsAsGivenWithoutBrackets) {
  EXPECT_EQ(TextOf("[2001:DB8::1]"), "2001:DB8::1");
  EXPECT_TRUE(ServerName::Parse("::1")->is_ip());
  EXPECT_FALSE(ServerName::Parse("a.example")->is_ip());
}

TEST(ServerNameTest, AddressesAreEqualWhateverTheirSpelling) {
  EXPECT_EQ(*ServerName::Parse("2001:db8::1"), *ServerName::Parse("[2001:DB8:0::0:1]"));
  EXPECT_EQ(*ServerName::Parse("a.EXAMPLE"), *ServerName::Parse("A.example."));
  EXPECT_FALSE(*ServerName::Parse("::1") == *ServerName::Parse("::2"));
  EXPECT_FALSE(*ServerName::Parse("a.example") == *ServerName::Parse("b.example"));
  EXPECT_FALSE(*ServerName::Parse("1.2.3.4") == *ServerName::Parse("a.example"));
}

}  // namespace
}  // namespace omnitls
