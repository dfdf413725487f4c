#include "omnitls/server_name.h"

#include <algorithm>
#include <cstddef>

#include "omnitls/dns_name.h"

namespace omnitls {
namespace {

constexpr std::size_t kIpv4Size = 4;
constexpr std::size_t kIpv6Size = 16;

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = ToLowerAscii(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// ParseOctet takes a decimal number up to 255 from the front. A leading zero is refused: some
// parsers read it as octal, so that two programs would see two addresses (RFC 6943, 3.1.1).
bool ParseOctet(std::string_view& text, std::uint8_t& octet) {
  std::size_t digits = 0;
  unsigned value = 0;
  while (digits < text.size() && digits < 3 && text[digits] >= '0' && text[digits] <= '9') {
    value = value * 10 + static_cast<unsigned>(text[digits] - '0');
    ++digits;
  }
  if (digits == 0 || value > 255 || (digits > 1 && text[0] == '0')) return false;
  octet = static_cast<std::uint8_t>(value);
  text.remove_prefix(digits);
  return true;
}

// ParseIpv4 accepts exactly four decimal octets.
bool ParseIpv4(std::string_view text, std::uint8_t* out) {
  for (std::size_t i = 0; i < kIpv4Size; ++i) {
    if (i > 0) {
      if (text.empty() || text[0] != '.') return false;
      text.remove_prefix(1);
    }
    if (!ParseOctet(text, out[i])) return false;
  }
  return text.empty();
}

// ParseGroup takes one to four hexadecimal digits from the front.
bool ParseGroup(std::string_view& text, std::uint8_t* out) {
  std::size_t digits = 0;
  unsigned value = 0;
  while (digits < text.size() && digits < 4 && HexValue(text[digits]) >= 0) {
    value = value << 4 | static_cast<unsigned>(HexValue(text[digits]));
    ++digits;
  }
  if (digits == 0) return false;
  out[0] = static_cast<std::uint8_t>(value >> 8);
  out[1] = static_cast<std::uint8_t>(value);
  text.remove_prefix(digits);
  return true;
}

// ParseGroups reads "1:2:3" up to the end of the text; the last two groups may be written as an
// IPv4 address. It gives the bytes read; an empty text is no bytes.
bool ParseGroups(std::string_view text, std::array<std::uint8_t, kIpv6Size>& out,
                 std::size_t& size) {
  size = 0;
  while (!text.empty()) {
    if (size > 0) {
      if (text[0] != ':') return false;
      text.remove_prefix(1);
    }
    if (text.find(':') == std::string_view::npos && text.find('.') != std::string_view::npos) {
      if (size + kIpv4Size > out.size() || !ParseIpv4(text, out.data() + size)) return false;
      size += kIpv4Size;
      return true;
    }
    if (size + 2 > out.size() || !ParseGroup(text, out.data() + size)) return false;
    size += 2;
  }
  return true;
}

// ParseIpv6 accepts RFC 4291, 2.2, all three forms. No zone identifier: it means nothing to a peer.
bool ParseIpv6(std::string_view text, std::array<std::uint8_t, kIpv6Size>& out) {
  const std::size_t gap = text.find("::");
  std::size_t size = 0;
  if (gap == std::string_view::npos) return ParseGroups(text, out, size) && size == kIpv6Size;

  std::array<std::uint8_t, kIpv6Size> tail{};
  std::size_t tail_size = 0;
  const std::string_view head_text = text.substr(0, gap);
  // An IPv4 address ends the whole text, so it cannot stand before "::".
  if (head_text.find('.') != std::string_view::npos || !ParseGroups(head_text, out, size) ||
      !ParseGroups(text.substr(gap + 2), tail, tail_size)) {
    return false;
  }
  if (size + tail_size + 2 > kIpv6Size)
    return false;  // "::" is at least one group (RFC 5952, 4.2.2).
  std::fill(out.begin() + size, out.end() - tail_size, std::uint8_t{0});
  std::copy_n(tail.begin(), tail_size, out.end() - tail_size);
  return true;
}

bool ParseIp(std::string_view text, std::array<std::uint8_t, kIpv6Size>& out, std::uint8_t& size) {
  if (ParseIpv4(text, out.data())) {
    size = kIpv4Size;
    return true;
  }
  // Most names are no address at all.
  if (text.find(':') == std::string_view::npos || !ParseIpv6(text, out)) return false;
  size = kIpv6Size;
  return true;
}

}  // namespace

Result<ServerName> ServerName::Parse(std::string_view text) {
  const Unexpected invalid = Fail(ErrorKind::kConfig, Detail::kInvalidServerName);
  const bool bracketed = text.size() >= 2 && text.front() == '[' && text.back() == ']';
  if (bracketed) text = text.substr(1, text.size() - 2);

  ServerName name;
  const bool is_ip = (!bracketed || text.find(':') != std::string_view::npos) &&
                     ParseIp(text, name.ip_, name.ip_length_);
  if (!is_ip) {
    if (bracketed) return invalid;
    name.ip_ = {};
    if (!text.empty() && text.back() == '.') text.remove_suffix(1);
    if (!IsDnsName(text)) return invalid;
  }
  // The longest IP literal is 45 bytes, and IsDnsName bounds a DNS name.
  for (std::size_t i = 0; i < text.size(); ++i) {
    name.text_[i] = is_ip ? text[i] : ToLowerAscii(text[i]);
  }
  name.text_length_ = static_cast<std::uint8_t>(text.size());
  return name;
}

}  // namespace omnitls
