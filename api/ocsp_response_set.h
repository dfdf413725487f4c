#ifndef OMNITLS_OCSP_RESPONSE_SET_H_
#define OMNITLS_OCSP_RESPONSE_SET_H_

#include <atomic>
#include <cstdint>
#include <utility>

#include "omnitls/bytes.h"
#include "omnitls/error.h"
#include "omnitls/ocsp_responses.h"
#include "omnitls/spin_lock.h"
#include "omnitls/x509/ocsp.h"

namespace omnitls {

class Backend;
namespace x509 {
struct Certificate;
}

namespace internal {

// StapledResponse is one response while it is sent; reference-counted.
struct StapledResponse : Allocated {
  std::atomic<std::uint32_t> references{1};
  Bytes der;
  x509::OcspResponse parsed;  // Views into `der`.
  bool used = false;          // For some certificate: while contexts are built.
};

// StapledResponseRef owns a reference.
class StapledResponseRef {
 public:
  StapledResponseRef() = default;
  explicit StapledResponseRef(StapledResponse* response) : response_(response) {}
  StapledResponseRef(StapledResponseRef&& other) noexcept
      : response_(std::exchange(other.response_, nullptr)) {}
  StapledResponseRef& operator=(StapledResponseRef&& other) noexcept {
    std::swap(response_, other.response_);
    return *this;
  }
  ~StapledResponseRef() { Release(response_); }

  explicit operator bool() const { return response_ != nullptr; }
  StapledResponse* operator->() const { return response_; }
  StapledResponseRef Share() const {
    response_->references.fetch_add(1, std::memory_order_relaxed);
    return StapledResponseRef(response_);
  }
  ByteView der() const { return response_ != nullptr ? response_->der.view() : ByteView(); }

 private:
  static void Release(StapledResponse* response) {
    if (response == nullptr) return;
    if (response->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete response;
  }

  StapledResponse* response_ = nullptr;
};

// OcspCertId is what a certificate's response is found by (RFC 6960, 4.1.1).
struct OcspCertId : Allocated {
  // Null: there is no memory, or the backend cannot hash.
  static Owned<OcspCertId> Make(const Backend& backend, const x509::Certificate& certificate);

  Bytes serial;
  std::uint8_t sha1[20];  // Of the issuer's name.
  std::uint8_t sha256[32];
};

// OcspResponseSet is what OcspResponses counts references to. Threads wait for each other here, but
// only while they look for a response, or exchange one.
class OcspResponseSet : public Allocated {
 public:
  static OcspResponseSet* Get(const OcspResponses& responses) { return responses.set_; }

  void AddReference() { references_.fetch_add(1, std::memory_order_relaxed); }
  void RemoveReference() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  Result<void> Put(ByteView der);
  void Clear();
  // The response for a certificate that is current at `now`, in seconds since 1970-01-01 UTC; else
  // none: clients would refuse it.
  StapledResponseRef Find(const OcspCertId& id, std::int64_t now) const;
  // For a builder, which must not hold a response that is for none of its certificates.
  void NoteUsed(const OcspCertId& id);
  bool all_used() const;

 private:
  OcspResponseSet() = default;
  friend class omnitls::OcspResponses;

  std::atomic<std::uint32_t> references_{1};
  mutable SpinLock lock_;
  Vec<StapledResponseRef> responses_;
};

}  // namespace internal
}  // namespace omnitls

#endif  // OMNITLS_OCSP_RESPONSE_SET_H_
