#ifndef OMNITLS_OCSP_RESPONSES_H_
#define OMNITLS_OCSP_RESPONSES_H_

#include <cstddef>
#include <cstdint>
#include <utility>

#include "omnitls/bytes.h"
#include "omnitls/error.h"

namespace omnitls {

namespace internal {
class OcspResponseSet;
}  // namespace internal

// OcspResponses is the set of OCSP responses that servers staple to their certificates (RFC 6066,
// 8): reference-counted (copying is cheap), shared by any number of contexts and threads, and
// changed while they run. Each certificate gets the response that is for it, by its serial number
// and its issuer's name; so one set serves all identities of a server.
class OcspResponses {
 public:
  static constexpr std::size_t kMaxResponses = 256;

  OcspResponses() = default;  // Empty.
  OcspResponses(const OcspResponses& other);
  OcspResponses(OcspResponses&& other) noexcept : set_(std::exchange(other.set_, nullptr)) {}
  OcspResponses& operator=(OcspResponses other) noexcept {
    std::swap(set_, other.set_);
    return *this;
  }
  ~OcspResponses();

  // Make makes a set without any response. Errors: kNoMemory.
  static Result<OcspResponses> Make();

  // Put takes a response (DER, copied) in the place of the one for the same certificate. Handshakes
  // that have begun go on with that. It is not verified here: clients do. Errors: kUsage/
  // kEmptyHandle; kConfig/kEmptyInput, kConfig/kMalformedOcspResponse (also where the responder
  // gave no answer, as tryLater); kConfig/kOutOfRange (more than kMaxResponses); kNoMemory.
  Result<void> Put(ByteView der) const;
  // Clear forgets all responses.
  void Clear() const;

  bool empty() const { return set_ == nullptr; }

 private:
  friend class internal::OcspResponseSet;

  internal::OcspResponseSet* set_ = nullptr;
};

}  // namespace omnitls

#endif  // OMNITLS_OCSP_RESPONSES_H_
