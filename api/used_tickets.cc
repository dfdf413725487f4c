#include "omnitls/used_tickets.h"

#include "omnitls/byte_reader.h"
#include "omnitls/saved_bytes.h"

namespace omnitls::internal {
namespace {

constexpr std::uint16_t kSessionTicket = 35;  // RFC 5077, 3.2
constexpr std::uint16_t kPreSharedKey = 41;   // RFC 8446, 4.2.11

}  // namespace

UsedTickets* UsedTickets::Make(std::size_t count, std::uint32_t lifetime, std::uint64_t seed) {
  auto* const tickets = new (std::nothrow) UsedTickets(lifetime, seed);
  if (tickets == nullptr) return nullptr;
  // Twice as many places, since some buckets fill sooner than others: with all of `count` in the
  // table, 1 in 250 is full.
  tickets->buckets_ = (2 * count + kWays - 1) / kWays;
  const std::size_t places = tickets->buckets_ * kWays;
  bool memory = tickets->places_.Reserve(places);
  for (std::size_t i = 0; memory && i < places; ++i) memory = tickets->places_.Push({});
  if (memory) return tickets;
  tickets->RemoveReference();
  return nullptr;
}

std::uint64_t UsedTickets::DigestOf(ByteView ticket) const {
  std::uint64_t digest = Checksum(ticket, seed_);
  // FNV's low bits know little of the other bytes' high bits.
  digest = (digest ^ digest >> 32) * 0x9e3779b97f4a7c15u;
  return digest ^ digest >> 29;
}

bool UsedTickets::Claim(std::uint64_t digest, std::int64_t now) {
  const SpinLock::Guard guard(lock_);
  Place* const bucket = BucketOf(digest);
  Place* free = nullptr;
  for (std::size_t i = 0; i < kWays; ++i) {
    Place& place = bucket[i];
    if (place.expires_at <= now) {
      free = &place;
    } else if (place.digest == digest) {
      return false;
    }
  }
  if (free == nullptr) return false;
  *free = {digest, kClaimed};
  return true;
}

UsedTickets::Place* UsedTickets::FindClaimed(std::uint64_t digest) {
  Place* const bucket = BucketOf(digest);
  for (std::size_t i = 0; i < kWays; ++i) {
    if (bucket[i].digest == digest && bucket[i].expires_at == kClaimed) return &bucket[i];
  }
  return nullptr;
}

void UsedTickets::Keep(std::uint64_t digest, std::int64_t now) {
  const SpinLock::Guard guard(lock_);
  // It was made before now, so it cannot live longer; a second for the clocks' rounding.
  if (Place* const place = FindClaimed(digest)) place->expires_at = now + lifetime_ + 1;
}

void UsedTickets::Release(std::uint64_t digest) {
  const SpinLock::Guard guard(lock_);
  if (Place* const place = FindClaimed(digest)) *place = {};
}

bool TicketClaim::Claim(UsedTickets& tickets, const ClientHello& hello, Version version,
                        std::int64_t now) {
  Release();
  tickets_ = &tickets;
  const bool tls13 = version == Version::kTls13;
  const std::optional<ByteView> extension =
      FindExtension(hello, tls13 ? kPreSharedKey : kSessionTicket);
  if (!extension || extension->empty()) return true;
  if (tls13 ? ClaimIdentities(*extension, now) : ClaimOne(*extension, now)) return true;
  Release();
  return false;
}

bool TicketClaim::ClaimIdentities(ByteView extension, std::int64_t now) {
  constexpr std::size_t kAgeSize = 4;
  ByteReader reader(extension);
  ByteReader identities(reader.Vector(2));
  while (!identities.at_end()) {
    const ByteView identity = identities.Vector(2);
    identities.Take(kAgeSize);
    if (!identities.ok() || !ClaimOne(identity, now)) return false;
  }
  return reader.ok();
}

bool TicketClaim::ClaimOne(ByteView ticket, std::int64_t now) {
  if (count_ == kMost) return false;
  const std::uint64_t digest = tickets_->DigestOf(ticket);
  if (!tickets_->Claim(digest, now)) return false;
  digests_[count_++] = digest;
  return true;
}

void TicketClaim::Keep(std::int64_t now) {
  while (count_ > 0) tickets_->Keep(digests_[--count_], now);
}

void TicketClaim::Release() {
  while (count_ > 0) tickets_->Release(digests_[--count_]);
}

}  // namespace omnitls::internal
