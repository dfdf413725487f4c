#ifndef OMNITLS_TICKET_KEYS_H_
#define OMNITLS_TICKET_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "omnitls/bytes.h"
#include "omnitls/error.h"

namespace omnitls {

class Backend;
class ReplayGuard;
namespace internal {
class TicketKeyRing;
}

// TicketKey is what a backend seals and opens session tickets with (RFC 5077, 4). Wiped when
// destroyed.
struct TicketKey {
  TicketKey() = default;
  TicketKey(const TicketKey&) = default;
  TicketKey& operator=(const TicketKey&) = default;
  ~TicketKey() { Wipe(this, sizeof *this); }

  std::uint8_t name[16] = {};  // In the clear in each ticket: which key opens it.
  std::uint8_t hmac[32] = {};  // HMAC-SHA256, for backends that need it beside the other.
  std::uint8_t aes[32] = {};   // AES-256.
};

// TicketKeys is the set of keys that servers protect session tickets with: reference-counted
// (copying is cheap), shared by any number of contexts and threads. Without one, each context makes
// its own, which rotate. Sharing them lets contexts, processes and machines resume each other's
// sessions, if they use the same backend and certificate; what another backend issued is not
// resumed, and a full handshake follows.
class TicketKeys {
 public:
  // The size of a key in bytes: 16 of name, 32 for HMAC, 32 for AES; as in nginx's
  // ssl_session_ticket_key files.
  static constexpr std::size_t kKeySize = 80;
  static constexpr std::size_t kMaxKeys = 8;
  // A week, the most that RFC 8446, 4.6.1 allows a ticket; in seconds.
  static constexpr std::uint32_t kMaxLifetime = 604800;

  TicketKeys() = default;  // Empty.
  TicketKeys(const TicketKeys& other);
  TicketKeys(TicketKeys&& other) noexcept : ring_(std::exchange(other.ring_, nullptr)) {}
  TicketKeys& operator=(TicketKeys other) noexcept {
    std::swap(ring_, other.ring_);
    return *this;
  }
  ~TicketKeys();

  // Rotating makes random keys. One seals tickets for `seconds` (1 to kMaxLifetime), then opens
  // them for as long again, and is then wiped. Random numbers come from `backend`, which must be
  // static, as all backends are. Errors: kConfig/kOutOfRange, kNoMemory, kInternal (no random
  // numbers).
  static Result<TicketKeys> Rotating(const Backend& backend, std::uint32_t seconds);

  // Fixed takes the program's own keys, kKeySize bytes each, copied: the first seals tickets, all
  // open them. They must be random, secret, and replaced from time to time: whoever has one can
  // read the TLS 1.2 connections that it was used for (RFC 5077, 5.6). Errors:
  // kConfig/kMissingKey (none), kConfig/kKeyLength, kConfig/kOutOfRange (more than kMaxKeys),
  // kConfig/kDuplicate (two of one name), kNoMemory.
  static Result<TicketKeys> Fixed(std::span<const ByteView> keys);

  // Replace puts other keys in place of all, while servers run: put the new key first, and keep
  // the old one behind it for as long as its tickets should be accepted. Not for rotating keys.
  // Errors: as Fixed; kUsage/kEmptyHandle, kUsage/kNotAvailable (these rotate). On errors nothing
  // changes.
  Result<void> Replace(std::span<const ByteView> keys) const;

  bool empty() const { return ring_ == nullptr; }

  // For backends: the key to seal with now, and the key of this name (16 bytes) if its tickets are
  // still accepted. False: there is none.
  bool ToSeal(TicketKey& key) const;
  bool ToOpen(ByteView name, TicketKey& key) const;
  // For contexts: what tells early data under these keys from its replay; null: no memory.
  ReplayGuard* replay_guard() const;

 private:
  explicit TicketKeys(internal::TicketKeyRing* ring) : ring_(ring) {}

  internal::TicketKeyRing* ring_ = nullptr;
};

}  // namespace omnitls

#endif  // OMNITLS_TICKET_KEYS_H_
