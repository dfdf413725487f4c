#include "omnitls/x509/name.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "omnitls/x509/testing/der_builder.h"

namespace omnitls::x509 {
namespace {

using testing::CommonName;
using testing::Der;
using testing::Join;
using testing::Oid;
using testing::Organization;
using testing::Rdn;
using testing::Seq;
using testing::Set;
using testing::Text;
using testing::Tlv;
using testing::Utf8;

std::string Formatted(const Der& name, std::size_t size = 200) {
  std::vector<char> out(size);
  return std::string(FormatName(name, out));
}

TEST(NameTest, FormatStartsWithTheMostSpecificAttribute) {
  EXPECT_EQ(Formatted(Seq({Rdn(6, "DE"), Organization("Acme"), CommonName("example.com")})),
            "CN=example.com, O=Acme, C=DE");
  EXPECT_EQ(Formatted(Seq({})), "");
}

TEST(NameTest, FormatEscapesWhatCouldMislead) {
  EXPECT_EQ(Formatted(Seq({CommonName("a, O=b\\c\"<>;+")})), "CN=a\\, O=b\\\\c\\\"\\<\\>\\;\\+");
  EXPECT_EQ(Formatted(Seq({CommonName("a\nb\x1B[1m\x7F")})), "CN=a\\0Ab\\1B[1m\\7F");
  EXPECT_EQ(Formatted(Seq({CommonName("B\xC3\xBC")})), "CN=B\\C3\\BC");
  EXPECT_EQ(Formatted(Seq({CommonName(std::string_view("a\0b", 3))})), "CN=a\\00b");
}

TEST(NameTest, FormatWritesUnknownTypesAsNumbers) {
  const Der name = Seq({Set({Seq({Oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01}), Utf8("x")})})});
  EXPECT_EQ(Formatted(name), "OID.1.2.840.113549.1=x");
  EXPECT_EQ(Formatted(Seq({Set({Seq({Oid({0x88, 0x37}), Utf8("x")})})})), "OID.2.999=x");
}

TEST(NameTest, FormatIsCutToTheBuffer) {
  const Der name = Seq({CommonName("example.com")});
  EXPECT_EQ(Formatted(name, 14), "CN=example.com");
  EXPECT_EQ(Formatted(name, 13), "CN=example...");
  EXPECT_EQ(Formatted(name, 2), "..");
  EXPECT_EQ(Formatted(name, 0), "");
}

TEST(NameTest, FormatOfAMalformedNameHasWhatCouldBeRead) {
  Der name = Join({CommonName("a"), {0x31, 0x7F}});
  EXPECT_EQ(Formatted(Tlv(der::kSequence, name)), "CN=a");
  EXPECT_EQ(Formatted({0x30}), "");
  EXPECT_EQ(Formatted({}), "");
}

TEST(NameTest, ReaderTellsWhereRelativeNamesStart) {
  const Der pair_a = Seq({Oid({0x55, 0x04, 0x03}), Utf8("a")});
  const Der pair_b = Seq({Oid({0x55, 0x04, 0x0A}), Utf8("b")});
  const Der name = Seq({Set({pair_a, pair_b}), Set({pair_a})});
  NameReader reader(name);
  NameAttribute attribute;
  std::string starts;
  while (reader.Next(attribute)) starts += attribute.starts_rdn ? 'S' : '-';
  EXPECT_EQ(starts, "S-S");
  EXPECT_TRUE(reader.ok());
}

TEST(NameTest, ReaderNoticesMalformedNames) {
  for (const Der& name : {Seq({Set({})}), Seq({Seq({})}), Seq({Set({Seq({Oid({0x55})})})}),
                          Seq({Set({Seq({Utf8("a"), Utf8("b")})})}), Join({Seq({}), {0x00}}),
                          Seq({Set({Seq({Oid({0x55}), Utf8("a"), Utf8("b")})})})}) {
    NameReader reader(name);
    NameAttribute attribute;
    while (reader.Next(attribute)) {
    }
    EXPECT_FALSE(reader.ok());
  }
}

TEST(NameTest, CommonNameIsTheLastAndOfSingleBytes) {
  std::string_view found;
  const Der two = Seq({CommonName("first"), CommonName("second"), Organization("o")});
  ASSERT_TRUE(FindCommonName(two, found));
  EXPECT_EQ(found, "second");
  EXPECT_FALSE(FindCommonName(Seq({Organization("o")}), found));
  const Der wide = Seq({Rdn(3, std::string_view("\0a", 2), der::kBmpString)});
  EXPECT_FALSE(FindCommonName(wide, found));
}

TEST(NameTest, TimeIsWrittenInUtc) {
  char out[24];
  EXPECT_EQ(FormatTime(1795255200, out), "2026-11-21 10:00:00Z");
  EXPECT_EQ(FormatTime(0, out), "1970-01-01 00:00:00Z");
  EXPECT_EQ(FormatTime(INT64_MAX, out), "9999-12-31 23:59:59Z");
  EXPECT_EQ(FormatTime(INT64_MIN, out), "0000-01-01 00:00:00Z");
  EXPECT_EQ(FormatTime(0, std::span<char>(out).first(19)), "");
}

}  // namespace
}  // namespace omnitls::x509
