#include "omnitls/server_session_store.h"

#include <algorithm>
#include <utility>

#include "omnitls/saved_bytes.h"
#include "omnitls/system_time.h"

namespace omnitls {

MemoryServerSessionStore::MemoryServerSessionStore(std::size_t capacity)
    : capacity_(std::min(capacity, kMaxCapacity)) {}

// --- lists

// One for each entry or two, all at once, with the first session.
bool MemoryServerSessionStore::MakeBuckets() {
  if (!buckets_.empty()) return true;
  std::size_t count = 1;
  while (count < capacity_) count *= 2;
  if (!buckets_.Reserve(count)) return false;
  while (buckets_.size() < count && buckets_.Push(kNone)) {
  }
  return true;
}

std::uint32_t& MemoryServerSessionStore::BucketOf(ByteView id) {
  const std::uint64_t hash = internal::Checksum(id);
  return buckets_[(hash ^ hash >> 32) & (buckets_.size() - 1)];
}

std::uint32_t MemoryServerSessionStore::Find(ByteView id) {
  if (buckets_.empty()) return kNone;
  std::uint32_t index = BucketOf(id);
  while (index != kNone && !Equal({entries_[index].id, entries_[index].id_size}, id)) {
    index = entries_[index].next;
  }
  return index;
}

std::uint32_t MemoryServerSessionStore::TakeFree() {
  if (free_ != kNone) return std::exchange(free_, entries_[free_].next);
  if (entries_.size() >= capacity_ || !entries_.Push({})) return kNone;
  return static_cast<std::uint32_t>(entries_.size() - 1);
}

void MemoryServerSessionStore::Link(std::uint32_t index) {
  Entry& entry = entries_[index];
  entry.newer = kNone;
  entry.older = std::exchange(newest_, index);
  (entry.older == kNone ? oldest_ : entries_[entry.older].newer) = index;
}

void MemoryServerSessionStore::Unlink(std::uint32_t index) {
  const Entry& entry = entries_[index];
  (entry.newer == kNone ? newest_ : entries_[entry.newer].older) = entry.older;
  (entry.older == kNone ? oldest_ : entries_[entry.older].newer) = entry.newer;
}

SecretBytes MemoryServerSessionStore::Drop(std::uint32_t index) {
  Entry& entry = entries_[index];
  std::uint32_t* link = &BucketOf({entry.id, entry.id_size});
  while (*link != index) link = &entries_[*link].next;
  *link = entry.next;
  Unlink(index);
  entry.next = std::exchange(free_, index);
  --size_;
  return std::move(entry.session);
}

// --- calls

bool MemoryServerSessionStore::Put(ByteView id, ByteView session, std::uint32_t lifetime) {
  SecretBytes copy;
  if (capacity_ == 0 || lifetime == 0 || id.size() > kMaxId || !copy.Assign(session)) return false;
  const std::int64_t expires_at = internal::SystemTime() + lifetime;
  SecretBytes replaced;  // Wiped when others may go on.
  const internal::SpinLock::Guard guard(lock_);
  if (!MakeBuckets()) return false;
  std::uint32_t index = Find(id);
  if (index == kNone && size_ == capacity_) index = oldest_;
  if (index != kNone) replaced = Drop(index);
  index = TakeFree();
  if (index == kNone) return false;
  Entry& entry = entries_[index];
  entry.session = std::move(copy);
  entry.expires_at = expires_at;
  std::copy(id.begin(), id.end(), entry.id);
  entry.id_size = static_cast<std::uint8_t>(id.size());
  entry.next = std::exchange(BucketOf(id), index);
  Link(index);
  ++size_;
  return true;
}

bool MemoryServerSessionStore::Get(ByteView id, SecretBytes& out) {
  const std::int64_t now = internal::SystemTime();
  SecretBytes expired;
  const internal::SpinLock::Guard guard(lock_);
  const std::uint32_t index = Find(id);
  if (index == kNone) return false;
  if (entries_[index].expires_at <= now) {
    expired = Drop(index);
    return false;
  }
  Unlink(index);
  Link(index);
  return out.Assign(entries_[index].session);
}

void MemoryServerSessionStore::Remove(ByteView id) {
  SecretBytes removed;
  const internal::SpinLock::Guard guard(lock_);
  if (const std::uint32_t index = Find(id); index != kNone) removed = Drop(index);
}

std::size_t MemoryServerSessionStore::size() const {
  const internal::SpinLock::Guard guard(lock_);
  return size_;
}

void MemoryServerSessionStore::Clear() {
  internal::Vec<Entry> entries;
  const internal::SpinLock::Guard guard(lock_);
  std::swap(entries, entries_);
  buckets_.Reset();
  size_ = 0;
  newest_ = oldest_ = free_ = kNone;
}

}  // namespace omnitls
