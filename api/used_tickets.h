#ifndef OMNITLS_USED_TICKETS_H_
#define OMNITLS_USED_TICKETS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "omnitls/algorithms.h"
#include "omnitls/bytes.h"
#include "omnitls/client_hello.h"
#include "omnitls/spin_lock.h"

namespace omnitls::internal {

// UsedTickets remembers the tickets that a server's connections have resumed with, so that none
// serves twice (RFC 8446, C.4 and 8.1): by a digest of each, until it could not be resumed with any
// more. Shared by threads, which wait for each other while one looks at sixteen digests.
//
// It never forgets one before its time. So when there is no room left, no ticket is taken: a full
// handshake follows. What a client only claims to be a ticket takes room no longer than its
// handshake.
class UsedTickets : public Allocated {
 public:
  static constexpr std::size_t kMaxRemembered = std::size_t{1} << 20;

  // Make returns a table with one reference, with room for about `count` tickets (at least 1), or
  // nullptr: no memory. A ticket can be resumed with for `lifetime` seconds. `seed`: random.
  static UsedTickets* Make(std::size_t count, std::uint32_t lifetime, std::uint64_t seed);

  void AddReference() { references_.fetch_add(1, std::memory_order_relaxed); }
  void RemoveReference() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  // Times are seconds since 1970-01-01 UTC. Claim takes a ticket for one connection; false: it was
  // used, another connection has claimed it, or there is no room. Then the connection says what
  // became of it, once: Keep, it was used; Release, it was not.
  bool Claim(std::uint64_t digest, std::int64_t now);
  void Keep(std::uint64_t digest, std::int64_t now);
  void Release(std::uint64_t digest);

  std::uint64_t DigestOf(ByteView ticket) const;

 private:
  static constexpr std::size_t kWays = 16;
  static constexpr std::int64_t kClaimed = INT64_MAX;

  // One ticket, or free: its time is over.
  struct Place {
    std::uint64_t digest = 0;
    std::int64_t expires_at = INT64_MIN;
  };

  explicit UsedTickets(std::uint32_t lifetime, std::uint64_t seed)
      : lifetime_(lifetime), seed_(seed) {}
  ~UsedTickets() = default;

  Place* BucketOf(std::uint64_t digest) { return &places_[digest % buckets_ * kWays]; }
  Place* FindClaimed(std::uint64_t digest);

  std::atomic<std::uint32_t> references_{1};
  SpinLock lock_;
  const std::uint32_t lifetime_;
  const std::uint64_t seed_;
  std::size_t buckets_ = 0;
  Vec<Place> places_;
};

// TicketClaim is what one connection claims: all tickets of one ClientHello.
class TicketClaim {
 public:
  TicketClaim() = default;
  TicketClaim(const TicketClaim&) = delete;
  TicketClaim& operator=(const TicketClaim&) = delete;
  ~TicketClaim() { Release(); }

  // Claim claims the tickets that the client offers for this version: pre_shared_key's identities
  // or session_ticket. False: at least one of them must not be resumed with, so none; also when
  // there are more than a few, or their syntax is wrong. Keeps no reference to `tickets`, which
  // must outlive this.
  bool Claim(UsedTickets& tickets, const ClientHello& hello, Version version, std::int64_t now);
  // The connection was resumed.
  void Keep(std::int64_t now);
  void Release();

 private:
  static constexpr std::size_t kMost = 4;

  bool ClaimOne(ByteView ticket, std::int64_t now);
  bool ClaimIdentities(ByteView extension, std::int64_t now);

  UsedTickets* tickets_ = nullptr;
  std::uint64_t digests_[kMost] = {};
  std::size_t count_ = 0;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_USED_TICKETS_H_
