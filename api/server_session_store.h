#ifndef OMNITLS_SERVER_SESSION_STORE_H_
#define OMNITLS_SERVER_SESSION_STORE_H_

#include <cstddef>
#include <cstdint>

#include "omnitls/bytes.h"
#include "omnitls/spin_lock.h"

namespace omnitls {

// ServerSessionStore keeps servers' sessions of TLS 1.2, for clients that resume by session ID (RFC
// 5246, 7.4.1.3) because they take no tickets. A program may write its own, for several processes
// or machines. It is called by connections on their threads, during Handshake (Remove also later),
// and must be thread-safe if they are on several; it must not call the connection. A call that
// takes long holds its connection up.
//
// What is kept are secrets: whoever has them can read the connections that they are for. Bytes that
// come back other than they were, too late, under another ID or to another server do no harm: a
// full handshake follows.
class ServerSessionStore {
 public:
  // Put keeps `session` (commonly 200 to 400 bytes) under `id` (1 to 32 bytes, random) for
  // `lifetime` seconds, in place of what was there. Both are valid during the call only. False: it
  // does not; nobody minds.
  virtual bool Put(ByteView id, ByteView session, std::uint32_t lifetime) = 0;
  // Get replaces `out` with what was put under `id`; it can be asked for again. False: there is
  // none. Any client may ask for any ID.
  virtual bool Get(ByteView id, SecretBytes& out) = 0;
  // Remove forgets what is under `id`, if anything: the session must not be resumed any more.
  virtual void Remove(ByteView id) = 0;

 protected:
  ~ServerSessionStore() = default;
};

// MemoryServerSessionStore keeps sessions in memory, up to a bound; then the one goes that was not
// put or asked for the longest. Wipes what it forgets. Thread-safe: threads wait for each other
// while one finds or copies a session.
class MemoryServerSessionStore final : public ServerSessionStore {
 public:
  static constexpr std::size_t kMaxCapacity = std::size_t{1} << 24;

  // `capacity`: how many sessions, at most kMaxCapacity. Each takes some 500 bytes, when it comes.
  explicit MemoryServerSessionStore(std::size_t capacity = 10240);
  MemoryServerSessionStore(const MemoryServerSessionStore&) = delete;
  MemoryServerSessionStore& operator=(const MemoryServerSessionStore&) = delete;
  ~MemoryServerSessionStore() = default;

  // False: there is no memory, `capacity` or `lifetime` is 0, or the ID is longer than 32 bytes.
  bool Put(ByteView id, ByteView session, std::uint32_t lifetime) override;
  bool Get(ByteView id, SecretBytes& out) override;
  void Remove(ByteView id) override;
  // Those whose time is over count until they are asked for or make room.
  std::size_t size() const;
  void Clear();

 private:
  static constexpr std::size_t kMaxId = 32;
  static constexpr std::uint32_t kNone = 0xffffffff;

  // Entries stand in one array, in two kinds of lists: one from the newest to the oldest, and one
  // for each hash of an ID. Free ones are in a list of their own, by `next`.
  struct Entry {
    SecretBytes session;
    std::int64_t expires_at = 0;  // Seconds since 1970 UTC.
    std::uint8_t id[kMaxId] = {};
    std::uint8_t id_size = 0;
    std::uint32_t newer = kNone;
    std::uint32_t older = kNone;
    std::uint32_t next = kNone;
  };

  bool MakeBuckets();
  std::uint32_t& BucketOf(ByteView id);
  std::uint32_t Find(ByteView id);
  std::uint32_t TakeFree();
  void Link(std::uint32_t index);
  void Unlink(std::uint32_t index);
  // Takes an entry out of all lists but that of the free ones; its session is the caller's to wipe.
  SecretBytes Drop(std::uint32_t index);

  const std::size_t capacity_;
  mutable internal::SpinLock lock_;
  internal::Vec<Entry> entries_;
  internal::Vec<std::uint32_t> buckets_;
  std::size_t size_ = 0;
  std::uint32_t newest_ = kNone;
  std::uint32_t oldest_ = kNone;
  std::uint32_t free_ = kNone;
};

}  // namespace omnitls

#endif  // OMNITLS_SERVER_SESSION_STORE_H_
