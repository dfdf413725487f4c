#include "omnitls/session_store.h"

#include <utility>

namespace omnitls {

void MemorySessionStore::Remove(std::size_t index) {
  for (std::size_t i = index; i + 1 < entries_.size(); ++i)
    entries_[i] = std::move(entries_[i + 1]);
  entries_.Truncate(entries_.size() - 1);
}

void MemorySessionStore::Put(ByteView key, Session session) {
  Entry entry;
  if (session.empty() || capacity_ == 0 || per_key_ == 0 || !entry.key.Assign(key)) return;
  entry.session = std::move(session);
  const internal::SpinLock::Guard guard(lock_);
  std::size_t count = 0;
  std::size_t oldest = 0;
  for (std::size_t i = entries_.size(); i-- > 0;) {
    if (!Equal(entries_[i].key, key)) continue;
    oldest = i;
    ++count;
  }
  if (count >= per_key_) {
    Remove(oldest);
  } else if (entries_.size() >= capacity_) {
    Remove(0);
  }
  (void)entries_.Push(std::move(entry));
}

Session MemorySessionStore::Take(ByteView key) {
  const internal::SpinLock::Guard guard(lock_);
  for (std::size_t i = entries_.size(); i-- > 0;) {
    if (!Equal(entries_[i].key, key)) continue;
    Session session = std::move(entries_[i].session);
    Remove(i);
    return session;
  }
  return {};
}

std::size_t MemorySessionStore::size() const {
  const internal::SpinLock::Guard guard(lock_);
  return entries_.size();
}

void MemorySessionStore::Clear() {
  internal::Vec<Entry> entries;
  {
    const internal::SpinLock::Guard guard(lock_);
    std::swap(entries, entries_);
  }
}

}  // namespace omnitls
