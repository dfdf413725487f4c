#ifndef OMNITLS_DNS_NAME_H_
#define OMNITLS_DNS_NAME_H_

#include <string_view>

namespace omnitls {

// IsDnsName tells whether a text is a DNS host name as this library knows it: labels of 1 to 63
// letters, digits, '-' and '_', none starting or ending with '-', separated by single dots, 253
// bytes at most, without a trailing dot, and the last label not all digits, so that no IPv4 address
// is one (RFC 1123, 2.1). '_' is no host name character (RFC 952) but is common in private names.
bool IsDnsName(std::string_view text);

// In ASCII only, whatever the locale.
constexpr char ToLowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool EqualIgnoringCase(std::string_view a, std::string_view b);

// IsDnsNameByte tells whether a byte may be in a label: a letter, a digit, '-' or '_'. Here, for it
// is asked of every byte of every name of every handshake.
constexpr bool IsDnsNameByte(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace omnitls

#endif  // OMNITLS_DNS_NAME_H_
