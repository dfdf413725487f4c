#ifndef OMNITLS_KEY_SCHEDULE_H_
#define OMNITLS_KEY_SCHEDULE_H_

#include <cstddef>
#include <span>
#include <string_view>

#include "omnitls/algorithms.h"
#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/digest.h"

namespace omnitls::internal {

// SecretArray is bytes on the stack that do not stay there.
template <std::size_t kSize>
struct SecretArray {
  SecretArray() = default;
  SecretArray(const SecretArray&) = delete;
  SecretArray& operator=(const SecretArray&) = delete;
  ~SecretArray() { Wipe(bytes, kSize); }
  MutableBytes first(std::size_t size) { return MutableBytes(bytes, size); }

  std::uint8_t bytes[kSize];
};

// The most that one ExpandLabel or Prf gives, in bytes: HKDF's limit with SHA-256 (RFC 5869, 2.3).
inline constexpr std::size_t kMaxExpanded = 255 * 32;

// KeySchedule derives what follows from the secrets of a handshake, with the hash function of its
// cipher suite, which the backend computes. Each call returns false if that fails; then the output
// is not to be used.
class KeySchedule {
 public:
  KeySchedule(const Backend& backend, HashAlgorithm hash) : backend_(&backend), hash_(hash) {}
  KeySchedule(const Backend& backend, CipherSuite suite) : KeySchedule(backend, HashOf(suite)) {}

  // The hash function of a suite's PRF (RFC 5246, 5; RFC 5288, 3) or HKDF (RFC 8446, 7.1).
  static HashAlgorithm HashOf(CipherSuite suite);

  std::size_t size() const { return DigestSize(hash_); }

  // HMAC (RFC 2104). `out` has size() bytes, and may be one of the inputs.
  [[nodiscard]] bool Hmac(ByteView key, std::span<const ByteView> parts, MutableBytes out) const;
  // HKDF-Expand-Label (RFC 8446, 7.1). At most kMaxExpanded bytes of `out`, kMaxLabel of `label`
  // and kMaxDigest of `context`.
  [[nodiscard]] bool ExpandLabel(ByteView secret, std::string_view label, ByteView context,
                                 MutableBytes out) const;
  // PRF (RFC 5246, 5); the seed is all of `seed`, at most kMaxSeedParts parts.
  [[nodiscard]] bool Prf(ByteView secret, std::string_view label, std::span<const ByteView> seed,
                         MutableBytes out) const;

  // Keying material for the program (RFC 8446, 7.5; RFC 5705, 4). `context` may be null in TLS 1.2,
  // which tells none from an empty one.
  [[nodiscard]] bool ExportTls13(ByteView exporter_secret, std::string_view label, ByteView context,
                                 MutableBytes out) const;
  [[nodiscard]] bool ExportTls12(ByteView master_secret, ByteView randoms, std::string_view label,
                                 const ByteView* context, MutableBytes out) const;

  static constexpr std::size_t kMaxLabel = 255 - 6;  // After "tls13 ".
  static constexpr std::size_t kMaxSeedParts = 4;

 private:
  const Backend* backend_;
  HashAlgorithm hash_;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_KEY_SCHEDULE_H_
