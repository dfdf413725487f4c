#ifndef OMNITLS_PUBLIC_KEY_PINS_H_
#define OMNITLS_PUBLIC_KEY_PINS_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/error.h"

namespace omnitls {

class Backend;

namespace internal {

// PublicKeyPins is the keys that a peer's certificate may have: SHA-256 of their DER
// SubjectPublicKeyInfo (RFC 7469, 2.4).
class PublicKeyPins {
 public:
  static constexpr std::size_t kPinSize = 32;

  // Errors: kConfig/kMalformedPin, kNoMemory.
  Result<void> Add(ByteView sha256);
  // "sha256//" or "sha256/", and base64.
  Result<void> AddText(std::string_view text);

  bool empty() const { return pins_.empty(); }
  std::size_t size() const { return pins_.size(); }
  ByteView operator[](std::size_t i) const { return pins_[i]; }

  // Whether a certificate's key is one of them. False also where it cannot be found out.
  bool Allow(const Backend& backend, ByteView certificate) const;

 private:
  Vec<std::array<std::uint8_t, kPinSize>> pins_;
};

}  // namespace internal
}  // namespace omnitls

#endif  // OMNITLS_PUBLIC_KEY_PINS_H_
