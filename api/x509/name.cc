#include "omnitls/x509/name.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace omnitls::x509 {
namespace {

constexpr std::uint8_t kCommonName[] = {0x55, 0x04, 0x03};
constexpr std::uint8_t kEmailAddress[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01};
constexpr std::uint8_t kDomainComponent[] = {0x09, 0x92, 0x26, 0x89, 0x93,
                                             0xF2, 0x2C, 0x64, 0x01, 0x19};
constexpr std::uint8_t kCountry[] = {0x55, 0x04, 0x06};
constexpr std::uint8_t kLocality[] = {0x55, 0x04, 0x07};
constexpr std::uint8_t kState[] = {0x55, 0x04, 0x08};
constexpr std::uint8_t kOrganization[] = {0x55, 0x04, 0x0A};
constexpr std::uint8_t kOrganizationalUnit[] = {0x55, 0x04, 0x0B};
constexpr std::uint8_t kSerialNumber[] = {0x55, 0x04, 0x05};

struct ShortName {
  ByteView oid;
  std::string_view text;
};

constexpr ShortName kShortNames[] = {
    {kCommonName, "CN"},
    {kOrganization, "O"},
    {kOrganizationalUnit, "OU"},
    {kCountry, "C"},
    {kLocality, "L"},
    {kState, "ST"},
    {kDomainComponent, "DC"},
    {kSerialNumber, "serialNumber"},
    {kEmailAddress, "emailAddress"},
};

// TextWriter fills a buffer and marks with "..." that something did not fit.
class TextWriter {
 public:
  explicit TextWriter(std::span<char> out) : out_(out) {}

  void Put(char c) {
    if (size_ < out_.size()) {
      out_[size_++] = c;
    } else {
      full_ = true;
    }
  }
  void Put(std::string_view text) {
    for (const char c : text) Put(c);
  }
  void PutNumber(std::uint32_t number, int min_digits) {
    std::array<char, 10> digits;
    int count = 0;
    for (; number != 0 || count < min_digits; number /= 10) {
      digits[static_cast<std::size_t>(count++)] = static_cast<char>('0' + number % 10);
    }
    while (count > 0) Put(digits[static_cast<std::size_t>(--count)]);
  }

  bool full() const { return full_; }
  std::string_view text() {
    if (full_) {
      for (char& c : out_.last(std::min<std::size_t>(3, out_.size()))) c = '.';
    }
    return {out_.data(), size_};
  }

 private:
  std::span<char> out_;
  std::size_t size_ = 0;
  bool full_ = false;
};

void PutByte(TextWriter& writer, std::uint8_t byte) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kSpecial = "\\,+\"<>;";  // RFC 4514, 2.4
  if (byte < 0x20 || byte > 0x7E) {
    writer.Put('\\');
    writer.Put(kHex[byte >> 4]);
    writer.Put(kHex[byte & 0x0F]);
    return;
  }
  const char c = static_cast<char>(byte);
  if (kSpecial.find(c) != std::string_view::npos) writer.Put('\\');
  writer.Put(c);
}

void PutType(TextWriter& writer, ByteView oid) {
  for (const ShortName& known : kShortNames) {
    if (Equal(oid, known.oid)) return writer.Put(known.text);
  }
  writer.Put("OID");
  std::uint32_t arc = 0;
  bool first = true;
  for (const std::uint8_t byte : oid) {
    arc = (arc << 7) | (byte & 0x7F);  // Wraps on absurd arcs: this is for people.
    if ((byte & 0x80) != 0) continue;
    if (first) {  // The first two arcs share a number (X.690, 8.19.4).
      const std::uint32_t top = std::min<std::uint32_t>(arc / 40, 2);
      writer.Put('.');
      writer.PutNumber(top, 1);
      arc -= top * 40;
      first = false;
    }
    writer.Put('.');
    writer.PutNumber(arc, 1);
    arc = 0;
  }
}

}  // namespace

NameReader::NameReader(ByteView der_name) : rdns_({}), attributes_({}) {
  ByteView content;
  ok_ = ReadAlone(der_name, der::kSequence, content);
  rdns_ = DerReader(content);
}

bool NameReader::Next(NameAttribute& attribute) {
  if (!ok_) return false;
  attribute.starts_rdn = attributes_.empty();
  if (attributes_.empty()) {
    if (rdns_.empty()) return false;
    ByteView set;
    ok_ = rdns_.Read(der::kSet, set) && !set.empty();
    if (!ok_) return false;
    attributes_ = DerReader(set);
  }
  ByteView pair;
  DerElement value;
  ok_ = attributes_.Read(der::kSequence, pair);
  DerReader fields(pair);
  ok_ = ok_ && fields.ReadOid(attribute.oid) && fields.Next(value) && fields.empty();
  attribute.tag = value.tag;
  attribute.value = value.content;
  return ok_;
}

bool IsEmptyName(ByteView der_name) {
  return der_name.size() == 2 && der_name[0] == der::kSequence && der_name[1] == 0;
}

bool IsCommonName(ByteView oid) { return Equal(oid, kCommonName); }
bool IsEmailAddress(ByteView oid) { return Equal(oid, kEmailAddress); }

bool FindCommonName(ByteView der_name, std::string_view& common_name) {
  bool found = false;
  NameReader reader(der_name);
  for (NameAttribute attribute; reader.Next(attribute);) {
    if (!IsCommonName(attribute.oid)) continue;
    found = attribute.tag == der::kUtf8String || attribute.tag == der::kPrintableString ||
            attribute.tag == der::kIa5String || attribute.tag == der::kTeletexString;
    common_name = AsText(attribute.value);
  }
  return found && reader.ok();
}

std::string_view FormatName(ByteView der_name, std::span<char> out) {
  // Names go from the general to the specific, people read them the other way round. Sixteen
  // attributes are more than anyone reads.
  std::array<NameAttribute, 16> attributes;
  std::size_t count = 0;
  NameReader reader(der_name);
  while (count < attributes.size() && reader.Next(attributes[count])) ++count;

  TextWriter writer(out);
  for (std::size_t i = count; i-- > 0;) {
    PutType(writer, attributes[i].oid);
    writer.Put('=');
    for (const std::uint8_t byte : attributes[i].value) PutByte(writer, byte);
    if (i > 0) writer.Put(", ");
    if (writer.full()) break;
  }
  return writer.text();
}

std::string_view FormatTime(std::int64_t seconds, std::span<char> out) {
  constexpr std::size_t kSize = 20;
  if (out.size() < kSize) return {};
  const CivilTime time = ToCivil(seconds);
  TextWriter writer(out);
  writer.PutNumber(static_cast<std::uint32_t>(time.year), 4);
  writer.Put('-');
  writer.PutNumber(static_cast<std::uint32_t>(time.month), 2);
  writer.Put('-');
  writer.PutNumber(static_cast<std::uint32_t>(time.day), 2);
  writer.Put(' ');
  writer.PutNumber(static_cast<std::uint32_t>(time.hour), 2);
  writer.Put(':');
  writer.PutNumber(static_cast<std::uint32_t>(time.minute), 2);
  writer.Put(':');
  writer.PutNumber(static_cast<std::uint32_t>(time.second), 2);
  writer.Put('Z');
  return writer.text();
}

}  // namespace omnitls::x509
