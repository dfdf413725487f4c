#include "omnitls/key_schedule.h"

#include <algorithm>
#include <cstring>

namespace omnitls::internal {
namespace {

constexpr std::size_t kMaxBlock = 128;
// HMAC's parts, and one more before them.
constexpr std::size_t kMaxParts = 8;

// RFC 2104, 2.
constexpr std::uint8_t kInner = 0x36;
constexpr std::uint8_t kOuter = 0x5C;

void Mask(MutableBytes block, std::uint8_t value) {
  for (std::uint8_t& byte : block) byte ^= value;
}

void PutU16(std::uint8_t* out, std::size_t number) {
  out[0] = static_cast<std::uint8_t>(number >> 8);
  out[1] = static_cast<std::uint8_t>(number);
}

}  // namespace

HashAlgorithm KeySchedule::HashOf(CipherSuite suite) {
  const std::string_view name = CipherSuiteName(suite);
  return name.ends_with("_SHA384") ? HashAlgorithm::kSha384 : HashAlgorithm::kSha256;
}

bool KeySchedule::Hmac(ByteView key, std::span<const ByteView> parts, MutableBytes out) const {
  if (parts.size() >= kMaxParts) return false;
  SecretArray<kMaxBlock> block_bytes;
  SecretArray<kMaxDigest> inner_bytes;
  const MutableBytes block = block_bytes.first(BlockSize(hash_));
  const MutableBytes inner = inner_bytes.first(size());
  std::memset(block.data(), 0, block.size());
  if (key.size() > block.size()) {
    if (!backend_->Digest(hash_, {&key, 1}, block.first(size()))) return false;
  } else if (!key.empty()) {
    std::memcpy(block.data(), key.data(), key.size());
  }
  ByteView all[kMaxParts] = {block};
  std::copy(parts.begin(), parts.end(), all + 1);
  Mask(block, kInner);
  if (!backend_->Digest(hash_, {all, parts.size() + 1}, inner)) return false;
  Mask(block, kInner ^ kOuter);
  const ByteView outer[] = {block, inner};
  return backend_->Digest(hash_, outer, out);
}

bool KeySchedule::ExpandLabel(ByteView secret, std::string_view label, ByteView context,
                              MutableBytes out) const {
  constexpr std::string_view kPrefix = "tls13 ";
  if (label.size() > kMaxLabel || context.size() > kMaxDigest || out.size() > kMaxExpanded) {
    return false;
  }
  std::uint8_t head[3];
  PutU16(head, out.size());
  head[2] = static_cast<std::uint8_t>(kPrefix.size() + label.size());
  const std::uint8_t context_size = static_cast<std::uint8_t>(context.size());
  std::uint8_t counter = 0;
  SecretArray<kMaxDigest> block_bytes;
  const MutableBytes block = block_bytes.first(size());
  // T(1) has nothing before it (RFC 5869, 2.3).
  ByteView previous;
  while (!out.empty()) {
    ++counter;
    const ByteView parts[] = {previous,           head,    AsBytes(kPrefix), AsBytes(label),
                              {&context_size, 1}, context, {&counter, 1}};
    if (!Hmac(secret, parts, block)) return false;
    previous = block;
    const std::size_t take = std::min(out.size(), block.size());
    std::memcpy(out.data(), block.data(), take);
    out = out.subspan(take);
  }
  return true;
}

bool KeySchedule::Prf(ByteView secret, std::string_view label, std::span<const ByteView> seed,
                      MutableBytes out) const {
  if (seed.size() > kMaxSeedParts) return false;
  SecretArray<kMaxDigest> a_bytes;
  SecretArray<kMaxDigest> block_bytes;
  const MutableBytes a = a_bytes.first(size());
  const MutableBytes block = block_bytes.first(size());
  // A(i) comes first, but for A(1), which is made of A(0): label and seed.
  ByteView parts[kMaxSeedParts + 2] = {{}, AsBytes(label)};
  std::copy(seed.begin(), seed.end(), parts + 2);
  if (!Hmac(secret, {parts, seed.size() + 2}, a)) return false;
  parts[0] = a;
  while (!out.empty()) {
    if (!Hmac(secret, {parts, seed.size() + 2}, block)) return false;
    const std::size_t take = std::min(out.size(), block.size());
    std::memcpy(out.data(), block.data(), take);
    out = out.subspan(take);
    if (!out.empty() && !Hmac(secret, {parts, 1}, a)) return false;
  }
  return true;
}

bool KeySchedule::ExportTls13(ByteView exporter_secret, std::string_view label, ByteView context,
                              MutableBytes out) const {
  SecretArray<kMaxDigest> secret_bytes;
  SecretArray<kMaxDigest> hash_bytes;
  const MutableBytes secret = secret_bytes.first(size());
  const MutableBytes hash = hash_bytes.first(size());
  return backend_->Digest(hash_, {}, hash) && ExpandLabel(exporter_secret, label, hash, secret) &&
         backend_->Digest(hash_, {&context, 1}, hash) && ExpandLabel(secret, "exporter", hash, out);
}

bool KeySchedule::ExportTls12(ByteView master_secret, ByteView randoms, std::string_view label,
                              const ByteView* context, MutableBytes out) const {
  if (context == nullptr) return Prf(master_secret, label, {&randoms, 1}, out);
  std::uint8_t length[2];
  PutU16(length, context->size());
  const ByteView seed[] = {randoms, length, *context};
  return Prf(master_secret, label, seed, out);
}

}  // namespace omnitls::internal
