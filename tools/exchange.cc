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
  throw Failure{StatusOf(error), Describe(error, tls_), error};
}

void Exchange::Silent() { throw Failure{kNetwork, "transport: the server is silent"}; }

void Exchange::Wait(Next next) const {
  if (!socket_.Wait(next, timeout_ms_)) Silent();
}

void Exchange::SendEarly(std::string data) {
  rest_ = std::move(data);
  if (tls_.early_data_limit() == 0) return;
  early_ = Value(tls_.WriteEarlyData(AsBytes(rest_))).bytes;
  rest_.erase(0, early_);
}

void Exchange::Handshake() {
  while (true) {
    const Next next = Value(tls_.Handshake());
    if (next == Next::kReady) return;
    Wait(next);
  }
}

void Exchange::SendRest() {
  if (tls_.early_data_status() == EarlyDataStatus::kRejected) {
    Send(tls_.TakeRejectedEarlyData());
  } else {
    sent_ += early_;
  }
  Send(AsBytes(rest_));
}

void Exchange::Send(ByteView data) {
  sent_ += data.size();
  while (!data.empty()) {
    data = data.subspan(Value(tls_.Write(data)).bytes);
    while (Value(tls_.Flush()) != Next::kReady) Wait(Next::kWantWrite);
  }
}

Progress Exchange::Read(MutableBytes out) {
  const Progress got = Value(tls_.Read(out));
  received_ += got.bytes;
  return got;
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
    const Progress got = Read(buffer);
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

void Exchange::Relay(int file, bool patient) {
  std::array<std::uint8_t, 16384> buffer;
  while (true) {
    const Progress got = Read(buffer);
    std::cout << AsText(ByteView(buffer).first(got.bytes));
    if (got.next == Next::kClosed) break;
    if (got.next == Next::kReady) continue;
    std::cout.flush();
    Pump(file, patient);
  }
  std::cout.flush();
  Close();
}

void Exchange::Pump(int file, bool patient) {
  WritePending();
  const bool is_free = pending_.empty() && Value(tls_.Flush()) == Next::kReady;
  const short events = is_free ? POLLIN : POLLIN | POLLOUT;
  pollfd entries[] = {{socket_.descriptor(), events, 0},
                      {file_open_ && is_free ? file : -1, POLLIN, 0}};
  const int ready = poll(entries, 2, patient ? -1 : timeout_ms_);
  if (ready == 0) Silent();
  if (ready > 0 && entries[1].revents != 0) Take(file);
}

void Exchange::Take(int file) {
  pending_.resize(16384);
  const ssize_t count = read(file, pending_.data(), pending_.size());
  pending_.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  if (count > 0) return WritePending();
  file_open_ = false;
  Value(tls_.SendClose());
}

void Exchange::WritePending() {
  if (pending_.empty()) return;
  const std::size_t taken = Value(tls_.Write(AsBytes(pending_))).bytes;
  pending_.erase(0, taken);
  sent_ += taken;
}

}  // namespace omnitls::tools
