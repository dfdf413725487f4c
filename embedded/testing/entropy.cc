#include <cstdint>

#include "embedded/board/board.h"
#include "omnitls/embedded/application.h"

// NO ENTROPY: the same bytes in each run, so that tests can be repeated. A device has a true random
// number generator.
int omnitls_application_entropy(unsigned char* out, size_t size) {
  static std::uint64_t state = 0x9E3779B97F4A7C15u;
  for (size_t i = 0; i < size; ++i) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    out[i] = static_cast<unsigned char>(state >> 32);
  }
  return 0;
}

int omnitls_application_is_constant(const void* data, size_t size) {
  return board_is_flash(data, size);
}
