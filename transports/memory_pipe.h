#ifndef OMNITLS_TRANSPORTS_MEMORY_PIPE_H_
#define OMNITLS_TRANSPORTS_MEMORY_PIPE_H_

#include <cstddef>
#include <cstdint>

#include "omnitls/bytes.h"
#include "omnitls/transport.h"

namespace omnitls {

// MemoryPipe is two linked transports in memory: what one end writes, the other reads. For tests,
// benchmarks and programs whose two sides live in one process. One thread at a time.
class MemoryPipe {
 public:
  static constexpr std::size_t kUnlimited = static_cast<std::size_t>(-1);

  // `capacity`: the most bytes that wait in each direction before Write would block.
  explicit MemoryPipe(std::size_t capacity = kUnlimited)
      : client_(to_client_, to_server_), server_(to_server_, to_client_) {
    to_client_.capacity = to_server_.capacity = capacity;
  }
  MemoryPipe(const MemoryPipe&) = delete;
  MemoryPipe& operator=(const MemoryPipe&) = delete;

  Transport& client() { return client_; }
  Transport& server() { return server_; }

  // Direction is one of the two streams. Its members may be changed between calls on the
  // connections.
  struct Direction {
    internal::Vec<std::uint8_t> bytes;  // Written and not yet read, from `position` on.
    std::size_t position = 0;
    std::size_t capacity = kUnlimited;   // Write would block when this many bytes wait.
    std::size_t max_read = kUnlimited;   // The most bytes one Read returns.
    std::size_t max_write = kUnlimited;  // The most bytes one Write takes.
    std::uint64_t total = 0;             // Bytes written so far.
    std::uint64_t writes = 0;            // Write calls that took something.
    bool ended = false;                  // Read returns kEof once `bytes` is empty.
    std::int32_t read_error = 0;         // Not 0: Read fails with it.
    std::int32_t write_error = 0;        // Not 0: Write fails with it.

    std::size_t size() const { return bytes.size() - position; }
    ByteView view() const { return bytes.view().subspan(position); }
    // Drops what waits beyond the first `keep` bytes.
    void Truncate(std::size_t keep) { bytes.Truncate(position + keep); }
    IoResult Read(MutableBytes out);
    IoResult Write(ByteView data);
  };

  Direction& to_client() { return to_client_; }
  Direction& to_server() { return to_server_; }

 private:
  class End final : public Transport {
   public:
    End(Direction& in, Direction& out) : in_(in), out_(out) {}
    IoResult Read(MutableBytes out) override { return in_.Read(out); }
    IoResult Write(ByteView data) override { return out_.Write(data); }

   private:
    Direction& in_;
    Direction& out_;
  };

  Direction to_client_;
  Direction to_server_;
  End client_;
  End server_;
};

}  // namespace omnitls

#endif  // OMNITLS_TRANSPORTS_MEMORY_PIPE_H_
