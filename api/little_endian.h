#ifndef OMNITLS_LITTLE_ENDIAN_H_
#define OMNITLS_LITTLE_ENDIAN_H_

#include <cstdint>

namespace omnitls::internal {

// PutLittleEndian writes 8 bytes, for what machines of several kinds must agree on.
inline void PutLittleEndian(std::uint64_t number, std::uint8_t* out) {
  for (int i = 0; i < 8; ++i) out[i] = static_cast<std::uint8_t>(number >> (8 * i));
}

}  // namespace omnitls::internal

#endif  // OMNITLS_LITTLE_ENDIAN_H_
