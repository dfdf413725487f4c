#include "omnitls/dns_name.h"

#include <cstddef>

namespace omnitls {
namespace {

constexpr std::size_t kMaxName = 253;
constexpr std::size_t kMaxLabel = 63;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsLabel(std::string_view label) {
  if (label.empty() || label.size() > kMaxLabel) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  for (const char c : label) {
    if (!IsDnsNameByte(c)) return false;
  }
  return true;
}

bool IsAllDigits(std::string_view label) {
  for (const char c : label) {
    if (!IsDigit(c)) return false;
  }
  return true;
}

}  // namespace

bool IsDnsName(std::string_view text) {
  if (text.size() > kMaxName) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (!IsLabel(label)) return false;
    if (dot == std::string_view::npos) return !IsAllDigits(label);
    text.remove_prefix(dot + 1);
  }
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (ToLowerAscii(a[i]) != ToLowerAscii(b[i])) return false;
  }
  return true;
}

}  // namespace omnitls
