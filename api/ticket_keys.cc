#include "omnitls/ticket_keys.h"

#include <algorithm>
#include <cstring>

#include "omnitls/backend.h"
#include "omnitls/profile.h"
#include "omnitls/system_time.h"
#include "omnitls/ticket_key_ring.h"

namespace omnitls {
namespace internal {

namespace {

bool HasName(const TicketKey& key, ByteView name) { return Equal(key.name, name); }

TicketKey ReadKey(ByteView bytes) {
  TicketKey key;
  std::memcpy(key.name, bytes.data(), sizeof key.name);
  std::memcpy(key.hmac, bytes.data() + sizeof key.name, sizeof key.hmac);
  std::memcpy(key.aes, bytes.data() + sizeof key.name + sizeof key.hmac, sizeof key.aes);
  return key;
}

}  // namespace

bool TicketKeyRing::MakeKey(TicketKey& key) const {
  std::uint8_t bytes[TicketKeys::kKeySize];
  const bool made = backend_->Random(bytes);
  if (made) key = ReadKey(bytes);
  Wipe(bytes, sizeof bytes);
  return made;
}

Result<void> TicketKeyRing::Rotate(const Backend& backend, std::uint32_t seconds,
                                   std::int64_t now) {
  if (seconds == 0 || seconds > TicketKeys::kMaxLifetime) {
    return Fail(ErrorKind::kConfig, Detail::kOutOfRange);
  }
  backend_ = &backend;
  period_ = seconds;
  if (!MakeKey(keys_[0])) return Fail(ErrorKind::kInternal);
  made_at_ = now;
  count_ = 1;
  return {};
}

// Turn makes the next key when its time has come, and forgets what is too old. A clock that was
// set back by less than a period changes nothing; by more, it ends the present key's time, too.
void TicketKeyRing::Turn(std::int64_t now) {
  const std::int64_t age = now - made_at_;
  if (backend_ == nullptr || (-std::int64_t{period_} < age && age < period_)) return;
  const bool keeps_last = 0 <= age && age < 2 * std::int64_t{period_};
  TicketKey next;
  if (!MakeKey(next)) {
    if (!keeps_last) count_ = 0;  // Better no tickets than ones sealed with an old key.
    return;
  }
  keys_[1] = keeps_last ? keys_[0] : TicketKey();
  count_ = keeps_last && count_ > 0 ? 2 : 1;
  keys_[0] = next;
  made_at_ = now;
}

Result<void> TicketKeyRing::Replace(std::span<const ByteView> keys) {
  if (keys.empty()) return Fail(ErrorKind::kConfig, Detail::kMissingKey);
  if (keys.size() > keys_.size()) return Fail(ErrorKind::kConfig, Detail::kOutOfRange);
  std::array<TicketKey, TicketKeys::kMaxKeys> read;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].size() != TicketKeys::kKeySize) {
      return Fail(ErrorKind::kConfig, Detail::kKeyLength);
    }
    read[i] = ReadKey(keys[i]);
    for (std::size_t j = 0; j < i; ++j) {
      if (HasName(read[i], read[j].name)) return Fail(ErrorKind::kConfig, Detail::kDuplicate);
    }
  }
  const SpinLock::Guard guard(lock_);
  keys_ = read;
  count_ = keys.size();
  return {};
}

bool TicketKeyRing::ToSeal(std::int64_t now, TicketKey& key) {
  const SpinLock::Guard guard(lock_);
  Turn(now);
  if (count_ == 0) return false;
  key = keys_[0];
  return true;
}

bool TicketKeyRing::ToOpen(std::int64_t now, ByteView name, TicketKey& key) {
  const SpinLock::Guard guard(lock_);
  Turn(now);
  for (std::size_t i = 0; i < count_; ++i) {
    if (!HasName(keys_[i], name)) continue;
    key = keys_[i];
    return true;
  }
  return false;
}

}  // namespace internal

TicketKeys::TicketKeys(const TicketKeys& other) : ring_(other.ring_) {
  if (internal::profile::kServer && ring_ != nullptr) ring_->AddReference();
}

TicketKeys::~TicketKeys() {
  if (internal::profile::kServer && ring_ != nullptr) ring_->RemoveReference();
}

Result<TicketKeys> TicketKeys::Rotating(const Backend& backend, std::uint32_t seconds) {
  TicketKeys keys(new (std::nothrow) internal::TicketKeyRing);
  if (keys.empty()) return Fail(ErrorKind::kNoMemory);
  if (const Result<void> made = keys.ring_->Rotate(backend, seconds, internal::SystemTime());
      !made) {
    return Fail(made.error());
  }
  return keys;
}

Result<TicketKeys> TicketKeys::Fixed(std::span<const ByteView> keys) {
  TicketKeys result(new (std::nothrow) internal::TicketKeyRing);
  if (result.empty()) return Fail(ErrorKind::kNoMemory);
  if (const Result<void> set = result.ring_->Replace(keys); !set) return Fail(set.error());
  return result;
}

Result<void> TicketKeys::Replace(std::span<const ByteView> keys) const {
  if (empty()) return Fail(ErrorKind::kUsage, Detail::kEmptyHandle);
  if (ring_->rotates()) return Fail(ErrorKind::kUsage, Detail::kNotAvailable);
  return ring_->Replace(keys);
}

bool TicketKeys::ToSeal(TicketKey& key) const {
  return !empty() && ring_->ToSeal(internal::SystemTime(), key);
}

bool TicketKeys::ToOpen(ByteView name, TicketKey& key) const {
  return !empty() && ring_->ToOpen(internal::SystemTime(), name, key);
}

}  // namespace omnitls
