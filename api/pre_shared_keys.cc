#include "omnitls/pre_shared_key.h"

namespace omnitls {

const MemoryPreSharedKeys::Entry* MemoryPreSharedKeys::FindEntry(ByteView identity) const {
  for (const Entry& entry : entries_) {
    if (Equal(entry.identity, identity)) return &entry;
  }
  return nullptr;
}

Result<void> MemoryPreSharedKeys::Add(ByteView identity, ByteView key, HashAlgorithm hash) {
  if (identity.empty() || identity.size() > kMaxPskIdentity) {
    return Fail(ErrorKind::kConfig, Detail::kNameLength);
  }
  if (key.size() < kMinPreSharedKey || key.size() > kMaxPreSharedKey) {
    return Fail(ErrorKind::kConfig, Detail::kKeyLength);
  }
  if (hash != HashAlgorithm::kSha256 && hash != HashAlgorithm::kSha384) {
    return Fail(ErrorKind::kConfig, Detail::kOutOfRange);
  }
  if (FindEntry(identity) != nullptr) return Fail(ErrorKind::kConfig, Detail::kDuplicate);
  Entry entry;
  entry.psk.hash = hash;
  if (!entry.identity.Assign(identity) || !entry.psk.key.Assign(key) ||
      !entries_.Push(std::move(entry))) {
    return Fail(ErrorKind::kNoMemory);
  }
  return {};
}

bool MemoryPreSharedKeys::Find(ByteView identity, PreSharedKey& out) {
  const Entry* const entry = FindEntry(identity);
  if (entry == nullptr) return false;
  out.hash = entry->psk.hash;
  return out.key.Assign(entry->psk.key);
}

}  // namespace omnitls
