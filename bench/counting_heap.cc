#include "bench/counting_heap.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

// The C library's heap under its other names (glibc), and our own allocator, whose calls the linker
// sends here (--wrap).
extern "C" {
void* __libc_malloc(std::size_t size);
void __libc_free(void* data);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void* __real__ZN7omnitls8internal8AllocateEm(std::size_t size);
void* __wrap__ZN7omnitls8internal8AllocateEm(std::size_t size);
}

namespace omnitls::bench {
namespace {

// Stands in front of what the program gets.
struct alignas(16) Header {
  std::size_t size;
  std::uint16_t offset;      // From the beginning of the block.
  std::uint16_t generation;  // Of the figures it is part of.
  Asker asker;
  bool own;
};
static_assert(sizeof(Header) == 16);

Asker asker = Asker::kNobody;
bool own = false;
std::uint16_t generation = 0;
HeapUse uses[3];

HeapUse& UseOf(Asker who) { return uses[static_cast<int>(who)]; }

Header& HeaderOf(void* data) { return static_cast<Header*>(data)[-1]; }

void* Enter(void* block, std::size_t offset, std::size_t size) {
  if (block == nullptr) return nullptr;
  void* const data = static_cast<std::uint8_t*>(block) + offset;
  HeaderOf(data) = {size, static_cast<std::uint16_t>(offset), generation, asker, own};
  HeapUse& use = UseOf(asker);
  use.bytes += size;
  if (own) use.own += size;
  if (own) ++use.own_calls;
  if (use.bytes > use.peak) use.peak = use.bytes;
  return data;
}

// Returns the beginning of the block.
void* Leave(void* data) {
  const Header& header = HeaderOf(data);
  if (header.generation == generation) {
    HeapUse& use = UseOf(header.asker);
    use.bytes -= header.size;
    if (header.own) use.own -= header.size;
  }
  return static_cast<std::uint8_t*>(data) - header.offset;
}

bool IsTooLong(std::size_t size) {
  if (size <= PTRDIFF_MAX / 2) return false;
  errno = ENOMEM;
  return true;
}

}  // namespace

Asking::Asking(Asker who) : before_(std::exchange(asker, who)) {}
Asking::~Asking() { asker = before_; }

HeapUse UseBy(Asker who) { return UseOf(who); }

void ForgetUses() {
  ++generation;
  for (HeapUse& use : uses) use = {};
}

}  // namespace omnitls::bench

using namespace omnitls::bench;

extern "C" {

void* __wrap__ZN7omnitls8internal8AllocateEm(std::size_t size) {
  own = true;
  void* const data = __real__ZN7omnitls8internal8AllocateEm(size);
  own = false;
  return data;
}

void* malloc(std::size_t size) {
  if (IsTooLong(size)) return nullptr;
  return Enter(__libc_malloc(size + sizeof(Header)), sizeof(Header), size);
}

void free(void* data) {
  if (data != nullptr) __libc_free(Leave(data));
}

void* calloc(std::size_t count, std::size_t size) {
  std::size_t total = 0;
  if (__builtin_mul_overflow(count, size, &total)) return nullptr;
  void* const data = malloc(total);
  return data == nullptr ? nullptr : std::memset(data, 0, total);
}

void* realloc(void* data, std::size_t size) {
  if (data == nullptr) return malloc(size);
  void* const moved = malloc(size);
  if (moved == nullptr) return nullptr;
  const std::size_t had = HeaderOf(data).size;
  std::memcpy(moved, data, had < size ? had : size);
  free(data);
  return moved;
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  if (alignment <= sizeof(Header)) return malloc(size);
  if (IsTooLong(size) || IsTooLong(alignment)) return nullptr;
  return Enter(__libc_memalign(alignment, size + alignment), alignment, size);
}

void* memalign(std::size_t alignment, std::size_t size) { return aligned_alloc(alignment, size); }

int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
  *out = aligned_alloc(alignment, size);
  return *out == nullptr ? ENOMEM : 0;
}

}  // extern "C"
