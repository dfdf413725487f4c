#ifndef OMNITLS_TICKET_KEY_RING_H_
#define OMNITLS_TICKET_KEY_RING_H_

#include <array>
#include <atomic>
#include <cstdint>

#include "omnitls/replay_guard.h"
#include "omnitls/spin_lock.h"
#include "omnitls/ticket_keys.h"

namespace omnitls::internal {

// TicketKeyRing is what TicketKeys counts references to. Threads wait for each other here, but only
// while a key is copied or, once in a rotation, made. Times are seconds since 1970-01-01 UTC.
class TicketKeyRing : public Allocated {
 public:
  TicketKeyRing() = default;

  void AddReference() { references_.fetch_add(1, std::memory_order_relaxed); }
  void RemoveReference() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  // Makes this ring rotate. Before it is shared.
  Result<void> Rotate(const Backend& backend, std::uint32_t seconds, std::int64_t now);
  Result<void> Replace(std::span<const ByteView> keys);
  bool rotates() const { return backend_ != nullptr; }

  bool ToSeal(std::int64_t now, TicketKey& key);
  bool ToOpen(std::int64_t now, ByteView name, TicketKey& key);
  // Made when first asked for; null: no memory.
  ReplayGuard* replay_guard();

 private:
  // In connections with early data in ReplayGuard::kWindow seconds.
  static constexpr std::size_t kReplayGuardSize = 4096;

  bool MakeKey(TicketKey& key) const;
  void Turn(std::int64_t now);

  std::atomic<std::uint32_t> references_{1};
  SpinLock lock_;
  const Backend* backend_ = nullptr;  // Null: keys do not rotate.
  std::uint32_t period_ = 0;          // Seconds.
  std::int64_t made_at_ = 0;          // The first key.
  std::array<TicketKey, TicketKeys::kMaxKeys> keys_;
  std::size_t count_ = 0;
  Owned<MemoryReplayGuard> replay_guard_;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_TICKET_KEY_RING_H_
