// A client as a device maker would write it, as small as it can be: for its size, which tests
// compare with embedded/size_client_raw.c's.
#include "backends/mbedtls/backend.h"
#include "embedded/board/board.h"
#include "embedded/testing/contexts.h"
#include "omnitls/embedded/application.h"

OMNITLS_APPLICATION_HEAP(32 * 1024)
OMNITLS_APPLICATION_WITHOUT_CLOCK(omnitls::embedded::kBuildTime)

namespace omnitls::embedded {
namespace {

// SerialLine is the transport: bytes come one by one, and go at once.
class SerialLine final : public Transport {
 public:
  IoResult Read(MutableBytes out) override {
    std::size_t size = 0;
    for (int byte = 0; size < out.size() && (byte = board_receive()) >= 0;) {
      out[size++] = static_cast<std::uint8_t>(byte);
    }
    return size != 0 ? IoResult::Ok(size) : IoResult::WouldBlock();
  }
  IoResult Write(ByteView data) override {
    for (const std::uint8_t byte : data) board_send(byte);
    return IoResult::Ok(data.size());
  }
};

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
