#ifndef OMNITLS_PRE_SHARED_KEY_H_
#define OMNITLS_PRE_SHARED_KEY_H_

#include <cstddef>

#include "omnitls/bytes.h"
#include "omnitls/digest.h"
#include "omnitls/error.h"

namespace omnitls {

// How long external PSKs and their identities are, in bytes. Shorter keys can be guessed (RFC 9257,
// 6); longer ones no library need take (RFC 4279, 5.3). Identities have 1 to kMaxPskIdentity bytes.
inline constexpr std::size_t kMinPreSharedKey = 16;
inline constexpr std::size_t kMaxPreSharedKey = 64;
inline constexpr std::size_t kMaxPskIdentity = 128;

// PreSharedKey is an external PSK: random bytes that exactly one client and one server share (RFC
// 9257, 4), never a password.
struct PreSharedKey {
  SecretBytes key;
  // What it is used with in TLS 1.3 (RFC 8446, 4.2.11): suites with this hash function only,
  // kSha256 or kSha384 (which needs Feature::kSha384ExternalPsk). In TLS 1.2 it means nothing.
  HashAlgorithm hash = HashAlgorithm::kSha256;
};

// PreSharedKeyStore finds servers' external PSKs. A program may write its own. It is called by
// connections on their threads, during Handshake, and must be thread-safe if they are on several;
// it must not call the connection. A call that takes long holds its connection up. Who may call a
// server can ask for any identity: whether the time of an answer tells if there is such a one is
// up to the store. (The alert that follows tells it anyway.)
class PreSharedKeyStore {
 public:
  // Find writes the key of an identity to `out`, or returns false: not known. `identity` is what an
  // unauthenticated client says, 1 to kMaxPskIdentity bytes of any value, valid during the call
  // only. A key that is shorter or longer than said above counts as not known.
  virtual bool Find(ByteView identity, PreSharedKey& out) = 0;

 protected:
  ~PreSharedKeyStore() = default;
};

// MemoryPreSharedKeys is a list of keys in memory, looked through from its beginning: for some
// hundreds. Thread-safe once no more are added.
class MemoryPreSharedKeys final : public PreSharedKeyStore {
 public:
  MemoryPreSharedKeys() = default;
  MemoryPreSharedKeys(MemoryPreSharedKeys&&) = default;
  MemoryPreSharedKeys& operator=(MemoryPreSharedKeys&&) = default;
  ~MemoryPreSharedKeys() = default;

  // Add copies one. Errors, after which nothing has changed: kConfig/kNameLength (the identity),
  // kConfig/kKeyLength, kConfig/kDuplicate (the identity is there already), kConfig/kOutOfRange
  // (the hash is neither kSha256 nor kSha384); kNoMemory.
  Result<void> Add(ByteView identity, ByteView key, HashAlgorithm hash = HashAlgorithm::kSha256);
  bool Find(ByteView identity, PreSharedKey& out) override;
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Bytes identity;
    PreSharedKey psk;
  };
  const Entry* FindEntry(ByteView identity) const;

  internal::Vec<Entry> entries_;
};

}  // namespace omnitls

#endif  // OMNITLS_PRE_SHARED_KEY_H_
