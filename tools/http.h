#ifndef OMNITLS_TOOLS_HTTP_H_
#define OMNITLS_TOOLS_HTTP_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// As much HTTP as it takes to try a TLS connection.
namespace omnitls::tools {

// "GET PATH": HTTP/1.0, so that the answer comes in one piece and ends the connection.
std::string HttpGet(std::string_view host, std::string_view path);

// HttpHead collects what comes before a message's body.
class HttpHead {
 public:
  static constexpr std::size_t kMaxSize = 16384;

  // Takes bytes in and returns those that are not the head's: the body's.
  std::string_view Add(std::string_view bytes);

  bool complete() const { return complete_; }
  // It has grown beyond kMaxSize.
  bool too_long() const { return !complete_ && text_.size() > kMaxSize; }
  // With the empty line that ends it.
  const std::string& text() const { return text_; }
  // The body's length in bytes, if it is given.
  std::optional<std::uint64_t> content_length() const;

 private:
  std::string text_;
  bool complete_ = false;
};

// A complete response with a plain text for a body; and what comes before a body of that many
// bytes.
std::string HttpResponse(std::string_view status, std::string_view body);
std::string HttpResponseHead(std::string_view status, std::uint64_t body_size);

// N of "GET /bytes/N HTTP/1.1", if that is the request's first line.
std::optional<std::uint64_t> BytesAskedFor(std::string_view line);

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_HTTP_H_
