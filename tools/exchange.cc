#include "tools/exchange.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <optional>

#include "tools/http.h"

namespace omnitls::tools {

void Exchange::Fail(const Error& error) {
  (void)tls_.Flush();  // The alert, if it still waits.
  throw Failure{StatusOf(error), Describe(error, tls_)};
}

void Exchange::Wait(Next next) const {
  if (!socket_.Wait(next, timeout_ms_)) throw Failure{kNetwork, "transport: the server is silent"};
}

void Exchange::Handshake() {
  while (true) {
    const Next next = Value(tls_.Handshake());
    if (next == Next::kReady) return;
    Wait(next);
  }
}

void Exchange::Send(ByteView data) {
  while (!data.empty()) {
    data = data.subspan(Value(tls_.Write(data)).bytes);
    while (Value(tls_.Flush()) != Next::kReady) Wait(Next::kWantWrite);
  }
}

void Exchange::Close() {
  if (Value(tls_.SendClose()) == Next::kReady) return;
  while (Value(tls_.Flush()) != Next::kReady) Wait(Next::kWantWrite);
}

void Exchange::GetPage(const std::string& host, const std::string& path, bool verbose) {
  Send(AsBytes(HttpGet(host, path)));
  HttpHead head;
  std::optional<std::uint64_t> left;  // Of the body, where its length is known.
  std::array<std::uint8_t, 16384> buffer;
  while (left != 0u) {
    const Progress got = Value(tls_.Read(buffer));
    if (got.next == Next::kClosed) break;
    Wait(got.next);
    const bool is_body = head.complete();
    const std::string_view body = head.Add(AsText(ByteView(buffer).first(got.bytes)));
    if (head.too_long()) throw Failure{kRefused, "http: the answer's head has no end"};
    if (head.complete() && !is_body) {
      if (verbose) std::cerr << head.text();
      left = head.content_length();
    }
    std::cout << body;
    if (left) *left -= std::min<std::uint64_t>(*left, body.size());
  }
  std::cout.flush();
  if (!head.complete() || left.value_or(0) != 0) {
    throw Failure{kRefused, "http: the server closed before the end of its answer"};
  }
  Close();
}

void Exchange::Relay() {
  std::array<std::uint8_t, 16384> buffer;
  while (true) {
    const Progress got = Value(tls_.Read(buffer));
    std::cout << AsText(ByteView(buffer).first(got.bytes));
    if (got.next == Next::kClosed) break;
    if (got.next == Next::kReady) continue;
    std::cout.flush();
    Pump();
  }
  std::cout.flush();
  Close();
}

void Exchange::Pump() {
  const bool can_write = Value(tls_.Flush()) == Next::kReady;
  const short events = can_write ? POLLIN : POLLIN | POLLOUT;
  pollfd entries[] = {{socket_.descriptor(), events, 0},
                      {input_open_ && can_write ? STDIN_FILENO : -1, POLLIN, 0}};
  if (poll(entries, 2, -1) < 0 || entries[1].revents == 0) return;
  // No more than one record, so that Write takes all of it: nothing waits to be sent.
  std::array<std::uint8_t, 16384> typed;
  const ssize_t count = read(STDIN_FILENO, typed.data(), typed.size());
  if (count > 0) {
    Value(tls_.Write(ByteView(typed).first(static_cast<std::size_t>(count))));
  } else {
    input_open_ = false;
    Value(tls_.SendClose());
  }
}

}  // namespace omnitls::tools
