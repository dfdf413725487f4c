#include "omnitls/x509/der.h"

#include <gtest/gtest.h>

#include "omnitls/x509/testing/der_builder.h"

namespace omnitls::x509 {
namespace {

using testing::Der;

bool IsOneElement(const Der& input) {
  DerReader reader(input);
  DerElement element;
  return reader.Next(element) && reader.empty();
}

Der Filled(Der header, std::size_t size) {
  header.resize(header.size() + size, 0x11);
  return header;
}

TEST(DerReaderTest, ReadsElementsInOrderAndGivesTheirParts) {
  const Der input = {0x02, 0x01, 0x05, 0x04, 0x02, 0xAA, 0xBB};
  DerReader reader(input);
  DerElement element;
  ASSERT_TRUE(reader.Next(element));
  EXPECT_EQ(element.tag, der::kInteger);
  EXPECT_TRUE(Equal(element.content, Der{0x05}));
  EXPECT_TRUE(Equal(element.whole, Der{0x02, 0x01, 0x05}));
  EXPECT_TRUE(reader.Has(der::kOctetString));
  ASSERT_TRUE(reader.Next(element));
  EXPECT_TRUE(Equal(element.content, Der{0xAA, 0xBB}));
  EXPECT_TRUE(reader.empty());
  EXPECT_FALSE(reader.Next(element));
  EXPECT_FALSE(reader.Has(der::kInteger));
}

TEST(DerReaderTest, WrongTagReadsNothing) {
  const Der input = {0x02, 0x01, 0x05};
  DerReader reader(input);
  ByteView content;
  EXPECT_FALSE(reader.Read(der::kOctetString, content));
  EXPECT_TRUE(reader.Read(der::kInteger, content));
}

TEST(DerReaderTest, LengthsAreDefiniteAndMinimal) {
  EXPECT_TRUE(IsOneElement(Filled({0x04, 0x7F}, 0x7F)));
  EXPECT_TRUE(IsOneElement(Filled({0x04, 0x81, 0x80}, 0x80)));
  EXPECT_TRUE(IsOneElement(Filled({0x04, 0x82, 0x01, 0x00}, 0x100)));
  EXPECT_TRUE(IsOneElement(Filled({0x04, 0x83, 0x01, 0x00, 0x00}, 0x10000)));
  EXPECT_FALSE(IsOneElement(Filled({0x04, 0x81, 0x7F}, 0x7F)));
  EXPECT_FALSE(IsOneElement(Filled({0x04, 0x82, 0x00, 0x80}, 0x80)));
  EXPECT_FALSE(IsOneElement(Filled({0x04, 0x83, 0x00, 0x01, 0x00}, 0x100)));
  EXPECT_FALSE(IsOneElement(Filled({0x04, 0x84, 0x00, 0x01, 0x00, 0x00}, 0x10000)));
  EXPECT_FALSE(IsOneElement({0x30, 0x80, 0x00, 0x00}));  // Indefinite.
  EXPECT_FALSE(IsOneElement({0x04, 0xFF, 0x00}));
}

TEST(DerReaderTest, LengthBeyondTheInputIsRefused) {
  EXPECT_FALSE(IsOneElement({}));
  EXPECT_FALSE(IsOneElement({0x04}));
  EXPECT_FALSE(IsOneElement({0x04, 0x01}));
  EXPECT_FALSE(IsOneElement({0x04, 0x82, 0x01}));
  EXPECT_FALSE(IsOneElement({0x04, 0x83, 0xFF, 0xFF, 0xFF, 0x00}));
}

TEST(DerReaderTest, HighTagNumbersAreRefused) {
  EXPECT_FALSE(IsOneElement({0x1F, 0x01, 0x00}));
  EXPECT_FALSE(IsOneElement({0xBF, 0x1F, 0x00}));
}

TEST(DerReaderTest, BooleanIsAllOrNothing) {
  bool value = false;
  EXPECT_TRUE(DerReader(Der{0x01, 0x01, 0xFF}).ReadBoolean(value));
  EXPECT_TRUE(value);
  EXPECT_TRUE(DerReader(Der{0x01, 0x01, 0x00}).ReadBoolean(value));
  EXPECT_FALSE(value);
  EXPECT_FALSE(DerReader(Der{0x01, 0x01, 0x01}).ReadBoolean(value));
  EXPECT_FALSE(DerReader(Der{0x01, 0x00}).ReadBoolean(value));
  EXPECT_FALSE(DerReader(Der{0x01, 0x02, 0xFF, 0xFF}).ReadBoolean(value));
}

TEST(DerReaderTest, OidIsWellFormed) {
  ByteView oid;
  EXPECT_TRUE(DerReader(Der{0x06, 0x03, 0x55, 0x04, 0x03}).ReadOid(oid));
  EXPECT_TRUE(DerReader(Der{0x06, 0x03, 0x2A, 0x86, 0x48}).ReadOid(oid));
  EXPECT_FALSE(DerReader(Der{0x06, 0x00}).ReadOid(oid));
  EXPECT_FALSE(DerReader(Der{0x06, 0x02, 0x2A, 0x86}).ReadOid(oid));        // Not ended.
  EXPECT_FALSE(DerReader(Der{0x06, 0x03, 0x2A, 0x80, 0x01}).ReadOid(oid));  // Padded.
}

TEST(DerReaderTest, IntegerIsMinimal) {
  ByteView value;
  EXPECT_TRUE(DerReader(Der{0x02, 0x01, 0x00}).ReadInteger(value));
  EXPECT_TRUE(DerReader(Der{0x02, 0x01, 0xFF}).ReadInteger(value));
  EXPECT_TRUE(DerReader(Der{0x02, 0x02, 0x00, 0x80}).ReadInteger(value));
  EXPECT_TRUE(DerReader(Der{0x02, 0x02, 0xFF, 0x7F}).ReadInteger(value));
  EXPECT_FALSE(DerReader(Der{0x02, 0x00}).ReadInteger(value));
  EXPECT_FALSE(DerReader(Der{0x02, 0x02, 0x00, 0x7F}).ReadInteger(value));
  EXPECT_FALSE(DerReader(Der{0x02, 0x02, 0xFF, 0x80}).ReadInteger(value));
}

TEST(DerReaderTest, UnsignedHasNoSignByteAndIsNotNegative) {
  ByteView magnitude;
  ASSERT_TRUE(DerReader(Der{0x02, 0x02, 0x00, 0x80}).ReadUnsigned(magnitude));
  EXPECT_EQ(magnitude.size(), 1u);
  ASSERT_TRUE(DerReader(Der{0x02, 0x01, 0x00}).ReadUnsigned(magnitude));
  EXPECT_TRUE(magnitude.empty());
  EXPECT_FALSE(DerReader(Der{0x02, 0x01, 0x80}).ReadUnsigned(magnitude));
}

TEST(DerReaderTest, SmallSaturates) {
  std::uint32_t value = 0;
  ASSERT_TRUE(DerReader(testing::Integer(300)).ReadSmall(1000, value));
  EXPECT_EQ(value, 300u);
  ASSERT_TRUE(DerReader(testing::Integer(1001)).ReadSmall(1000, value));
  EXPECT_EQ(value, 1000u);
  ASSERT_TRUE(DerReader(testing::Unsigned(Der(9, 0x01))).ReadSmall(1000, value));
  EXPECT_EQ(value, 1000u);
  ASSERT_TRUE(DerReader(testing::Integer(0xFFFFFFFF)).ReadSmall(0xFFFFFFFF, value));
  EXPECT_EQ(value, 0xFFFFFFFFu);
}

TEST(DerReaderTest, BitStringOfBytesHasNoUnusedBits) {
  ByteView bytes;
  const Der input = {0x03, 0x02, 0x00, 0xAB};
  ASSERT_TRUE(DerReader(input).ReadBitString(bytes));
  EXPECT_TRUE(Equal(bytes, Der{0xAB}));
  EXPECT_FALSE(DerReader(Der{0x03, 0x02, 0x01, 0xAA}).ReadBitString(bytes));
  EXPECT_FALSE(DerReader(Der{0x03, 0x00}).ReadBitString(bytes));
}

TEST(DerReaderTest, FlagsAreNumberedFromTheHighestBit) {
  std::uint16_t flags = 0;
  ASSERT_TRUE(DerReader(Der{0x03, 0x02, 0x01, 0x06}).ReadFlags(flags));
  EXPECT_EQ(flags, (1u << 5) | (1u << 6));
  ASSERT_TRUE(DerReader(Der{0x03, 0x03, 0x07, 0x80, 0x80}).ReadFlags(flags));
  EXPECT_EQ(flags, (1u << 0) | (1u << 8));
  ASSERT_TRUE(DerReader(Der{0x03, 0x04, 0x00, 0x00, 0x01, 0xFF}).ReadFlags(flags));
  EXPECT_EQ(flags, 1u << 15);
  ASSERT_TRUE(DerReader(Der{0x03, 0x01, 0x00}).ReadFlags(flags));
  EXPECT_EQ(flags, 0);
  EXPECT_FALSE(DerReader(Der{0x03, 0x00}).ReadFlags(flags));
  EXPECT_FALSE(DerReader(Der{0x03, 0x01, 0x01}).ReadFlags(flags));
  EXPECT_FALSE(DerReader(Der{0x03, 0x02, 0x08, 0x00}).ReadFlags(flags));
  EXPECT_FALSE(DerReader(Der{0x03, 0x02, 0x01, 0x07}).ReadFlags(flags));  // An unused bit is set.
}

bool ReadsTime(std::uint8_t tag, std::string_view text, std::int64_t& seconds) {
  const Der input = testing::Tlv(tag, testing::Text(text));
  DerReader reader(input);
  return reader.ReadTime(seconds);
}

TEST(DerTimeTest, UtcTimePivotsAt1950) {
  std::int64_t seconds = 0;
  ASSERT_TRUE(ReadsTime(der::kUtcTime, "700101000000Z", seconds));
  EXPECT_EQ(seconds, 0);
  ASSERT_TRUE(ReadsTime(der::kUtcTime, "500101000000Z", seconds));
  EXPECT_EQ(seconds, -631152000);
  ASSERT_TRUE(ReadsTime(der::kUtcTime, "491231235959Z", seconds));
  EXPECT_EQ(seconds, 2524607999);
}

TEST(DerTimeTest, GeneralizedTimeReachesFromYear0To9999) {
  std::int64_t seconds = 0;
  ASSERT_TRUE(ReadsTime(der::kGeneralizedTime, "20500101000000Z", seconds));
  EXPECT_EQ(seconds, 2524608000);
  ASSERT_TRUE(ReadsTime(der::kGeneralizedTime, "99991231235959Z", seconds));
  EXPECT_EQ(seconds, 253402300799);
  ASSERT_TRUE(ReadsTime(der::kGeneralizedTime, "00000101000000Z", seconds));
  EXPECT_EQ(seconds, -62167219200);
}

TEST(DerTimeTest, LeapDaysFollowTheGregorianCalendar) {
  std::int64_t seconds = 0;
  ASSERT_TRUE(ReadsTime(der::kUtcTime, "240229120000Z", seconds));
  EXPECT_EQ(seconds, 1709208000);
  EXPECT_TRUE(ReadsTime(der::kGeneralizedTime, "20000229000000Z", seconds));
  EXPECT_FALSE(ReadsTime(der::kGeneralizedTime, "21000229000000Z", seconds));
  EXPECT_FALSE(ReadsTime(der::kUtcTime, "230229000000Z", seconds));
}

TEST(DerTimeTest, OtherFormsAreRefused) {
  std::int64_t seconds = 0;
  for (const char* text :
       {"7001010000Z", "700101000000", "700101000000+0000", "70010100000aZ", "701301000000Z",
        "700001000000Z", "700100000000Z", "700132000000Z", "700101240000Z", "700101006000Z",
        "700101000060Z", "-00101000000Z", ""}) {
    EXPECT_FALSE(ReadsTime(der::kUtcTime, text, seconds)) << text;
  }
  for (const char* text :
       {"20500101000000.5Z", "20500101000000", "2050010100000Z", "700101000000Z"}) {
    EXPECT_FALSE(ReadsTime(der::kGeneralizedTime, text, seconds)) << text;
  }
}

TEST(DerTimeTest, CivilTimeIsTheInverseOfSeconds) {
  for (std::int64_t time = -62167219200; time <= 253402300799; time += 86400 * 97 + 12345) {
    std::int64_t again = 0;
    ASSERT_TRUE(ToSeconds(ToCivil(time), again));
    ASSERT_EQ(again, time);
  }
}

TEST(DerTimeTest, CivilTimeStaysWithinItsYears) {
  EXPECT_EQ(ToCivil(INT64_MAX).year, 9999);
  EXPECT_EQ(ToCivil(INT64_MIN).year, 0);
  EXPECT_EQ(ToCivil(253402300799).second, 59);
}

}  // namespace
}  // namespace omnitls::x509
