#include "tools/http.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace omnitls::tools {
namespace {

constexpr std::string_view kEnd = "\r\n\r\n";

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

}  // namespace

std::string HttpGet(std::string_view host, std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.0\r\nHost: " + std::string(host) +
         "\r\nUser-Agent: tlsclient\r\nAccept: */*\r\n\r\n";
}

std::string_view HttpHead::Add(std::string_view bytes) {
  if (complete_) return bytes;
  const std::size_t before = text_.size();
  text_ += bytes;
  const std::size_t end = text_.find(kEnd, before < kEnd.size() ? 0 : before - kEnd.size());
  if (end == std::string::npos) return {};
  complete_ = true;
  text_.resize(end + kEnd.size());
  return bytes.substr(text_.size() - before);
}

std::optional<std::uint64_t> HttpHead::content_length() const {
  constexpr std::string_view kName = "content-length:";
  std::string_view rest = text_;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find("\r\n"), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 2, rest.size()));
    if (!EqualIgnoringCase(line.substr(0, kName.size()), kName)) continue;
    line.remove_prefix(kName.size());
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    std::uint64_t length = 0;
    const auto parsed = std::from_chars(line.data(), line.data() + line.size(), length);
    if (parsed.ec == std::errc()) return length;
  }
  return std::nullopt;
}

std::string HttpResponse(std::string_view status, std::string_view body) {
  return HttpResponseHead(status, body.size()) + std::string(body);
}

std::string HttpResponseHead(std::string_view status, std::uint64_t body_size) {
  return "HTTP/1.1 " + std::string(status) +
         "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " +
         std::to_string(body_size) + "\r\nConnection: close\r\n\r\n";
}

std::optional<std::uint64_t> BytesAskedFor(std::string_view line) {
  constexpr std::string_view kStart = "GET /bytes/";
  if (line.substr(0, kStart.size()) != kStart) return std::nullopt;
  line.remove_prefix(kStart.size());
  std::uint64_t size = 0;
  const auto parsed = std::from_chars(line.data(), line.data() + line.size(), size);
  const bool is_whole = parsed.ptr == line.data() + line.size() || *parsed.ptr == ' ';
  if (parsed.ec != std::errc() || !is_whole) return std::nullopt;
  return size;
}

}  // namespace omnitls::tools
