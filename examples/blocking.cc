// Fetches a page like client.cc, with calls that wait, and that give up: blocking HOST PORT CA-FILE
//
// There is neither an exception nor a stream here.

#include "omnitls/transports/blocking.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "omnitls/omnitls.h"
#include "omnitls/transports/socket.h"

using namespace omnitls;

namespace {

constexpr int kTimeout = 10'000;  // Of each call, in milliseconds.

Result<void> Fetch(const ClientContext& context, const char* host, const char* port) {
  Result<SocketTransport> socket = SocketTransport::Connect(host, port, kTimeout);
  if (!socket) return Fail(socket.error());
  Result<Connection> tls = context.Connect(*socket, host);
  if (!tls) return Fail(tls.error());
  Result<void> done = blocking::Complete(*tls, *socket, kTimeout);
  if (!done) return done;
  const std::string request = "GET / HTTP/1.0\r\nHost: " + std::string(host) + "\r\n\r\n";
  done = blocking::WriteAll(*tls, *socket, AsBytes(request), kTimeout);
  if (!done) return done;
  std::array<std::uint8_t, 4096> buffer;
  while (true) {
    const Result<std::size_t> got = blocking::ReadSome(*tls, *socket, buffer, kTimeout);
    if (!got) return Fail(got.error());
    if (*got == 0) return blocking::CloseAndWait(*tls, *socket, kTimeout);
    std::fwrite(buffer.data(), 1, *got, stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::fputs("usage: blocking HOST PORT CA-FILE\n", stderr), 2;
  ClientContextBuilder builder;
  const Result<ClientContext> context = builder.CaFile(argv[3]).Build();
  if (!context) {
    const std::string message(builder.error_message());
    return std::fprintf(stderr, "blocking: %s\n", message.c_str()), 2;
  }
  if (const Result<void> done = Fetch(*context, argv[1], argv[2]); !done) {
    const std::string summary(Summary(done.error()));
    return std::fprintf(stderr, "blocking: %s\n", summary.c_str()), 1;
  }
  return 0;
}
