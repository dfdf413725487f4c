#include "omnitls/x509/signature_cache.h"

#include <algorithm>
#include <cstring>

namespace omnitls::x509 {

internal::Owned<SignatureCache> SignatureCache::Make(std::size_t places) {
  if (places > kMaxPlaces) places = kMaxPlaces;
  internal::Owned<SignatureCache> cache(new (std::nothrow) SignatureCache);
  if (!cache || places == 0 || !cache->places_.Reserve(places)) return {};
  for (std::size_t i = 0; i < places; ++i) {
    if (!cache->places_.Push(Place())) return {};
  }
  return cache;
}

// The last bytes of a signature are as good as random, of any algorithm.
std::span<SignatureCache::Place> SignatureCache::PlacesFor(const SignatureCheck& check) {
  std::uint32_t number = 0;
  if (check.signature.size() >= sizeof number) {
    std::memcpy(&number, check.signature.last(sizeof number).data(), sizeof number);
  }
  const std::size_t ways = std::min(kWays, places_.size());
  const std::size_t sets = places_.size() / ways;
  return {places_.data() + number % sets * ways, ways};
}

bool SignatureCache::Place::Holds(const SignatureCheck& check) const {
  if (algorithm != check.algorithm || signature_size != check.signature.size() ||
      message_size != check.message.size()) {
    return false;
  }
  const ByteView all = bytes;
  const std::size_t before_key = std::size_t{signature_size} + message_size;
  return Equal(all.first(signature_size), check.signature) &&
         Equal(all.subspan(signature_size, message_size), check.message) &&
         Equal(all.subspan(before_key), check.issuer_spki);
}

bool SignatureCache::Place::Set(const SignatureCheck& check) {
  algorithm = SignatureAlgorithm::kUnknown;
  bytes.Truncate(0);
  if (!bytes.Append(check.signature) || !bytes.Append(check.message) ||
      !bytes.Append(check.issuer_spki)) {
    return false;
  }
  signature_size = static_cast<std::uint16_t>(check.signature.size());
  message_size = static_cast<std::uint16_t>(check.message.size());
  algorithm = check.algorithm;
  return true;
}

bool SignatureCache::Contains(const SignatureCheck& check) {
  if (check.algorithm == SignatureAlgorithm::kUnknown) return false;
  for (Place& place : PlacesFor(check)) {
    if (!place.TryLock()) continue;
    const bool found = place.Holds(check);
    place.Unlock();
    if (found) return true;
  }
  return false;
}

void SignatureCache::Add(const SignatureCheck& check) {
  if (check.signature.size() + check.message.size() + check.issuer_spki.size() > kMaxEntry) return;
  const std::span<Place> places = PlacesFor(check);
  Place& place = places[added_.fetch_add(1, std::memory_order_relaxed) % places.size()];
  if (!place.TryLock()) return;
  (void)place.Set(check);
  place.Unlock();
}

SignatureStatus CachingVerifier::VerifySignature(const SignatureCheck& check) const {
  if (cache_ != nullptr && cache_->Contains(check)) return SignatureStatus::kGood;
  const SignatureStatus status = backend_.VerifySignature(check);
  if (cache_ != nullptr && status == SignatureStatus::kGood) cache_->Add(check);
  return status;
}

}  // namespace omnitls::x509
