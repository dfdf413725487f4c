#ifndef OMNITLS_EMBEDDED_TESTING_PAIR_H_
#define OMNITLS_EMBEDDED_TESTING_PAIR_H_

#include "embedded/board/board.h"
#include "embedded/testing/contexts.h"
#include "embedded/testing/report.h"
#include "omnitls/embedded/application.h"

// Two ends on one board.
namespace omnitls::embedded {

// MemoryLine links them, with memory of its own: what a program's transport needs is not the
// library's. `Which` tells lines apart that are in use at the same time: their bytes are static,
// for the stack's sake.
template <int Which>
class MemoryLine {
 public:
  MemoryLine() { Clear(); }
  MemoryLine(const MemoryLine&) = delete;
  MemoryLine& operator=(const MemoryLine&) = delete;

  Transport& client() { return client_; }
  Transport& server() { return server_; }
  void Clear() {
    for (Queue* queue : {&to_client_, &to_server_}) queue->read = queue->written = 0;
  }
  // How many bytes each end has written.
  std::size_t to_server() const { return to_server_.written; }
  std::size_t to_client() const { return to_client_.written; }

 private:
  static constexpr std::size_t kSize = 8192;

  struct Queue {
    std::uint8_t bytes[kSize];
    std::size_t read;
    std::size_t written;
  };
  class End final : public Transport {
   public:
    End(Queue& in, Queue& out) : in_(in), out_(out) {}
    IoResult Read(MutableBytes out) override {
      std::size_t size = 0;
      while (size < out.size() && in_.read != in_.written) {
        out[size++] = in_.bytes[in_.read++ % kSize];
      }
      return size != 0 ? IoResult::Ok(size) : IoResult::WouldBlock();
    }
    IoResult Write(ByteView data) override {
      std::size_t size = 0;
      while (size < data.size() && out_.written - out_.read < kSize) {
        out_.bytes[out_.written++ % kSize] = data[size++];
      }
      return size != 0 ? IoResult::Ok(size) : IoResult::WouldBlock();
    }

   private:
    Queue& in_;
    Queue& out_;
  };

  static inline Queue to_client_, to_server_;
  End client_{to_client_, to_server_};
  End server_{to_server_, to_client_};
};

using Pipe = MemoryLine<0>;
using OtherPipe = MemoryLine<1>;

inline ClientContext MakeClientContext() {
  ClientContextBuilder builder(MbedTlsBackend());
  return Must("client's context", Configure(builder).Build(), builder);
}
inline ServerContext MakeServerContext() {
  ServerContextBuilder builder(MbedTlsBackend());
  return Must("server's context", Configure(builder).Build(), builder);
}

// Runs both ends until neither waits for anything, or one fails.
inline Result<void> TryHandshake(Connection& client, Connection& server) {
  while (true) {
    const Result<Next> at_client = client.Handshake();
    if (!at_client) return Fail(at_client.error());
    const Result<Next> at_server = server.Handshake();
    if (!at_server) return Fail(at_server.error());
    if (*at_client == Next::kReady && *at_server == Next::kReady) return {};
  }
}

inline bool Echo(Connection& from, Connection& to, std::string_view text) {
  std::uint8_t buffer[64];
  const Result<Progress> wrote = from.Write(AsBytes(text));
  if (!wrote || wrote->bytes != text.size()) return false;
  const Result<Progress> got = to.Read(buffer);
  if (!got || !to.Write(ByteView(buffer, got->bytes))) return false;
  const Result<Progress> back = from.Read(buffer);
  return back && AsText(ByteView(buffer, back->bytes)) == text;
}

}  // namespace omnitls::embedded

#endif  // OMNITLS_EMBEDDED_TESTING_PAIR_H_
