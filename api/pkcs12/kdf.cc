#include "omnitls/pkcs12/kdf.h"

#include <algorithm>
#include <cstring>

#include "omnitls/key_schedule.h"

namespace omnitls::pkcs12 {
namespace {

using internal::KeySchedule;
using internal::SecretArray;

constexpr std::size_t kMaxBlock = 128;

void PutU32(std::uint8_t* out, std::uint32_t number) {
  for (int i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
}

// Fills `out` with repetitions of `from`, which is not empty unless `out` is.
void Repeat(ByteView from, MutableBytes out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = from[i % from.size()];
}

std::size_t RoundUp(std::size_t size, std::size_t block) {
  return (size + block - 1) / block * block;
}

// Adds `number` and 1 to `sum`; both are big-endian and as long as each other.
void AddAndOne(MutableBytes sum, ByteView number) {
  unsigned carry = 1;
  for (std::size_t i = sum.size(); i-- > 0;) {
    carry += static_cast<unsigned>(sum[i]) + number[i];
    sum[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
}

// One character of UTF-8 (RFC 3629, 4); false where there is none.
bool TakeCharacter(ByteView& text, std::uint32_t& character) {
  const std::uint8_t first = text[0];
  std::size_t more = 0;
  std::uint32_t smallest = 0;
  character = first;
  if (first >= 0xC0 && first < 0xE0) more = 1, smallest = 0x80, character = first & 0x1F;
  if (first >= 0xE0 && first < 0xF0) more = 2, smallest = 0x800, character = first & 0x0F;
  if (first >= 0xF0 && first < 0xF8) more = 3, smallest = 0x10000, character = first & 0x07;
  if ((first >= 0x80 && more == 0) || text.size() <= more) return false;
  for (std::size_t i = 1; i <= more; ++i) {
    if ((text[i] & 0xC0) != 0x80) return false;
    character = (character << 6) | (text[i] & 0x3F);
  }
  text = text.subspan(1 + more);
  const bool is_surrogate = character >= 0xD800 && character < 0xE000;
  return character >= smallest && character < 0x110000 && !is_surrogate;
}

}  // namespace

bool Pbkdf2(const Backend& backend, HashAlgorithm hash, ByteView password, ByteView salt,
            std::uint32_t iterations, MutableBytes out) {
  const KeySchedule prf(backend, hash);
  SecretArray<kMaxDigest> u_bytes;
  SecretArray<kMaxDigest> t_bytes;
  const MutableBytes u = u_bytes.first(prf.size());
  const MutableBytes t = t_bytes.first(prf.size());
  const ByteView again[] = {u};
  for (std::uint32_t block = 1; !out.empty(); ++block) {
    std::uint8_t number[4];
    PutU32(number, block);
    const ByteView start[] = {salt, number};
    if (!prf.Hmac(password, start, u)) return false;
    std::memcpy(t.data(), u.data(), t.size());
    for (std::uint32_t i = 1; i < iterations; ++i) {
      if (!prf.Hmac(password, again, u)) return false;
      for (std::size_t k = 0; k < t.size(); ++k) t[k] ^= u[k];
    }
    const std::size_t take = std::min(out.size(), t.size());
    std::memcpy(out.data(), t.data(), take);
    out = out.subspan(take);
  }
  return true;
}

// The names are those of the RFC.
bool DeriveKey(const Backend& backend, HashAlgorithm hash, Purpose purpose, ByteView bmp_password,
               ByteView salt, std::uint32_t iterations, MutableBytes out) {
  const std::size_t v = BlockSize(hash);
  const std::size_t salt_size = RoundUp(salt.size(), v);
  SecretBytes i_owner;
  MutableBytes i_bytes;
  if (!i_owner.Grow(salt_size + RoundUp(bmp_password.size(), v), i_bytes)) return false;
  Repeat(salt, i_bytes.first(salt_size));
  Repeat(bmp_password, i_bytes.subspan(salt_size));
  std::uint8_t d_bytes[kMaxBlock];
  std::memset(d_bytes, static_cast<int>(purpose), sizeof d_bytes);
  SecretArray<kMaxDigest> a_bytes;
  SecretArray<kMaxBlock> b_bytes;
  const MutableBytes a = a_bytes.first(DigestSize(hash));
  const MutableBytes b = b_bytes.first(v);
  const ByteView start[] = {{d_bytes, v}, i_bytes};
  const ByteView again[] = {a};
  while (true) {
    if (!backend.Digest(hash, start, a)) return false;
    for (std::uint32_t i = 1; i < iterations; ++i) {
      if (!backend.Digest(hash, again, a)) return false;
    }
    const std::size_t take = std::min(out.size(), a.size());
    std::memcpy(out.data(), a.data(), take);
    out = out.subspan(take);
    if (out.empty()) return true;
    Repeat(a, b);
    for (std::size_t at = 0; at < i_bytes.size(); at += v) AddAndOne(i_bytes.subspan(at, v), b);
  }
}

bool ToBmp(ByteView password, bool& is_utf8, SecretBytes& out) {
  MutableBytes units;
  std::size_t at = 0;
  SecretBytes wide;
  is_utf8 = true;
  // No character takes more bytes here than twice those of its UTF-8.
  if (!wide.Grow(2 * password.size() + 2, units)) return false;
  const auto put = [&](std::uint32_t unit) {
    units[at++] = static_cast<std::uint8_t>(unit >> 8);
    units[at++] = static_cast<std::uint8_t>(unit);
  };
  while (!password.empty()) {
    std::uint32_t character = 0;
    is_utf8 = TakeCharacter(password, character);
    if (!is_utf8) return out.Assign({});
    if (character < 0x10000) {
      put(character);
    } else {
      put(0xD800 + ((character - 0x10000) >> 10));
      put(0xDC00 + ((character - 0x10000) & 0x3FF));
    }
  }
  put(0);
  return out.Assign(wide.view().first(at));
}

}  // namespace omnitls::pkcs12
