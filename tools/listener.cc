#include "tools/listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace omnitls::tools {
namespace {

std::string ToText(const sockaddr_storage& address, socklen_t size) {
  char host[NI_MAXHOST], port[NI_MAXSERV];
  if (getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host, sizeof host, port,
                  sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "(unknown address)";
  }
  return ToString(Endpoint{host, port});
}

// A socket that listens, or -1 with errno.
int Open(const addrinfo& address) {
  const int descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol);
  if (descriptor < 0) return -1;
  const int on = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  fcntl(descriptor, F_SETFL, O_NONBLOCK);
  if (bind(descriptor, address.ai_addr, address.ai_addrlen) == 0 &&
      listen(descriptor, SOMAXCONN) == 0) {
    return descriptor;
  }
  const int error = errno;
  close(descriptor);
  errno = error;
  return -1;
}

}  // namespace

Listener::Listener(const Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* list = nullptr;
  const int code = getaddrinfo(endpoint.host.c_str(), endpoint.port.c_str(), &hints, &list);
  if (code != 0) {
    throw Failure{kNetwork, "transport: " + ToString(endpoint) + ": " + gai_strerror(code)};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(list, freeaddrinfo);
  descriptor_ = Open(*list);
  if (descriptor_ < 0) {
    const int error = errno;
    const char* advice = "";
    if (error == EACCES) advice = "; ports below 1024 are for root: choose another";
    if (error == EADDRINUSE) advice = ": some program listens there; choose another port";
    if (error == EADDRNOTAVAIL) advice = ": it is no address of this machine";
    throw Failure{kNetwork,
                  "transport: " + ToString(endpoint) + ": " + std::strerror(error) + advice};
  }
}

Listener::~Listener() { close(descriptor_); }

std::string Listener::address() const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
  return ToText(address, size);
}

std::optional<Listener::Guest> Listener::Accept(bool& out_of_resources) const {
  while (true) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const int descriptor = accept(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
    if (descriptor >= 0) {
      fcntl(descriptor, F_SETFD, FD_CLOEXEC);
      return Guest{SocketTransport(descriptor), ToText(address, size)};
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;  // That one has gone; the next.
    out_of_resources = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    return std::nullopt;
  }
}

}  // namespace omnitls::tools
