#include "omnitls/bytes.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "omnitls/profile.h"

#if defined(OMNITLS_BARE_METAL)
#include "omnitls/embedded/application.h"
#include "omnitls/embedded/profiles/platform.h"
#endif

namespace omnitls {

void Wipe(void* data, std::size_t size) {
#if defined(__GNUC__)
  if (size > 0) std::memset(data, 0, size);
  // As if somebody looked: else the compiler would leave the zeros out.
  __asm__ __volatile__("" : : "r"(data) : "memory");
#else
  volatile auto* bytes = static_cast<volatile unsigned char*>(data);
  while (size-- > 0) *bytes++ = 0;
#endif
}

bool SecretBytes::Grow(std::size_t size, MutableBytes& added) {
  const std::size_t old_size = bytes_.size();
  if (size <= bytes_.capacity() - old_size) {
    for (std::size_t i = 0; i < size; ++i) (void)bytes_.Push(0);
    added = {bytes_.data() + old_size, size};
    return true;
  }
  internal::Vec<std::uint8_t> larger;
  // Twice as much as there was, so that many small pieces are not copied over and over.
  if (size > static_cast<std::size_t>(-1) / 2 - old_size ||
      !larger.Reserve(std::max(old_size + size, 2 * old_size)) || !larger.Append(bytes_.view())) {
    return false;
  }
  // There is room: filled without a copy that would have to be wiped.
  while (larger.size() < old_size + size) {
    if (!larger.Push(0)) return false;
  }
  Clear();
  bytes_ = std::move(larger);
  added = {bytes_.data() + old_size, size};
  return true;
}

bool Bytes::AssignLasting(ByteView from) {
#if defined(OMNITLS_BARE_METAL)
  if (omnitls_application_is_constant(from.data(), from.size())) {
    bytes_.Borrow(from);
    return true;
  }
#endif
  return Assign(from);
}

namespace internal {

#if defined(OMNITLS_BARE_METAL)
void* Allocate(std::size_t size) { return omnitls_pool_calloc(1, size); }

void Release(void* data) { omnitls_pool_free(data); }
#else
void* Allocate(std::size_t size) { return std::malloc(size); }

void Release(void* data) { std::free(data); }
#endif

}  // namespace internal
}  // namespace omnitls
