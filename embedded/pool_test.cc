// A pool that shrinks: whatever does not fit any more fails with kNoMemory, gives back all that it
// took, and leaves a connection alone that was there before: it goes on meanwhile, without memory.
// The program's argument is by how many bytes the pool shrinks each time. The pool gives memory in
// units of eight, so steps of eight are every size that there is.
#include "embedded/testing/pair.h"

OMNITLS_APPLICATION_HEAP(512 * 1024)
OMNITLS_APPLICATION_WITHOUT_CLOCK(omnitls::embedded::kBuildTime)

namespace omnitls::embedded {
namespace {

// Ballast takes what the pool has to spare, but for `left` bytes in one piece.
class Ballast {
 public:
  // The size of the largest block that can be had, in bytes.
  static std::size_t Largest() {
    std::size_t none = 1024 * 1024, some = 0;
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

// What is there before, and stays.
struct Kept {
  Connection& client;
  Connection& server;

  void MustEcho() {
    if (!Echo(client, server, "still here")) Stop("the other connection is gone");
  }
};

// A handshake, and an echo. The kept connection is used while what failed still holds all that it
// could get.
Result<void> Attempt(const ClientContext& client_context, const ServerContext& server_context,
                     OtherPipe& pipe, Kept& kept) {
  const auto failed = [&kept](const Error& error) {
    kept.MustEcho();
    return Fail(error);
  };
  Result<Connection> client = client_context.Connect(pipe.client(), kServerName);
  if (!client) return failed(client.error());
  Result<Connection> server = server_context.Accept(pipe.server());
  if (!server) return failed(server.error());
  if (const Result<void> done = TryHandshake(*client, *server); !done) return failed(done.error());
  if (!Echo(*client, *server, "hello")) Stop("an echo needs memory");
  kept.MustEcho();
  return {};
}

void Run(std::uint32_t step) {
  const ClientContext client_context = MakeClientContext();
  const ServerContext server_context = MakeServerContext();
  Pipe kept_pipe;
  Connection kept_client = Must("client", client_context.Connect(kept_pipe.client(), kServerName));
  Connection kept_server = Must("server", server_context.Accept(kept_pipe.server()));
  if (!TryHandshake(kept_client, kept_server)) Stop("no handshake with all memory");
  Kept kept{kept_client, kept_server};
  kept.MustEcho();  // And reads tickets.
  OtherPipe other;
  // Takes what the library takes once, such as room for keys.
  if (!Attempt(client_context, server_context, other, kept)) Stop("no second handshake");
  const std::size_t before = omnitls_heap_used();

  std::uint32_t attempts = 0, failed = 0, smallest = 0;
  other.Clear();
  omnitls_heap_reset_peak();
  if (const Result<void> first = Attempt(client_context, server_context, other, kept); !first) {
    PrintError("with all memory", first.error());
    board_exit(1);
  }
  const std::size_t most = omnitls_heap_peak() - before + 64;
  for (std::size_t left = most; left > step; left -= step, ++attempts) {
    other.Clear();
    Result<void> outcome;
    {
      const Ballast ballast(left);
      outcome = Attempt(client_context, server_context, other, kept);
    }
    if (omnitls_heap_used() != before) {
      Print({"left "}, static_cast<std::uint32_t>(left));
      Print({"in use before "}, static_cast<std::uint32_t>(before));
      Print({"in use after "}, static_cast<std::uint32_t>(omnitls_heap_used()));
      Stop("memory is lost");
    }
    if (outcome) {
      smallest = static_cast<std::uint32_t>(left);
      continue;
    }
    ++failed;
    if (outcome.error().kind != ErrorKind::kNoMemory) {
      Print({"left "}, static_cast<std::uint32_t>(left));
      PrintError("not kNoMemory", outcome.error());
      board_exit(1);
    }
  }
  other.Clear();
  if (!Attempt(client_context, server_context, other, kept)) Stop("it fails with memory, too");
  Print({"smallest pool for both ends "}, smallest);
  Print({"attempts "}, attempts);
  Print({"attempts without memory "}, failed);
}

}  // namespace
}  // namespace omnitls::embedded

int main() {
  omnitls::embedded::Run(board_argument(64));
  omnitls::embedded::Print({"passed"});
  return 0;
}
