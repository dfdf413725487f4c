// A client as a device maker would write it, as small as it can be: for its size, which tests
// compare with embedded/size_client_raw.c's.
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

int Talk() {
  SerialLine line;
  ClientContextBuilder builder(MbedTlsBackend());
  Result<ClientContext> context = Configure(builder).Build();
  if (!context) return 2;
  Result<Connection> connection = context->Connect(line, kServerName);
  if (!connection) return 3;
  for (Next next = Next::kWantRead; next != Next::kReady;) {
    const Result<Next> done = connection->Handshake();
    if (!done) return 4;
    next = *done;
  }
  if (!connection->Write(AsBytes("hello\n"))) return 5;
  std::uint8_t buffer[64];
  for (Progress got; got.bytes == 0 && got.next != Next::kClosed;) {
    const Result<Progress> read = connection->Read(buffer);
    if (!read) return 6;
    got = *read;
  }
  return connection->SendClose() ? 0 : 7;
}

}  // namespace
}  // namespace omnitls::embedded

int main() {
  board_open_serial();
  return omnitls::embedded::Talk();
}
