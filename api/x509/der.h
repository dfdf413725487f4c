#ifndef OMNITLS_X509_DER_H_
#define OMNITLS_X509_DER_H_

#include <cstddef>
#include <cstdint>

#include "omnitls/bytes.h"

namespace omnitls::x509 {

// The identifier octets that certificates use (X.690, 8.1.2).
namespace der {
inline constexpr std::uint8_t kBoolean = 0x01;
inline constexpr std::uint8_t kInteger = 0x02;
inline constexpr std::uint8_t kBitString = 0x03;
inline constexpr std::uint8_t kOctetString = 0x04;
inline constexpr std::uint8_t kNull = 0x05;
inline constexpr std::uint8_t kOid = 0x06;
inline constexpr std::uint8_t kUtf8String = 0x0C;
inline constexpr std::uint8_t kPrintableString = 0x13;
inline constexpr std::uint8_t kTeletexString = 0x14;
inline constexpr std::uint8_t kIa5String = 0x16;
inline constexpr std::uint8_t kUtcTime = 0x17;
inline constexpr std::uint8_t kGeneralizedTime = 0x18;
inline constexpr std::uint8_t kUniversalString = 0x1C;
inline constexpr std::uint8_t kBmpString = 0x1E;
inline constexpr std::uint8_t kSequence = 0x30;
inline constexpr std::uint8_t kSet = 0x31;
constexpr std::uint8_t Context(unsigned number) { return static_cast<std::uint8_t>(0x80 | number); }
constexpr std::uint8_t ContextConstructed(unsigned number) {
  return static_cast<std::uint8_t>(0xA0 | number);
}
}  // namespace der

// DerElement is one tag-length-value. The views point into what was read.
struct DerElement {
  std::uint8_t tag = 0;
  ByteView content;
  ByteView whole;  // With the tag and the length.
};

// DerReader walks the elements of one level of DER. It reads no further than the view it is given,
// and goes into nothing by itself: a nested level is a new reader over an element's content, so the
// depth is that of the code that reads, never that of the input.
//
// Refused: indefinite and non-minimal lengths (X.690, 10.1), lengths of 16 MiB and more (no TLS
// message can carry them), tag numbers above 30 (certificates have none). What fails reads nothing.
class DerReader {
 public:
  explicit DerReader(ByteView input) : rest_(input) {}

  bool empty() const { return rest_.empty(); }
  // Whether the next element has this tag; false at the end.
  bool Has(std::uint8_t tag) const { return !rest_.empty() && rest_[0] == tag; }

  // Next reads any element.
  bool Next(DerElement& element) {
    std::size_t header, length;
    if (!ReadHeader(header, length) || (rest_[0] & 0x1F) == 0x1F) return false;
    element.tag = rest_[0];
    element.content = rest_.subspan(header, length);
    element.whole = rest_.first(header + length);
    rest_ = rest_.subspan(header + length);
    return true;
  }
  // Read reads an element of this tag and gives its content.
  bool Read(std::uint8_t tag, ByteView& content) {
    std::size_t header, length;
    if (!Has(tag) || !ReadHeader(header, length)) return false;
    content = rest_.subspan(header, length);
    rest_ = rest_.subspan(header + length);
    return true;
  }
  // ReadWhole reads an element of this tag and gives all of it.
  bool ReadWhole(std::uint8_t tag, ByteView& whole) {
    std::size_t header, length;
    if (!Has(tag) || !ReadHeader(header, length)) return false;
    whole = rest_.first(header + length);
    rest_ = rest_.subspan(header + length);
    return true;
  }

  // ReadBoolean reads a BOOLEAN: 0x00 or 0xFF (X.690, 11.1).
  bool ReadBoolean(bool& value);
  // ReadOid reads a well-formed OBJECT IDENTIFIER and gives its content.
  bool ReadOid(ByteView& oid);
  // ReadInteger reads a minimally encoded INTEGER and gives its content (two's complement).
  bool ReadInteger(ByteView& value);
  // ReadUnsigned reads an INTEGER from 0 up and gives its magnitude without a leading zero byte;
  // zero is the empty view.
  bool ReadUnsigned(ByteView& magnitude);
  // ReadSmall reads an INTEGER from 0 up; what is over `limit` is given as `limit`.
  bool ReadSmall(std::uint32_t limit, std::uint32_t& value);
  // ReadBitString reads a BIT STRING of whole bytes.
  bool ReadBitString(ByteView& bytes);
  // ReadFlags reads a BIT STRING of named bits: bit i of `flags` is bit i of the string. Bits from
  // 16 up are ignored.
  bool ReadFlags(std::uint16_t& flags);
  // ReadTime reads a UTCTime or GeneralizedTime in the form RFC 5280 allows (4.1.2.5: seconds
  // present, Zulu, no fraction) as seconds since 1970-01-01 UTC.
  bool ReadTime(std::int64_t& seconds);

 private:
  // ReadHeader finds where the content starts and how long it is; all of it is there. In the
  // header file, as the functions above: they are most of what parsing a certificate costs.
  bool ReadHeader(std::size_t& header, std::size_t& length) const {
    if (rest_.size() < 2) return false;
    header = 2;
    length = rest_[1];
    if (length >= 0x80 && !ReadLongHeader(rest_, header, length)) return false;
    return length <= rest_.size() - header;
  }
  // ReadLongHeader is for contents of 128 bytes and more.
  static bool ReadLongHeader(ByteView input, std::size_t& header, std::size_t& length);

  ByteView rest_;
};

// ReadAlone reads an element that must be all of `input`.
inline bool ReadAlone(ByteView input, std::uint8_t tag, ByteView& content) {
  DerReader reader(input);
  return reader.Read(tag, content) && reader.empty();
}

// CivilTime is a date of the proleptic Gregorian calendar.
struct CivilTime {
  int year = 0;  // 0 to 9999.
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

// ToSeconds converts to seconds since 1970-01-01 UTC, or fails where there is no such time.
bool ToSeconds(const CivilTime& time, std::int64_t& seconds);
// ToCivil is its inverse. Times outside the years 0 to 9999 are moved to the nearest inside.
CivilTime ToCivil(std::int64_t seconds);

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_DER_H_
