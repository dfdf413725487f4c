// A server as a device maker would write it, for what is linked into it: no client's code. It
// answers what one client says.
#include "backends/mbedtls/backend.h"
#include "embedded/testing/contexts.h"
#include "embedded/testing/serial_line.h"
#include "omnitls/embedded/application.h"

#if defined(OMNITLS_PROFILE_FULL) || defined(OMNITLS_PROFILE_COMPUTER)
OMNITLS_APPLICATION_HEAP(96 * 1024)
#else
OMNITLS_APPLICATION_HEAP(32 * 1024)
#endif
OMNITLS_APPLICATION_WITHOUT_CLOCK(omnitls::embedded::kBuildTime)

namespace omnitls::embedded {
namespace {

int Answer() {
  SerialLine line;
  ServerContextBuilder builder(MbedTlsBackend());
  Result<ServerContext> context = Configure(builder).Build();
  if (!context) return 2;
  Result<Connection> connection = context->Accept(line);
  if (!connection) return 3;
  for (Next next = Next::kWantRead; next != Next::kReady;) {
    const Result<Next> done = connection->Handshake();
    if (!done) return 4;
    next = *done;
  }
  std::uint8_t buffer[64];
  while (true) {
    const Result<Progress> read = connection->Read(buffer);
    if (!read) return 5;
    if (read->next == Next::kClosed) break;
    if (read->bytes != 0 && !connection->Write(ByteView(buffer, read->bytes))) return 6;
  }
  return connection->SendClose() ? 0 : 7;
}

}  // namespace
}  // namespace omnitls::embedded

int main() {
  board_open_serial();
  return omnitls::embedded::Answer();
}
