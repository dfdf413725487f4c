#ifndef OMNITLS_PKCS12_KDF_H_
#define OMNITLS_PKCS12_KDF_H_

#include <cstdint>

#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/digest.h"

// Keys from passwords, with the backend's hash functions. Each call returns false if the backend
// cannot compute the hash, or there is no memory; then the output is not to be used.
namespace omnitls::pkcs12 {

// Purpose is what a derivation is for: the "ID" of RFC 7292, B.3.
enum class Purpose : std::uint8_t { kKey = 1, kIv = 2, kMac = 3 };

// PBKDF2 with HMAC (RFC 8018, 5.2). `iterations` is not 0.
[[nodiscard]] bool Pbkdf2(const Backend& backend, HashAlgorithm hash, ByteView password,
                          ByteView salt, std::uint32_t iterations, MutableBytes out);

// The derivation of RFC 7292, B.2. `bmp_password` is as ToBmp makes it, or empty for none.
[[nodiscard]] bool DeriveKey(const Backend& backend, HashAlgorithm hash, Purpose purpose,
                             ByteView bmp_password, ByteView salt, std::uint32_t iterations,
                             MutableBytes out);

// ToBmp writes a password of UTF-8 in 16-bit units, big-endian, with a zero unit at its end (RFC
// 7292, B.1); characters that have no unit of their own become two, as in UTF-16. Sets `is_utf8`;
// where it is not, `out` is empty. False when there is no memory.
[[nodiscard]] bool ToBmp(ByteView password, bool& is_utf8, SecretBytes& out);

}  // namespace omnitls::pkcs12

#endif  // OMNITLS_PKCS12_KDF_H_
