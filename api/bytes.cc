#include "omnitls/bytes.h"

#include <cstdlib>

namespace omnitls {

void Wipe(void* data, std::size_t size) {
  volatile auto* bytes = static_cast<volatile unsigned char*>(data);
  while (size-- > 0) *bytes++ = 0;
}

namespace internal {

void* Allocate(std::size_t size) { return std::malloc(size); }

void Release(void* data) { std::free(data); }

}  // namespace internal
}  // namespace omnitls
