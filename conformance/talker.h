#ifndef OMNITLS_CONFORMANCE_TALKER_H_
#define OMNITLS_CONFORMANCE_TALKER_H_

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conformance/cases.h"

namespace omnitls::conformance {

// Line is one end of a transport in memory, whose bytes a test hands over.
class Line final : public Transport {
 public:
  IoResult Read(MutableBytes out) override {
    const std::size_t size = std::min(out.size(), arrived.size() - position_);
    if (size == 0) return at_end;
    std::memcpy(out.data(), arrived.data() + position_, size);
    position_ += size;
    return IoResult::Ok(size);
  }
  IoResult Write(ByteView data) override {
    if (is_broken) return IoResult::Failed(EPIPE);
    sent.append(AsText(data));
    return IoResult::Ok(data.size());
  }

  std::string arrived;                       // So far, from the beginning.
  std::string sent;                          // The same.
  IoResult at_end = IoResult::WouldBlock();  // What a read past `arrived` gets.
  bool is_broken = false;                    // Writing fails.

 private:
  std::size_t position_ = 0;
};

// Part is a record's data that a talker sends, once it has received so much.
struct Part {
  std::size_t after;  // Bytes received, and
  bool after_close;   // the peer's close.
  std::string text;
};

// A conversation. The server closes first, and the client still has something to say.
inline std::vector<Part> ClientsParts() {
  return {
      {0, false, "G"}, {0, false, std::string(40, 'E')}, {0, false, "T!"}, {33, true, "thanks"}};
}
inline std::vector<Part> ServersParts() {
  return {{43, false, std::string(30, 'h')}, {43, false, "ere"}};
}

// Talker is one end of a connection with its program: it shakes hands, says its parts, closes, and
// reads all the time.
class Talker {
 public:
  Talker(Line& line, Connection connection, std::vector<Part> parts)
      : line_(line), connection_(std::move(connection)), parts_(std::move(parts)) {}

  // Goes on until it has to wait, or nothing more can come.
  void Run() {
    for (int i = 0; !is_over_ && Step(); ++i) calls_too_often_ |= i > 50;
  }
  Result<Progress> ReadAgain() {
    std::uint8_t byte;
    return connection_.Read({&byte, 1});
  }

  Line& line() const { return line_; }
  const Connection& connection() const { return connection_; }
  const std::string& received() const { return received_; }
  bool closed() const { return closed_; }
  const std::optional<Error>& error() const { return error_; }
  bool calls_too_often() const { return calls_too_often_; }
  // The data that is whole, and whether the close is, within the first bytes that were sent.
  std::string SaidWithin(std::size_t bytes) const {
    std::string text;
    for (std::size_t i = 0; i < ends_.size() && ends_[i] <= bytes; ++i) text += parts_[i].text;
    return text;
  }
  bool ClosesWithin(std::size_t bytes) const { return close_end_ && *close_end_ <= bytes; }

 private:
  // False: it has to wait.
  bool Step() {
    if (calls_too_often_) return false;
    if (!connection_.handshake_done()) {
      const Result<Next> done = connection_.Handshake();
      if (!done && !connection_.handshake_done()) return Stop(done.error());
      if (done && *done != Next::kReady) return false;
    }
    Say();
    std::uint8_t buffer[64];
    const Result<Progress> got = connection_.Read(buffer);
    if (!got) return Stop(got.error());
    received_.append(AsText(ByteView(buffer).first(got->bytes)));
    if (got->next == Next::kReady) return true;
    closed_ = got->next == Next::kClosed;
    if (closed_) Say();
    is_over_ = closed_;
    return false;
  }
  bool Stop(const Error& error) {
    error_ = error;
    is_over_ = true;
    return false;
  }
  // What cannot be written is no reason not to read.
  void Say() {
    for (; ends_.size() < parts_.size(); ends_.push_back(line_.sent.size())) {
      const Part& part = parts_[ends_.size()];
      if (received_.size() < part.after || closed_ < part.after_close) return;
      if (!connection_.Write(AsBytes(part.text))) return;
    }
    if (!close_end_ && connection_.SendClose()) close_end_ = line_.sent.size();
  }

  Line& line_;
  Connection connection_;
  std::vector<Part> parts_;
  std::vector<std::size_t> ends_;         // In what was sent, of the parts that were.
  std::optional<std::size_t> close_end_;  // The same of the close.
  std::string received_;
  std::optional<Error> error_;
  bool closed_ = false;
  bool is_over_ = false;
  bool calls_too_often_ = false;
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_TALKER_H_
