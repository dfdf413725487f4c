#ifndef OMNITLS_CBC_H_
#define OMNITLS_CBC_H_

#include <cstddef>
#include <cstdint>

namespace omnitls {

// CbcCipher is what Backend::DecryptCbc decrypts: block ciphers in CBC mode (NIST SP 800-38A, 6.2).
// For files only; nothing is ever encrypted with them here.
enum class CbcCipher : std::uint8_t { kAes128, kAes192, kAes256, kTripleDes };

inline constexpr std::size_t kMaxCbcKey = 32;    // In bytes.
inline constexpr std::size_t kMaxCbcBlock = 16;  // In bytes.

// In bytes.
constexpr std::size_t KeySize(CbcCipher cipher) {
  switch (cipher) {
    case CbcCipher::kAes128:
      return 16;
    case CbcCipher::kAes192:
    case CbcCipher::kTripleDes:
      return 24;
    case CbcCipher::kAes256:
      return 32;
  }
  return 0;
}

// In bytes; the initialization vector has the same size.
constexpr std::size_t BlockSize(CbcCipher cipher) {
  return cipher == CbcCipher::kTripleDes ? 8 : 16;
}

}  // namespace omnitls

#endif  // OMNITLS_CBC_H_
