#include "omnitls/pem.h"

#include <cstddef>

namespace omnitls {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kDashes = "-----";

bool IsBlank(char c) { return c == ' ' || c == '\t'; }
bool IsSpace(char c) { return IsBlank(c) || c == '\r' || c == '\n' || c == '\v' || c == '\f'; }

std::string_view TrimRight(std::string_view text) {
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

// TakeLine gives the line at `position`, without its end, and moves past it. An end is LF, CRLF or
// CR.
std::string_view TakeLine(std::string_view text, std::size_t& position) {
  const std::size_t start = position;
  const std::size_t end = text.find_first_of("\r\n", start);
  if (end == std::string_view::npos) {
    position = text.size();
    return text.substr(start);
  }
  position = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
  return text.substr(start, end - start);
}

// LabelOf gives the label of a "-----BEGIN LABEL-----" line (RFC 7468, 3: printable ASCII but '-',
// with single inner '-' and spaces).
bool LabelOf(std::string_view line, std::string_view prefix, std::string_view& label) {
  line = TrimRight(line);
  if (line.size() < prefix.size() + kDashes.size() || !line.ends_with(kDashes)) return false;
  label = line.substr(prefix.size(), line.size() - prefix.size() - kDashes.size());
  if (label.empty() || label.front() == ' ' || label.back() == ' ') return false;
  for (const char c : label) {
    if (c < 0x20 || c > 0x7E) return false;
  }
  return label.find("--") == std::string_view::npos;
}

// SplitHeaders parts RFC 1421 headers from the base64 text. The headers end at an empty line (4.4);
// the first line of base64 never holds a colon.
void SplitHeaders(std::string_view inside, PemBlock& block) {
  std::size_t position = 0;
  const std::string_view first = TakeLine(inside, position);
  block.headers = {};
  block.body = inside;
  if (first.find(':') == std::string_view::npos) return;
  while (position < inside.size()) {
    const std::size_t start = position;
    if (TrimRight(TakeLine(inside, position)).empty()) {
      block.headers = inside.substr(0, start);
      block.body = inside.substr(position);
      return;
    }
  }
  block.headers = inside;  // No empty line: nothing is left for the body.
  block.body = {};
}

int Base64Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// DecodeGroup appends the bytes of one full group of four characters, `padding` of them '='. The
// bits that no byte takes must be zero, so that each content has one encoding (RFC 4648, 3.5).
bool DecodeGroup(std::uint32_t bits, int padding, std::uint8_t (&bytes)[3]) {
  if ((padding == 1 && (bits & 0xFF) != 0) || (padding == 2 && (bits & 0xFFFF) != 0)) return false;
  bytes[0] = static_cast<std::uint8_t>(bits >> 16);
  bytes[1] = static_cast<std::uint8_t>(bits >> 8);
  bytes[2] = static_cast<std::uint8_t>(bits);
  return true;
}

Result<void> DecodeInto(std::string_view body, Bytes& out) {
  const Unexpected malformed = Fail(ErrorKind::kConfig, Detail::kMalformedPem);
  std::uint32_t bits = 0;
  int digits = 0;
  int padding = 0;
  for (const char c : body) {
    if (IsSpace(c)) continue;
    const int value = c == '=' ? 0 : Base64Value(c);
    if (value < 0) return malformed;
    // Padding is the third and fourth, or the fourth, character of the last group.
    if (c == '=' ? digits < 2 : padding > 0) return malformed;
    if (c == '=') ++padding;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++digits < 4) continue;
    std::uint8_t bytes[3];
    if (!DecodeGroup(bits, padding, bytes)) return malformed;
    if (!out.Append(ByteView(bytes).first(static_cast<std::size_t>(3 - padding)))) {
      return Fail(ErrorKind::kNoMemory);
    }
    bits = 0;
    digits = 0;
  }
  if (digits != 0) return malformed;
  return {};
}

}  // namespace

Result<bool> PemReader::Next(PemBlock& block) {
  const Unexpected malformed = Fail(ErrorKind::kConfig, Detail::kMalformedPem);
  while (position_ < text_.size()) {
    const std::size_t start = position_;
    const int begin_line = line_;
    const std::string_view line = TakeLine(text_, position_);
    if (!line.starts_with(kBegin)) {
      ++line_;
      continue;
    }
    if (!LabelOf(line, kBegin, block.label)) return malformed;
    ++line_;
    const std::size_t inside = position_;
    while (position_ < text_.size()) {
      const std::size_t line_start = position_;
      const std::string_view inner = TakeLine(text_, position_);
      if (inner.starts_with(kBegin)) return malformed;  // The block before was never ended.
      ++line_;
      if (!inner.starts_with(kEnd)) continue;
      std::string_view end_label;
      if (!LabelOf(inner, kEnd, end_label) || end_label != block.label) {
        --line_;
        return malformed;
      }
      SplitHeaders(text_.substr(inside, line_start - inside), block);
      block.whole = text_.substr(start, position_ - start);
      block.line = begin_line;
      return true;
    }
    line_ = begin_line;  // The END is missing: the BEGIN is what to look at.
    return malformed;
  }
  return false;
}

Result<void> DecodePemBody(std::string_view body, Bytes& out) {
  const std::size_t size_before = out.size();
  if (!out.Reserve(size_before + body.size() / 4 * 3)) return Fail(ErrorKind::kNoMemory);
  Result<void> result = DecodeInto(body, out);
  if (!result) out.Truncate(size_before);
  return result;
}

bool IsPem(ByteView text) { return AsText(text).find(kBegin) != std::string_view::npos; }

}  // namespace omnitls
