#include "backends/openssl/anchor_keys.h"

#include <openssl/x509.h>

namespace omnitls::openssl {

KeyHandle ParsePublicKey(ByteView spki) {
  const unsigned char* position = spki.data();
  KeyHandle key(d2i_PUBKEY(nullptr, &position, static_cast<long>(spki.size())));
  if (position != spki.data() + spki.size()) key.reset();
  return key;
}

AnchorKeys::~AnchorKeys() {
  for (std::size_t i = 0; i < size_; ++i) {
    EVP_PKEY_free(slots_[i].load(std::memory_order_relaxed));
    slots_[i].~Slot();
  }
  internal::Release(slots_);
}

bool AnchorKeys::Init(const TrustStore* store) {
  if (store == nullptr || store->anchors().empty()) return true;
  const std::size_t size = store->anchors().size();
  slots_ = static_cast<Slot*>(internal::Allocate(size * sizeof(Slot)));
  if (slots_ == nullptr) return false;
  for (std::size_t i = 0; i < size; ++i) ::new (static_cast<void*>(slots_ + i)) Slot(nullptr);
  store_ = store;
  size_ = size;
  return true;
}

EVP_PKEY* AnchorKeys::Find(std::size_t anchor) const {
  if (anchor >= size_) return nullptr;
  Slot& slot = slots_[anchor];
  EVP_PKEY* found = slot.load(std::memory_order_acquire);
  if (found != nullptr) return found;
  KeyHandle parsed = ParsePublicKey(store_->anchors()[anchor].certificate.spki);
  if (!parsed) return nullptr;
  // Another thread may have been faster: then its key stays, and this one is freed.
  if (!slot.compare_exchange_strong(found, parsed.get(), std::memory_order_acq_rel)) return found;
  return parsed.release();
}

}  // namespace omnitls::openssl
