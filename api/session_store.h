#ifndef OMNITLS_SESSION_STORE_H_
#define OMNITLS_SESSION_STORE_H_

#include <cstddef>

#include "omnitls/bytes.h"
#include "omnitls/session.h"
#include "omnitls/spin_lock.h"

namespace omnitls {

// SessionStore keeps clients' sessions between connections. A program may write its own: over
// Session::Save, for one that outlives the process. It is called by connections on their threads,
// so it must be thread-safe if they are on several. It may be shared by contexts: the key tells
// apart server names, backends, verification policies and client identities.
class SessionStore {
 public:
  // Put keeps a session; several may have the same key. `key` is valid during the call only.
  virtual void Put(ByteView key, Session session) = 0;
  // Take gives a session of this key away, the newest first; an empty one if there is none. It must
  // not give the same one twice: tickets are for one use (RFC 8446, C.4). A session that can be
  // used again is put back.
  virtual Session Take(ByteView key) = 0;

 protected:
  ~SessionStore() = default;
};

// MemorySessionStore keeps sessions in memory, up to a bound; then the one that was put first goes.
// Thread-safe: threads wait for each other while one looks through the list.
class MemorySessionStore final : public SessionStore {
 public:
  // `capacity`: how many sessions; `per_key`: how many of one key. A session takes a few hundred
  // bytes to a few KiB, depending on the backend and the server's chain.
  explicit MemorySessionStore(std::size_t capacity = 256, std::size_t per_key = 4)
      : capacity_(capacity), per_key_(per_key) {}
  MemorySessionStore(const MemorySessionStore&) = delete;
  MemorySessionStore& operator=(const MemorySessionStore&) = delete;
  ~MemorySessionStore() = default;

  // Without memory it forgets the session.
  void Put(ByteView key, Session session) override;
  Session Take(ByteView key) override;
  std::size_t size() const;
  void Clear();

 private:
  struct Entry {
    Bytes key;
    Session session;
  };

  void Remove(std::size_t index);

  const std::size_t capacity_;
  const std::size_t per_key_;
  mutable internal::SpinLock lock_;
  internal::Vec<Entry> entries_;  // The oldest first.
};

}  // namespace omnitls

#endif  // OMNITLS_SESSION_STORE_H_
