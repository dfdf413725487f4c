#ifndef OMNITLS_X509_TESTING_DER_BUILDER_H_
#define OMNITLS_X509_TESTING_DER_BUILDER_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "omnitls/x509/der.h"

namespace omnitls::x509::testing {

// Der is encoded bytes. For tests: it allocates as it likes.
using Der = std::vector<std::uint8_t>;

inline Der Text(std::string_view text) { return Der(text.begin(), text.end()); }

inline Der Join(std::initializer_list<Der> parts) {
  Der joined;
  for (const Der& part : parts) joined.insert(joined.end(), part.begin(), part.end());
  return joined;
}

inline Der Tlv(std::uint8_t tag, const Der& content) {
  Der out = {tag};
  const std::size_t size = content.size();
  if (size < 0x80) {
    out.push_back(static_cast<std::uint8_t>(size));
  } else if (size < 0x100) {
    out.insert(out.end(), {0x81, static_cast<std::uint8_t>(size)});
  } else if (size < 0x10000) {
    out.insert(out.end(),
               {0x82, static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)});
  } else {
    out.insert(out.end(), {0x83, static_cast<std::uint8_t>(size >> 16),
                           static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)});
  }
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

inline Der Seq(std::initializer_list<Der> parts) { return Tlv(der::kSequence, Join(parts)); }
inline Der Set(std::initializer_list<Der> parts) { return Tlv(der::kSet, Join(parts)); }
inline Der Explicit(unsigned number, const Der& content) {
  return Tlv(der::ContextConstructed(number), content);
}
inline Der Boolean(bool value) {
  return Tlv(der::kBoolean, {static_cast<std::uint8_t>(value ? 0xFF : 0x00)});
}
inline Der Null() { return Tlv(der::kNull, {}); }
inline Der OctetString(const Der& content) { return Tlv(der::kOctetString, content); }
inline Der BitString(const Der& content) { return Tlv(der::kBitString, Join({{0}, content})); }
inline Der Oid(const Der& content) { return Tlv(der::kOid, content); }
inline Der Utf8(std::string_view text) { return Tlv(der::kUtf8String, Text(text)); }

// A non-negative INTEGER of these magnitude bytes.
inline Der Unsigned(Der magnitude) {
  if (magnitude.empty() || (magnitude[0] & 0x80) != 0) magnitude.insert(magnitude.begin(), 0);
  return Tlv(der::kInteger, magnitude);
}
inline Der Integer(std::uint32_t value) {
  Der magnitude;
  for (; value != 0; value >>= 8) {
    magnitude.insert(magnitude.begin(), static_cast<std::uint8_t>(value));
  }
  return Unsigned(magnitude);
}

// UTCTime up to 2049, GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5).
inline Der Time(std::int64_t seconds) {
  const CivilTime time = ToCivil(seconds);
  auto digits = [](int number, int count) {
    std::string text;
    for (; count > 0; --count, number /= 10) text.insert(text.begin(), char('0' + number % 10));
    return text;
  };
  const bool utc = time.year >= 1950 && time.year < 2050;
  const std::string text = (utc ? digits(time.year % 100, 2) : digits(time.year, 4)) +
                           digits(time.month, 2) + digits(time.day, 2) + digits(time.hour, 2) +
                           digits(time.minute, 2) + digits(time.second, 2) + "Z";
  return Tlv(utc ? der::kUtcTime : der::kGeneralizedTime, Text(text));
}

// One RelativeDistinguishedName of one attribute; `type` is the last arc under id-at (2.5.4).
inline Der Rdn(std::uint8_t type, std::string_view value, std::uint8_t tag = der::kUtf8String) {
  return Set({Seq({Oid({0x55, 0x04, type}), Tlv(tag, Text(value))})});
}
inline Der CommonName(std::string_view value) { return Rdn(3, value); }
inline Der Organization(std::string_view value) { return Rdn(10, value); }

// A Name of a Common Name alone.
inline Der Name(std::string_view common_name) { return Seq({CommonName(common_name)}); }

}  // namespace omnitls::x509::testing

#endif  // OMNITLS_X509_TESTING_DER_BUILDER_H_
