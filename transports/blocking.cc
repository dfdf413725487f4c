#include "omnitls/transports/blocking.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

namespace omnitls::blocking {
namespace {

using Clock = std::chrono::steady_clock;

// Waiter waits on a socket until a deadline.
class Waiter {
 public:
  Waiter(Connection& connection, const SocketTransport& socket, int timeout_ms)
      : connection_(connection),
        socket_(socket),
        is_limited_(timeout_ms >= 0),
        deadline_(Clock::now() + std::chrono::milliseconds(std::max(timeout_ms, 0))) {}

  // For what a call asked for. Answers to the peer that still wait here go out meanwhile.
  Result<void> Wait(Next next) const {
    if (next == Next::kWantSignature) return Pause();
    short events = next == Next::kWantWrite ? POLLOUT : POLLIN;
    if (next == Next::kWantRead) {
      const Result<Next> flushed = connection_.Flush();
      if (!flushed) return Fail(flushed.error());
      if (*flushed == Next::kWantWrite) events |= POLLOUT;
    }
    return Poll(events);
  }

  // Until everything is with the socket.
  Result<void> Flush() const {
    while (true) {
      const Result<Next> flushed = connection_.Flush();
      if (!flushed) return Fail(flushed.error());
      if (*flushed == Next::kReady) return {};
      if (const Result<void> waited = Poll(POLLOUT); !waited) return waited;
    }
  }

 private:
  // Nobody tells when a signer has answered: so look every millisecond.
  Result<void> Pause() const {
    const int left = TimeLeft();
    if (left == 0) return Fail(ErrorKind::kTransport, Detail::kTimedOut);
    poll(nullptr, 0, 1);
    return {};
  }
  Result<void> Poll(short events) const {
    pollfd entry{socket_.descriptor(), events, 0};
    while (true) {
      const int ready = poll(&entry, 1, TimeLeft());
      if (ready > 0 && (entry.revents & POLLNVAL) != 0) return SystemError(EBADF);
      if (ready > 0) return {};
      if (ready < 0 && errno != EINTR) return SystemError(errno);
      if (TimeLeft() == 0) return Fail(ErrorKind::kTransport, Detail::kTimedOut);
    }
  }
  static Unexpected SystemError(int number) {
    return Fail(ErrorKind::kTransport, Detail::kNone, Alert::kNone, number);
  }
  // For poll: rounded up, so that it does not return just before the deadline, again and again.
  int TimeLeft() const {
    if (!is_limited_) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
  }

  Connection& connection_;
  const SocketTransport& socket_;
  const bool is_limited_;
  const Clock::time_point deadline_;
};

// 0: closed.
Result<std::size_t> Read(Connection& connection, const Waiter& waiter, MutableBytes out) {
  while (true) {
    const Result<Progress> got = connection.Read(out);
    if (!got) return Fail(got.error());
    if (got->next == Next::kReady || got->next == Next::kClosed) return got->bytes;
    if (const Result<void> waited = waiter.Wait(got->next); !waited) return Fail(waited.error());
  }
}

}  // namespace

Result<void> Complete(Connection& connection, const SocketTransport& socket, int timeout_ms) {
  const Waiter waiter(connection, socket, timeout_ms);
  while (true) {
    const Result<Next> next = connection.Handshake();
    if (!next) return Fail(next.error());
    if (*next == Next::kReady) return {};
    if (const Result<void> waited = waiter.Wait(*next); !waited) return waited;
  }
}

Result<std::size_t> ReadSome(Connection& connection, const SocketTransport& socket,
                             MutableBytes out, int timeout_ms) {
  return Read(connection, Waiter(connection, socket, timeout_ms), out);
}

Result<std::size_t> ReadExactly(Connection& connection, const SocketTransport& socket,
                                MutableBytes out, int timeout_ms, std::size_t* done) {
  const Waiter waiter(connection, socket, timeout_ms);
  std::size_t ignored;
  std::size_t& filled = done != nullptr ? *done : ignored;
  filled = 0;
  do {
    const Result<std::size_t> got = Read(connection, waiter, out.subspan(filled));
    if (!got) return got;
    if (*got == 0) break;
    filled += *got;
  } while (filled < out.size());
  return filled;
}

Result<void> WriteAll(Connection& connection, const SocketTransport& socket, ByteView data,
                      int timeout_ms, std::size_t* done) {
  const Waiter waiter(connection, socket, timeout_ms);
  std::size_t ignored;
  std::size_t& taken = done != nullptr ? *done : ignored;
  taken = 0;
  // What an unfinished handshake keeps (BufferEarlyWrites) would not be with the socket.
  if (const Result<void> flushed = waiter.Flush(); !flushed) return flushed;
  if (!connection.handshake_done()) return Fail(ErrorKind::kUsage, Detail::kBeforeHandshake);
  do {
    const Result<Progress> put = connection.Write(data.subspan(taken));
    if (!put) return Fail(put.error());
    taken += put->bytes;
    if (const Result<void> flushed = waiter.Flush(); !flushed) return flushed;
  } while (taken < data.size());
  return {};
}

Result<void> CloseAndWait(Connection& connection, const SocketTransport& socket, int timeout_ms) {
  const Waiter waiter(connection, socket, timeout_ms);
  const Result<Next> sent = connection.SendClose();
  if (!sent) return Fail(sent.error());
  if (const Result<void> flushed = waiter.Flush(); !flushed) return flushed;
  std::uint8_t scrap[4096];
  while (true) {
    const Result<std::size_t> got = Read(connection, waiter, scrap);
    Wipe(scrap, sizeof scrap);
    if (!got) return Fail(got.error());
    if (*got == 0) return {};
  }
}

}  // namespace omnitls::blocking
