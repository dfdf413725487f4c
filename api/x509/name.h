#ifndef OMNITLS_X509_NAME_H_
#define OMNITLS_X509_NAME_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/x509/der.h"

namespace omnitls::x509 {

// NameAttribute is one AttributeTypeAndValue of a Name (RFC 5280, 4.1.2.4).
struct NameAttribute {
  ByteView oid;
  std::uint8_t tag = 0;  // Of the value: der::kUtf8String, ...
  ByteView value;
  bool starts_rdn = false;  // The first of its RelativeDistinguishedName.
};

// NameReader walks the attributes of a DER Name in encoded order.
class NameReader {
 public:
  explicit NameReader(ByteView der_name);

  // Next returns false at the end and where the name is malformed: ok() tells which.
  bool Next(NameAttribute& attribute);
  bool ok() const { return ok_; }

 private:
  DerReader rdns_;
  DerReader attributes_;
  bool ok_;
};

// IsEmptyName tells whether a DER Name is the empty SEQUENCE.
bool IsEmptyName(ByteView der_name);

// Attribute types (the content of the OBJECT IDENTIFIER).
bool IsCommonName(ByteView oid);
bool IsEmailAddress(ByteView oid);

// FindCommonName gives the last, that is the most specific, Common Name. False if there is none, or
// it is not of a type whose characters are single bytes.
bool FindCommonName(ByteView der_name, std::string_view& common_name);

// FormatName writes a DER Name for people: "CN=example.com, O=Acme", the most specific attribute
// first. Escaped as in RFC 4514, and every byte that is not printable ASCII as \XX, so that a name
// can neither break a log line nor pass for two attributes. It returns the text, which is cut, and
// ends in "...", where `out` is too small.
std::string_view FormatName(ByteView der_name, std::span<char> out);

// FormatTime writes "2026-11-21 10:00:00Z" (20 characters), or "" where `out` is too small.
std::string_view FormatTime(std::int64_t seconds, std::span<char> out);

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_NAME_H_
