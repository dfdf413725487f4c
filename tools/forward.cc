#include "tools/forward.h"

#include <fcntl.h>
#include <netdb.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "tools/common.h"

namespace omnitls::tools {

Upstream FindUpstream(const std::string& text) {
  const bool is_port = text.find(':') == std::string::npos;
  const Endpoint endpoint = ParseEndpoint("forward", is_port ? "127.0.0.1:" + text : text);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int code = getaddrinfo(endpoint.host.c_str(), endpoint.port.c_str(), &hints, &list);
  if (code != 0) {
    throw Failure{kNetwork, "forward: " + ToString(endpoint) + ": " + gai_strerror(code)};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(list, freeaddrinfo);
  Upstream upstream;
  upstream.size = list->ai_addrlen;
  std::memcpy(&upstream.address, list->ai_addr, list->ai_addrlen);
  return upstream;
}

Forward::Forward(Talk& talk, const Upstream& upstream) : talk_(talk) {
  const int descriptor = socket(upstream.address.ss_family, SOCK_STREAM, 0);
  if (descriptor < 0) {
    error_ = errno;
    return;
  }
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  socket_ = SocketTransport(descriptor);
  const auto* address = reinterpret_cast<const sockaddr*>(&upstream.address);
  connected_ = connect(descriptor, address, upstream.size) == 0;
  if (!connected_ && errno != EINPROGRESS) error_ = errno;
}

Interest Forward::upstream() const {
  if (!connected_) return {socket_.descriptor(), false, true};
  return {socket_.descriptor(), !upstream_ended_ && down_.empty() && !unsent_, !up_.empty()};
}

// True, once the upstream has answered.
bool Forward::is_connected() {
  if (connected_) return true;
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (getpeername(socket_.descriptor(), reinterpret_cast<sockaddr*>(&peer), &size) == 0) {
    return connected_ = true;
  }
  int error = 0;
  size = sizeof error;
  getsockopt(socket_.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
  return Break(error);
}

Result<Next> Forward::Step() {
  if (error_ == 0) {
    if (unsent_) {
      const Result<Next> flushed = talk_.tls().Flush();
      if (!flushed) return flushed;
      unsent_ = *flushed == Next::kWantWrite;
      reading_waits_ = reading_waits_ && unsent_;
    }
    const bool is_open = is_connected();
    const Result<bool> read = ReadClient();
    if (!read) return omnitls::Fail(read.error());
    bool moved = *read;
    if (is_open && WriteUpstream()) moved = true;
    if (is_open && ReadUpstream()) moved = true;
    const Result<bool> wrote = WriteClient();
    if (!wrote) return omnitls::Fail(wrote.error());
    moved = moved || *wrote;
    const bool is_over = passed_client_end_ && passed_upstream_end_ && !unsent_;
    if (error_ == 0 && !is_over) return moved ? Next::kReady : Next::kWantRead;
  }
  return Next::kClosed;
}

Result<bool> Forward::ReadClient() {
  if (!reads_client()) return false;
  const Result<Progress> got = talk_.Read(up_bytes_);
  if (!got) return omnitls::Fail(got.error());
  // An answer of TLS's own has to go first.
  if (got->next == Next::kWantWrite) unsent_ = reading_waits_ = true;
  client_ended_ = got->next == Next::kClosed;
  up_ = ByteView(up_bytes_).first(got->bytes);
  return client_ended_ || !up_.empty();
}

bool Forward::WriteUpstream() {
  bool moved = false;
  if (!up_.empty()) {
    const IoResult put = socket_.Write(up_);
    if (put.status == IoStatus::kError) return Break(put.error);
    if (put.status == IoStatus::kOk) {
      up_ = up_.subspan(put.bytes);
      moved = true;
    }
  }
  if (client_ended_ && up_.empty() && !passed_client_end_) {
    shutdown(socket_.descriptor(), SHUT_WR);
    passed_client_end_ = moved = true;
  }
  return moved;
}

bool Forward::ReadUpstream() {
  if (upstream_ended_ || !down_.empty() || unsent_ || error_ != 0) return false;
  const IoResult got = socket_.Read(down_bytes_);
  if (got.status == IoStatus::kWouldBlock) return false;
  if (got.status == IoStatus::kError) return Break(got.error);
  upstream_ended_ = got.status == IoStatus::kEof;
  if (!upstream_ended_) down_ = ByteView(down_bytes_).first(got.bytes);
  return true;
}

Result<bool> Forward::WriteClient() {
  if (unsent_ || passed_upstream_end_) return false;
  if (!down_.empty()) {
    const Result<Progress> put = talk_.Write(down_);
    if (!put) return omnitls::Fail(put.error());
    down_ = down_.subspan(put->bytes);
    unsent_ = put->next == Next::kWantWrite;
    return put->bytes > 0;
  }
  if (!upstream_ended_) return false;
  const Result<Next> closed = talk_.tls().SendClose();
  if (!closed) return omnitls::Fail(closed.error());
  unsent_ = *closed == Next::kWantWrite;
  return passed_upstream_end_ = true;
}

}  // namespace omnitls::tools
