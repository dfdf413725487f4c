#include "omnitls/x509/der.h"

namespace omnitls::x509 {
namespace {

constexpr std::int64_t kSecondsPerDay = 86400;

// TwoDigits reads two decimal digits; -1 if they are not.
int TwoDigits(const std::uint8_t* text) {
  const unsigned tens = text[0] - unsigned{'0'};
  const unsigned ones = text[1] - unsigned{'0'};
  return tens > 9 || ones > 9 ? -1 : static_cast<int>(tens * 10 + ones);
}

// Reversed gives the bits of a byte in the other order.
unsigned Reversed(unsigned byte) {
  byte = (byte & 0x0F) << 4 | byte >> 4;
  byte = (byte & 0x33) << 2 | (byte >> 2 & 0x33);
  return (byte & 0x55) << 1 | (byte >> 1 & 0x55);
}

bool IsLeapYear(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int DaysInMonth(int year, int month) {
  if (month == 2) return IsLeapYear(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// DaysFromCivil counts days since 1970-01-01, with years that start in March so that the leap day
// is their last (H. Hinnant, "chrono-compatible low-level date algorithms"). `year` is not
// negative.
// In 32 bits, which is much less for small processors.
std::int64_t DaysFromCivil(int year, int month, int day) {
  const std::int32_t y = month <= 2 ? year + 399 : year + 400;  // One era up, to stay positive.
  const std::int32_t era = y / 400;
  const std::int32_t year_of_era = y - era * 400;
  const std::int32_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int32_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468 - 146097;
}

}  // namespace

bool DerReader::ReadLongHeader(ByteView input, std::size_t& header, std::size_t& length) {
  const std::size_t octets = input[1] & 0x7F;
  if (octets == 0 || octets > 3 || input.size() < 2 + octets) return false;
  length = 0;
  for (std::size_t i = 0; i < octets; ++i) length = (length << 8) | input[2 + i];
  header = 2 + octets;
  // Minimal: no short form would do, and the first length octet is not zero.
  return length >= 0x80 && input[2] != 0;
}

bool DerReader::ReadBoolean(bool& value) {
  ByteView content;
  if (!Read(der::kBoolean, content) || content.size() != 1) return false;
  value = content[0] == 0xFF;
  return content[0] == 0xFF || content[0] == 0x00;
}

bool DerReader::ReadOid(ByteView& oid) {
  if (!Read(der::kOid, oid) || oid.empty() || (oid.back() & 0x80) != 0) return false;
  // Most are of three bytes, each a number.
  if (oid.size() == 3 && (oid[0] | oid[1] | oid[2]) < 0x80) return true;
  // A subidentifier that starts with 0x80 is padded (X.690, 8.19.2).
  std::uint8_t before = 0;
  for (const std::uint8_t byte : oid) {
    if (byte == 0x80 && before < 0x80) return false;
    before = byte;
  }
  return true;
}

bool DerReader::ReadInteger(ByteView& value) {
  if (!Read(der::kInteger, value) || value.empty()) return false;
  if (value.size() == 1) return true;
  // The first nine bits are not all equal (X.690, 8.3.2).
  const bool high_bit = (value[1] & 0x80) != 0;
  return !(value[0] == 0x00 && !high_bit) && !(value[0] == 0xFF && high_bit);
}

bool DerReader::ReadUnsigned(ByteView& magnitude) {
  if (!ReadInteger(magnitude) || (magnitude[0] & 0x80) != 0) return false;
  if (magnitude[0] == 0) magnitude = magnitude.subspan(1);
  return true;
}

bool DerReader::ReadSmall(std::uint32_t limit, std::uint32_t& value) {
  ByteView magnitude;
  if (!ReadUnsigned(magnitude)) return false;
  value = limit;
  if (magnitude.size() > 4) return true;
  std::uint32_t number = 0;
  for (const std::uint8_t byte : magnitude) number = (number << 8) | byte;
  if (number < limit) value = number;
  return true;
}

bool DerReader::ReadBitString(ByteView& bytes) {
  if (!Read(der::kBitString, bytes) || bytes.empty() || bytes[0] != 0) return false;
  bytes = bytes.subspan(1);
  return true;
}

bool DerReader::ReadFlags(std::uint16_t& flags) {
  ByteView bits;
  if (!Read(der::kBitString, bits) || bits.empty() || bits[0] > 7) return false;
  if (bits.size() == 1 && bits[0] != 0) return false;
  const unsigned unused_mask = (1u << bits[0]) - 1;
  if (bits.size() > 1 && (bits.back() & unused_mask) != 0) return false;  // X.690, 11.2.1
  const unsigned low = bits.size() > 1 ? Reversed(bits[1]) : 0;
  const unsigned high = bits.size() > 2 ? Reversed(bits[2]) : 0;
  flags = static_cast<std::uint16_t>(high << 8 | low);
  return true;
}

bool DerReader::ReadTime(std::int64_t& seconds) {
  ByteView text;
  CivilTime time;
  const std::uint8_t* at = nullptr;
  if (Read(der::kUtcTime, text)) {
    if (text.size() != 13) return false;
    at = text.data();
    const int year = TwoDigits(at);
    if (year < 0) return false;
    time.year = year < 50 ? 2000 + year : 1900 + year;  // RFC 5280, 4.1.2.5.1
  } else if (Read(der::kGeneralizedTime, text)) {
    if (text.size() != 15) return false;
    at = text.data() + 2;
    const int century = TwoDigits(text.data());
    const int year = TwoDigits(at);
    if (century < 0 || year < 0) return false;
    time.year = century * 100 + year;
  } else {
    return false;
  }
  time.month = TwoDigits(at + 2);
  time.day = TwoDigits(at + 4);
  time.hour = TwoDigits(at + 6);
  time.minute = TwoDigits(at + 8);
  time.second = TwoDigits(at + 10);
  return text.back() == 'Z' && ToSeconds(time, seconds);
}

bool ToSeconds(const CivilTime& time, std::int64_t& seconds) {
  if (time.year < 0 || time.year > 9999 || time.month < 1 || time.month > 12) return false;
  if (time.day < 1 || time.day > DaysInMonth(time.year, time.month)) return false;
  if (time.hour < 0 || time.hour > 23 || time.minute < 0 || time.minute > 59) return false;
  if (time.second < 0 || time.second > 59) return false;
  seconds = DaysFromCivil(time.year, time.month, time.day) * kSecondsPerDay + time.hour * 3600 +
            time.minute * 60 + time.second;
  return true;
}

CivilTime ToCivil(std::int64_t seconds) {
  constexpr std::int64_t kFirst = -62167219200;  // 0000-01-01 00:00:00
  constexpr std::int64_t kLast = 253402300799;   // 9999-12-31 23:59:59
  if (seconds < kFirst) seconds = kFirst;
  if (seconds > kLast) seconds = kLast;
  const std::int64_t since_year_zero = seconds - kFirst;
  const auto second_of_day = static_cast<int>(since_year_zero % kSecondsPerDay);
  // Days since 0000-03-01, one era up to stay positive (see DaysFromCivil).
  const std::int64_t days = since_year_zero / kSecondsPerDay - 60 + 146097;
  const std::int64_t era = days / 146097;
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;  // 0 is March.
  CivilTime time;
  time.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  time.year = static_cast<int>(year_of_era + (era - 1) * 400) + (time.month <= 2 ? 1 : 0);
  time.day = static_cast<int>(day_of_year - (153 * month + 2) / 5 + 1);
  time.hour = second_of_day / 3600;
  time.minute = second_of_day / 60 % 60;
  time.second = second_of_day % 60;
  return time;
}

}  // namespace omnitls::x509
