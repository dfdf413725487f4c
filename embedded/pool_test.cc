// A pool that shrinks, byte by byte: whatever does not fit any more fails with kNoMemory, gives
// back all that it took, and leaves a connection alone that was there before.
#include "embedded/testing/pair.h"

OMNITLS_APPLICATION_HEAP(256 * 1024)
OMNITLS_APPLICATION_WITHOUT_CLOCK(omnitls::embedded::kBuildTime)

namespace omnitls::embedded {
namespace {

// Ballast takes what the pool has to spare, but for `left` bytes in one piece.
class Ballast {
 public:
  // The size of the largest block that can be had, in bytes.
  static std::size_t Largest() {
    std::size_t none = 512 * 1024, some = 0;
    while (none - some > 8) {
      const std::size_t middle = (some + none) / 2;
      void* const block = internal::Allocate(middle);
      (block != nullptr ? some : none) = middle;
      internal::Release(block);
    }
    return some;
  }
  explicit Ballast(std::size_t left) {
    const std::size_t largest = Largest();
    if (left + 16 < largest) block_ = internal::Allocate(largest - left - 8);
  }
  ~Ballast() { internal::Release(block_); }
  Ballast(const Ballast&) = delete;
  Ballast& operator=(const Ballast&) = delete;

 private:
  void* block_ = nullptr;
};

struct Outcome {
  bool done = false;
  Error error;
};

Outcome Attempt(const ClientContext& client_context, const ServerContext& server_context,
                OtherPipe& pipe) {
  Result<Connection> client = client_context.Connect(pipe.client(), kServerName);
  if (!client) return {false, client.error()};
  Result<Connection> server = server_context.Accept(pipe.server());
  if (!server) return {false, server.error()};
  while (true) {
    const Result<Next> at_client = client->Handshake();
    // The other end hears of it by an alert, or nothing.
    if (!at_client) return {false, at_client.error()};
    const Result<Next> at_server = server->Handshake();
    if (!at_server) return {false, at_server.error()};
    if (*at_client == Next::kReady && *at_server == Next::kReady) break;
  }
  if (!Echo(*client, *server, "hello")) return {false, {ErrorKind::kNoMemory}};
  return {true, {}};
}

void Run(std::uint32_t step) {
  const ClientContext client_context = MakeClientContext();
  const ServerContext server_context = MakeServerContext();
  Pipe kept_pipe;
  Connection kept_client = Must("client", client_context.Connect(kept_pipe.client(), kServerName));
  Connection kept_server = Must("server", server_context.Accept(kept_pipe.server()));
  if (!TryHandshake(kept_client, kept_server)) Stop("no handshake with all memory");
  const std::size_t before = omnitls_heap_used();

  std::uint32_t failed = 0, smallest = 0;
  OtherPipe other;
  omnitls_heap_reset_peak();
  other.Clear();
  if (!Attempt(client_context, server_context, other).done) Stop("it fails with all memory");
  const std::size_t most = omnitls_heap_peak() - before + 64;
  for (std::size_t left = most; left > step; left -= step) {
    other.Clear();
    Outcome outcome;
    {
      const Ballast ballast(left);
      outcome = Attempt(client_context, server_context, other);
    }
    if (omnitls_heap_used() != before) {
      Print({"left "}, static_cast<std::uint32_t>(left));
      Stop("memory is lost");
    }
    if (outcome.done) {
      smallest = static_cast<std::uint32_t>(left);
      continue;
    }
    ++failed;
    if (outcome.error.kind != ErrorKind::kNoMemory) {
      Print({"left "}, static_cast<std::uint32_t>(left));
      PrintError("not kNoMemory", outcome.error);
      board_exit(1);
    }
    if (failed % 16 == 0 && !Echo(kept_client, kept_server, "still here")) {
      Stop("the other connection is gone");
    }
  }
  if (!Echo(kept_client, kept_server, "still here")) Stop("the other connection is gone");
  if (failed == 0) Stop("it never failed");
  Print({"smallest pool for both ends "}, smallest);
  Print({"attempts without memory "}, failed);
}

}  // namespace
}  // namespace omnitls::embedded

int main() {
#if defined(OMNITLS_PROFILE_PSK_MIN)
  omnitls::embedded::Run(1);
#else
  omnitls::embedded::Run(64);  // A handshake with certificates takes a while.
#endif
  omnitls::embedded::Print({"passed"});
  return 0;
}
