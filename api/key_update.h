#ifndef OMNITLS_KEY_UPDATE_H_
#define OMNITLS_KEY_UPDATE_H_

#include <cstdint>

namespace omnitls {

// KeyUpdateRequest is what a KeyUpdate asks of the peer (RFC 8446, 4.6.3).
enum class KeyUpdateRequest : std::uint8_t {
  kUpdateNotRequested,  // Nothing: what this side writes gets new keys, no more.
  kUpdateRequested,     // To do the same.
};

}  // namespace omnitls

#endif  // OMNITLS_KEY_UPDATE_H_
