// A client on a microcontroller: the program to start from. It connects over a serial line, as to a
// modem, says hello, and prints the answer. What is between >>> and <<< is to be replaced.
#include "backends/mbedtls/backend.h"
#include "embedded/board/board.h"
#include "examples/embedded_client/root.h"
#include "omnitls/context.h"
#include "omnitls/embedded/application.h"

using namespace omnitls;

// >>> The three things that the library asks of the program (omnitls/embedded/application.h).

// Memory: what docs/embedded-sizes.md says of the profile, for a context and a connection.
OMNITLS_APPLICATION_HEAP(16 * 1024)

// Time: a device without a clock takes the time that the program was built at.
OMNITLS_APPLICATION_WITHOUT_CLOCK(1767225600)  // 2026-01-01

// Entropy: NOT THIS, but the device's true random number generator. Keys are made of these bytes.
int omnitls_application_entropy(unsigned char* out, size_t size) {
  static std::uint32_t state = 1;
  for (size_t i = 0; i < size; ++i) {
    state = state * 1664525 + 1013904223;
    out[i] = static_cast<unsigned char>(state >> 24);
  }
  return 0;
}

// So certificates in flash are not copied.
int omnitls_application_is_constant(const void* data, size_t size) {
  return board_is_flash(data, size);
}
// <<<

namespace {

// >>> The transport: whatever carries bytes in order. It never waits.
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
// <<<

// Other work of the device, between two calls that do a bounded part of a handshake each.
void DoSomethingElse() {}

int Fail(int step, const Error& error) {
  board_print("failed in step ");
  board_print_number(static_cast<std::uint32_t>(step));
  board_print(": kind ");
  board_print_number(static_cast<std::uint32_t>(error.kind));
  board_print(" detail ");
  board_print_number(static_cast<std::uint32_t>(error.detail));
  board_print("\n");
  return step;
}

int Talk() {
  SerialLine line;
  const Result<ClientContext> context =
      ClientContextBuilder(MbedTlsBackend()).Ca(ByteView(kRoot)).Build();
  if (!context) return Fail(1, context.error());
  Result<Connection> tls = context->Connect(line, "device.example");
  if (!tls) return Fail(2, tls.error());

  for (bool done = false; !done; DoSomethingElse()) {
    const Result<Next> next = tls->Handshake();
    if (!next) return Fail(3, next.error());
    done = *next == Next::kReady;
  }
  if (const Result<Progress> sent = tls->Write(AsBytes("hello\n")); !sent) {
    return Fail(4, sent.error());
  }
  for (std::size_t received = 0; received == 0; DoSomethingElse()) {
    char text[65];
    const Result<Progress> got =
        tls->Read({reinterpret_cast<std::uint8_t*>(text), sizeof text - 1});
    if (!got) return Fail(5, got.error());
    if (got->next == Next::kClosed) break;
    received = got->bytes;
    text[received] = '\0';
    board_print(text);
  }
  (void)tls->SendClose();
  board_print("heap at most ");
  board_print_number(static_cast<std::uint32_t>(omnitls_heap_peak()));
  board_print("\n");
  return 0;
}

}  // namespace

int main() {
  board_open_serial();
  return Talk();
}
