#ifndef OMNITLS_DIGEST_H_
#define OMNITLS_DIGEST_H_

#include <cstddef>
#include <cstdint>

namespace omnitls {

// HashAlgorithm is what Backend::Digest hashes with (FIPS 180-4). kSha1 serves to find things by
// (RFC 6960, 4.1.1), never to protect them.
enum class HashAlgorithm : std::uint8_t { kSha256, kSha384, kSha512, kSha1 };

inline constexpr std::size_t kMaxDigest = 64;  // In bytes.

// In bytes.
constexpr std::size_t DigestSize(HashAlgorithm hash) {
  switch (hash) {
    case HashAlgorithm::kSha256:
      return 32;
    case HashAlgorithm::kSha384:
      return 48;
    case HashAlgorithm::kSha512:
      return 64;
    case HashAlgorithm::kSha1:
      return 20;
  }
  return 0;
}

// What the hash function takes at a time, in bytes: HMAC depends on it.
constexpr std::size_t BlockSize(HashAlgorithm hash) {
  return hash == HashAlgorithm::kSha256 || hash == HashAlgorithm::kSha1 ? 64 : 128;
}

}  // namespace omnitls

#endif  // OMNITLS_DIGEST_H_
