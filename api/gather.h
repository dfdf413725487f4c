#ifndef OMNITLS_GATHER_H_
#define OMNITLS_GATHER_H_

#include <cstdint>
#include <span>

#include "omnitls/bytes.h"

namespace omnitls::internal {

// Gatherer cuts a list of spans into as few chunks as it can: each is full but the last. What lies
// in one span already is handed on as it is; the rest is put together here, on the caller's stack:
// so no call takes heap memory, and what was copied is wiped in the end.
class Gatherer {
 public:
  // The most bytes of a chunk: a record's plaintext (RFC 8446, 5.1).
  static constexpr std::size_t kMaxChunk = 16384;

  // `chunk`: the size of a chunk in bytes, 1 to kMaxChunk.
  Gatherer(std::span<const ByteView> spans, std::size_t chunk) : spans_(spans), chunk_(chunk) {
    SkipEmpty();
  }
  ~Gatherer() { Wipe(buffer_, used_); }
  Gatherer(const Gatherer&) = delete;
  Gatherer& operator=(const Gatherer&) = delete;

  bool done() const { return spans_.empty(); }
  // Next is the next chunk, not empty; valid until the next call. Only if not done().
  ByteView Next();

 private:
  // Up to `most` bytes of the first span.
  ByteView Take(std::size_t most);
  void SkipEmpty();

  std::span<const ByteView> spans_;  // The first one is not empty.
  std::size_t position_ = 0;         // In the first span.
  std::size_t chunk_;
  std::size_t used_ = 0;            // Of the buffer, ever.
  std::uint8_t buffer_[kMaxChunk];  // Not initialized: it is written before it is read.
};

}  // namespace omnitls::internal

#endif  // OMNITLS_GATHER_H_
