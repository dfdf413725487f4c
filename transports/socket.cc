#include "omnitls/transports/socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace omnitls {
namespace {

#ifdef MSG_NOSIGNAL
constexpr int kSendFlags = MSG_NOSIGNAL;
#else
constexpr int kSendFlags = 0;
#endif

bool WaitFor(int descriptor, short events, int timeout_ms) {
  pollfd entry{descriptor, events, 0};
  int ready;
  do {
    ready = poll(&entry, 1, timeout_ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

// 0, or errno.
int ConnectTo(int descriptor, const addrinfo& address, int timeout_ms) {
  if (connect(descriptor, address.ai_addr, address.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS && errno != EINTR) return errno;
  if (!WaitFor(descriptor, POLLOUT, timeout_ms)) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

}  // namespace

SocketTransport::SocketTransport(int descriptor) : descriptor_(descriptor) {
  const int flags = fcntl(descriptor_, F_GETFL, 0);
  if (flags >= 0) fcntl(descriptor_, F_SETFL, flags | O_NONBLOCK);
  // A record or a flight is written at once, so waiting for more only costs time.
  const int on = 1;
  setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
#ifdef SO_NOSIGPIPE
  setsockopt(descriptor_, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

SocketTransport::SocketTransport(SocketTransport&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

SocketTransport& SocketTransport::operator=(SocketTransport&& other) noexcept {
  if (this != &other) {
    Close();
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

SocketTransport::~SocketTransport() { Close(); }

void SocketTransport::Close() {
  if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
}

Result<SocketTransport> SocketTransport::Connect(const char* host, const char* port,
                                                 int timeout_ms) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  int code = getaddrinfo(host, port, &hints, &list);
  // RFC 6761, 6.3: this name is the loopback's, also where no hosts file says so.
  if (code != 0 && host != nullptr && std::strcmp(host, "localhost") == 0) {
    code = getaddrinfo(nullptr, port, &hints, &list);
  }
  if (code != 0) {
    return Fail(ErrorKind::kTransport, Detail::kNone, Alert::kNone, code < 0 ? code : -code);
  }
  int error = ECONNREFUSED;
  for (const addrinfo* address = list; address != nullptr; address = address->ai_next) {
    const int descriptor =
        ::socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, address->ai_protocol);
    if (descriptor < 0) {
      error = errno;
      continue;
    }
    SocketTransport transport(descriptor);
    error = ConnectTo(descriptor, *address, timeout_ms);
    if (error == 0) {
      freeaddrinfo(list);
      return transport;
    }
  }
  freeaddrinfo(list);
  return Fail(ErrorKind::kTransport, Detail::kNone, Alert::kNone, error);
}

IoResult SocketTransport::Read(MutableBytes out) {
  ssize_t got;
  do {
    got = recv(descriptor_, out.data(), out.size(), 0);
  } while (got < 0 && errno == EINTR);
  if (got > 0) return IoResult::Ok(static_cast<std::size_t>(got));
  if (got == 0) return IoResult::Eof();
  if (errno == EAGAIN || errno == EWOULDBLOCK) return IoResult::WouldBlock();
  return IoResult::Failed(errno);
}

IoResult SocketTransport::Write(ByteView data) {
  ssize_t put;
  do {
    put = send(descriptor_, data.data(), data.size(), kSendFlags);
  } while (put < 0 && errno == EINTR);
  if (put >= 0) return IoResult::Ok(static_cast<std::size_t>(put));
  if (errno == EAGAIN || errno == EWOULDBLOCK) return IoResult::WouldBlock();
  return IoResult::Failed(errno);
}

bool SocketTransport::WaitReadable(int timeout_ms) const {
  return WaitFor(descriptor_, POLLIN, timeout_ms);
}

bool SocketTransport::WaitWritable(int timeout_ms) const {
  return WaitFor(descriptor_, POLLOUT, timeout_ms);
}

bool SocketTransport::Wait(Next next, int timeout_ms) const {
  if (next == Next::kWantRead) return WaitReadable(timeout_ms);
  if (next == Next::kWantWrite) return WaitWritable(timeout_ms);
  if (next == Next::kWantSignature) poll(nullptr, 0, 1);  // Nobody tells when there is one.
  return true;
}

}  // namespace omnitls
