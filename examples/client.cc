// Fetches a page: client [HOST [PORT [CA-FILE]]]
//
// Result::value() throws what went wrong; a program without exceptions looks at the Result instead.

#include <array>
#include <iostream>
#include <string>

#include "omnitls/omnitls.h"
#include "omnitls/transports/socket.h"

using namespace omnitls;

namespace {

void Fetch(const ClientContext& context, const char* host, const char* port) {
  auto socket = SocketTransport::Connect(host, port).value();
  auto tls = context.Connect(socket, host).value();
  for (Next next; (next = tls.Handshake().value()) != Next::kReady;) socket.Wait(next);
  tls.Write(AsBytes("GET / HTTP/1.0\r\nHost: " + std::string(host) + "\r\n\r\n")).value();
  std::array<std::uint8_t, 4096> buffer;
  for (Progress got; (got = tls.Read(buffer).value()).next != Next::kClosed;) {
    std::cout << AsText(ByteView(buffer).first(got.bytes));
    socket.Wait(got.next);
  }
}

}  // namespace

int main(int argc, char** argv) {
  ClientContextBuilder builder;
  argc > 3 ? builder.CaFile(argv[3]) : builder.SystemRoots();
  try {
    Fetch(builder.Build().value(), argc > 1 ? argv[1] : "example.com", argc > 2 ? argv[2] : "443");
    return 0;
  } catch (const tl::bad_expected_access<Error>& failure) {
    std::cerr << "client: " << Summary(failure.error()) << "\n";
    return 1;
  }
}
