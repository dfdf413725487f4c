#include "omnitls/replay_guard.h"

#include <algorithm>
#include <cstring>

#include "omnitls/system_time.h"

namespace omnitls {
namespace {

// How many places there are for tokens that begin alike.
constexpr std::size_t kWays = 16;
constexpr std::int64_t kNever = -1;

// As many as there is never memory for, if the tokens are more: so their number does not overflow.
std::size_t SetsFor(std::size_t tokens) {
  constexpr std::size_t kMost = static_cast<std::size_t>(-1) / 2 / kWays;
  return tokens < kWays ? 1 : std::min(tokens / kWays + (tokens % kWays != 0), kMost);
}

}  // namespace

MemoryReplayGuard::MemoryReplayGuard(std::size_t capacity, Start start)
    : capacity_(SetsFor(capacity) * kWays),
      refuses_until_(start == Start::kAfterWindow ? internal::SystemTime() + kWindow : kNever) {}

bool MemoryReplayGuard::MakeRoom() {
  if (!entries_.empty()) return true;
  if (!entries_.Reserve(capacity_)) return false;
  for (std::size_t i = 0; i < capacity_; ++i) {
    if (!entries_.Push({{0, 0}, kNever})) return false;
  }
  return true;
}

bool MemoryReplayGuard::FirstUse(ByteView token) {
  return FirstUseAt(token, internal::SystemTime());
}

// A clock that is set back leaves tokens from the future, which count as new ones.
bool MemoryReplayGuard::FirstUseAt(ByteView token, std::int64_t now) {
  std::uint64_t wanted[2];
  if (token.size() != sizeof wanted) return false;
  std::memcpy(wanted, token.data(), sizeof wanted);
  const internal::SpinLock::Guard guard(lock_);
  if (now <= refuses_until_ || !MakeRoom()) return false;
  Entry* const set = &entries_[wanted[0] % (capacity_ / kWays) * kWays];
  Entry* room = nullptr;
  for (Entry* entry = set; entry != set + kWays; ++entry) {
    const bool is_past = entry->used_at == kNever || now - entry->used_at > std::int64_t{kWindow};
    if (is_past) {
      room = entry;
    } else if (std::memcmp(entry->token, wanted, sizeof wanted) == 0) {
      return false;
    }
  }
  if (room == nullptr) return false;
  std::memcpy(room->token, wanted, sizeof wanted);
  room->used_at = now;
  return true;
}

}  // namespace omnitls
