#ifndef OMNITLS_X509_SIGNATURE_CACHE_H_
#define OMNITLS_X509_SIGNATURE_CACHE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "omnitls/bytes.h"
#include "omnitls/x509/signature.h"

namespace omnitls::x509 {

// SignatureCache remembers signatures of certificates that were found good, byte for byte, so that
// the same chain costs no public-key operation when it comes again. That a signature is good never
// changes; whatever does (dates, names, purposes, constraints) is judged anew each time, by Verify.
//
// Holds one signature in each of its places. The signature's own bytes decide on kWays of them, and
// the newest takes the place of the oldest there. Thread-safe, and never waits: while one thread
// uses a place, it is empty to the others.
class SignatureCache : public internal::Allocated {
 public:
  // What is larger than this, in bytes, is not remembered.
  static constexpr std::size_t kMaxEntry = 4096;
  static constexpr std::size_t kMaxPlaces = 4096;
  // So that the certificates of one chain do not take turns in one place.
  static constexpr std::size_t kWays = 4;

  // Make returns an empty pointer when there is no memory. At most kMaxPlaces.
  static internal::Owned<SignatureCache> Make(std::size_t places);

  bool Contains(const SignatureCheck& check);
  // For signatures that are good. Without memory it does nothing.
  void Add(const SignatureCheck& check);

 private:
  // What was verified: the signature, the message and the key, one after the other.
  struct Place {
    Place() = default;
    Place(Place&& other) noexcept : bytes(std::move(other.bytes)) {}  // Before it is shared.

    bool TryLock() { return !locked.exchange(true, std::memory_order_acquire); }
    void Unlock() { locked.store(false, std::memory_order_release); }
    bool Holds(const SignatureCheck& check) const;
    bool Set(const SignatureCheck& check);

    std::atomic<bool> locked{false};
    SignatureAlgorithm algorithm = SignatureAlgorithm::kUnknown;  // Unknown: it is empty.
    std::uint16_t signature_size = 0;
    std::uint16_t message_size = 0;
    Bytes bytes;
  };

  SignatureCache() = default;
  friend class internal::Owned<SignatureCache>;
  // The places that this signature may be in.
  std::span<Place> PlacesFor(const SignatureCheck& check);

  internal::Vec<Place> places_;
  std::atomic<std::uint32_t> added_{0};
};

// CachingVerifier asks a cache before it asks a backend. Without one (null), the backend only.
class CachingVerifier final : public SignatureVerifier {
 public:
  CachingVerifier(const SignatureVerifier& backend, SignatureCache* cache)
      : backend_(backend), cache_(cache) {}

  SignatureStatus VerifySignature(const SignatureCheck& check) const override;

 private:
  const SignatureVerifier& backend_;
  SignatureCache* cache_;
};

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_SIGNATURE_CACHE_H_
