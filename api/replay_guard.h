#ifndef OMNITLS_REPLAY_GUARD_H_
#define OMNITLS_REPLAY_GUARD_H_

#include <cstddef>
#include <cstdint>

#include "omnitls/bytes.h"
#include "omnitls/spin_lock.h"

namespace omnitls {

// ReplayGuard tells a server whether early data comes for the first time (RFC 8446, 8). A program
// may write its own: one that several processes ask, if they share ticket keys. It is called by
// connections during their handshake, on their threads, so it must be thread-safe if they are on
// several, and quick.
class ReplayGuard {
 public:
  // The size of a token in bytes.
  static constexpr std::size_t kTokenSize = 16;
  // How long a token must be remembered, in seconds. A ClientHello is fresh for 12 seconds at most,
  // by the ticket's age in it (RFC 8446, 8.3), which every backend checks.
  static constexpr std::uint32_t kWindow = 20;

  // FirstUse says whether `token` (kTokenSize bytes, of a ticket) was never asked about in the last
  // kWindow seconds, and remembers it. Of two calls with the same token at the same time, one gets
  // false. False is always safe: the client then sends its data again, after the handshake.
  virtual bool FirstUse(ByteView token) = 0;

 protected:
  ~ReplayGuard() = default;
};

// MemoryReplayGuard remembers tokens in memory, up to a bound. When it can remember no more, it
// says no until the oldest are past their time. Thread-safe: threads wait for each other while one
// looks at a few places.
class MemoryReplayGuard final : public ReplayGuard, public internal::Allocated {
 public:
  // When the guard may know nothing of what was used just before it was made, as after a restart
  // with the same ticket keys, it says no for the first kWindow seconds (RFC 8446, 8.2).
  enum class Start : std::uint8_t { kAtOnce, kAfterWindow };

  // `capacity`: how many tokens, which is the most connections with early data in kWindow seconds;
  // at 24 bytes each, taken with the first call. Rounded up to a multiple of 16.
  explicit MemoryReplayGuard(std::size_t capacity = 4096, Start start = Start::kAtOnce);
  MemoryReplayGuard(const MemoryReplayGuard&) = delete;
  MemoryReplayGuard& operator=(const MemoryReplayGuard&) = delete;
  ~MemoryReplayGuard() = default;

  // Without memory it says no.
  bool FirstUse(ByteView token) override;
  // The same at a time of the caller's, in seconds since 1970 UTC: for tests.
  bool FirstUseAt(ByteView token, std::int64_t now);

 private:
  struct Entry {
    std::uint64_t token[2];
    std::int64_t used_at;
  };

  bool MakeRoom();

  const std::size_t capacity_;
  std::int64_t refuses_until_;
  internal::SpinLock lock_;
  internal::Vec<Entry> entries_;  // In sets: a token is in the one that its first bytes choose.
};

}  // namespace omnitls

#endif  // OMNITLS_REPLAY_GUARD_H_
