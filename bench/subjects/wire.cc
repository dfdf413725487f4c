#include "bench/subjects/wire.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace omnitls::bench {
namespace {

void SetUp(int descriptor) {
  const int on = 1;
  Require(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 &&
              setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0,
          "setting up a socket");
}

void Join(int& client, int& server) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Require(listener >= 0 && bind(listener, name, sizeof address) == 0 && listen(listener, 1) == 0 &&
              getsockname(listener, name, &size) == 0,
          "listening on the loopback interface");
  client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Require(client >= 0 && connect(client, name, size) == 0, "connecting to the loopback interface");
  server = accept(listener, nullptr, nullptr);
  Require(server >= 0, "accepting from the loopback interface");
  close(listener);
  SetUp(client);
  SetUp(server);
}

}  // namespace

Wire::Wire(bool sockets) : sockets_(sockets) {
  // So that no end has to pay for it, in time or in memory.
  constexpr std::size_t kRoom = 20480;
  if (sockets) return;
  Require(pipe_.to_client().bytes.Reserve(kRoom) && pipe_.to_server().bytes.Reserve(kRoom),
          "Reserve");
}

void Wire::Reset() {
  if (sockets_) {
    CloseSockets();
    Join(descriptors_[0], descriptors_[1]);
    return;
  }
  for (MemoryPipe::Direction* direction : {&pipe_.to_client(), &pipe_.to_server()}) {
    direction->bytes.Truncate(0);  // Keeps its memory, so that no subject pays for getting it.
    direction->position = 0;
    direction->total = direction->writes = 0;
  }
}

void Wire::CloseSockets() {
  for (int& descriptor : descriptors_) {
    if (descriptor >= 0) close(descriptor);
    descriptor = -1;
  }
}

}  // namespace omnitls::bench
