// Sends back what clients send, one client after the other: server CERTIFICATES KEY [PORT]

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "omnitls/omnitls.h"
#include "omnitls/transports/socket.h"

using namespace omnitls;

namespace {

void Echo(const ServerContext& context, SocketTransport socket) {
  auto tls = context.Accept(socket).value();
  for (Next next; (next = tls.Handshake().value()) != Next::kReady;) socket.Wait(next);
  std::array<std::uint8_t, 4096> buffer;
  for (Progress got; (got = tls.Read(buffer).value()).next != Next::kClosed;) {
    tls.Write(ByteView(buffer).first(got.bytes)).value();
    while (tls.Flush().value() != Next::kReady) socket.Wait(Next::kWantWrite);
    socket.Wait(got.next);
  }
  tls.SendClose().value();
}

// A socket that listens on the loopback interface, or -1.
int Listen(int port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, plain, size) != 0 || listen(listener, 16) != 0) return -1;
  getsockname(listener, plain, &size);
  std::cout << "listening on 127.0.0.1:" << ntohs(address.sin_port) << std::endl;
  return listener;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::cerr << "usage: server CERTIFICATES KEY [PORT]\n", 2;
  ServerContextBuilder builder;
  builder.CertificateChainFile(argv[1]).PrivateKeyFile(argv[2]);
  const Result<ServerContext> context = builder.Build();
  if (!context) return std::cerr << builder.error_message() << "\n", 2;
  const int listener = Listen(argc > 3 ? std::atoi(argv[3]) : 4433);
  if (listener < 0) return std::perror("listen"), 1;
  while (true) {
    try {
      Echo(*context, SocketTransport(accept(listener, nullptr, nullptr)));
    } catch (const tl::bad_expected_access<Error>& failure) {
      std::cerr << "server: " << Summary(failure.error()) << "\n";
    }
  }
}
