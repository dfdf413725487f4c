#ifndef OMNITLS_SERVER_NAME_H_
#define OMNITLS_SERVER_NAME_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/error.h"

namespace omnitls {

// ServerName is the name a client wants to reach and the server's certificate must carry: a DNS
// name or an IP literal, parsed once. A value: copy it freely, share it between threads.
//
// A DNS name is sent as SNI (RFC 6066, 3) and matched against dNSName entries; an IP address is
// never sent and is matched against iPAddress entries only (RFC 9525, 6).
class ServerName {
 public:
  // Longest DNS name in bytes, without a trailing dot (RFC 1035, 2.3.4).
  static constexpr std::size_t kMaxLength = 253;

  // Parse accepts a DNS name in ASCII (internationalized names as A-labels, "xn--..."), with or
  // without one trailing dot, or an IPv4 ("192.0.2.1") or IPv6 ("2001:db8::1", "[2001:db8::1]")
  // literal. The stored name is in lower case and has no trailing dot. Errors:
  // kConfig/kInvalidServerName: empty, too long (label over 63 bytes, name over 253), a byte
  // outside letters, digits, '-', '_' and '.', an empty label, a label that starts or ends with
  // '-', a last label that is all digits, a wildcard, or a malformed IP literal.
  static Result<ServerName> Parse(std::string_view text);

  bool is_ip() const { return ip_length_ != 0; }
  // The DNS name in lower case without trailing dot, or the IP literal as given without brackets.
  // Valid as long as this object; data() ends in a NUL byte.
  std::string_view text() const { return {text_.data(), text_length_}; }
  // The address, 4 or 16 bytes in network order; empty for a DNS name.
  ByteView ip() const { return {ip_.data(), ip_length_}; }

  friend bool operator==(const ServerName& a, const ServerName& b) {
    return Equal(a.ip(), b.ip()) && (a.is_ip() || a.text() == b.text());
  }

 private:
  ServerName() = default;

  std::array<char, kMaxLength + 1> text_{};
  std::array<std::uint8_t, 16> ip_{};
  std::uint8_t text_length_ = 0;
  std::uint8_t ip_length_ = 0;
};

// HostNameFlags change how a DNS name is matched (RFC 9525, 6.3). The default, kNone, is the strict
// rule of RFC 9525: a wildcard is the whole leftmost label and stands for exactly one label.
enum class HostNameFlags : std::uint8_t {
  kNone = 0,
  // Let '*' be a part of the leftmost label ("f*.example.com"); never within an A-label.
  kPartialWildcards = 1,
  // Let a leftmost "*" stand for one or more labels ("*.example.com" matches "a.b.example.com").
  kMultiLabelWildcards = 2,
  // Refuse every wildcard.
  kNoWildcards = 4,
  // Where a certificate has no subjectAltName at all, match the subject's Common Name instead.
  kCommonNameFallback = 8,
};
constexpr HostNameFlags operator|(HostNameFlags a, HostNameFlags b) {
  return static_cast<HostNameFlags>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool HasFlag(HostNameFlags set, HostNameFlags flag) {
  return (static_cast<unsigned>(set) & static_cast<unsigned>(flag)) != 0;
}

}  // namespace omnitls

#endif  // OMNITLS_SERVER_NAME_H_
