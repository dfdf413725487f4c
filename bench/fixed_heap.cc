#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

// The heap of //bench:count. What the C library's malloc costs depends on all that was allocated
// before, and so differs between two subjects that ask for the same. Here an allocation always
// costs the same, about what malloc needs when it is lucky. One thread only.
namespace {

constexpr std::size_t kHeapSize = std::size_t{1} << 30;  // Reserved, not used.
constexpr std::size_t kPage = 4096;
constexpr std::size_t kHeader = 16;  // Holds the class; keeps the alignment.

struct Free {
  Free* next;
};

// Classes are powers of two: what is freed is good for the next of its class.
Free* free_lists[64];
std::uint8_t* heap = nullptr;
std::size_t used = 0;

int ClassOf(std::size_t size) { return 64 - __builtin_clzll((size + kHeader - 1) | 31); }

void* Grow(int size_class) {
  const std::size_t size = std::size_t{1} << size_class;
  if (heap == nullptr) {
    void* mapped = mmap(nullptr, kHeapSize, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) return nullptr;
    heap = static_cast<std::uint8_t*>(mapped);
  }
  // What it costs to copy a block depends on where it is in a cache line and in a page.
  const std::size_t alignment = size < kPage ? size : kPage;
  used = (used + alignment - 1) / alignment * alignment;
  if (used > kHeapSize || size > kHeapSize - used) return nullptr;
  std::uint8_t* const block = heap + used;
  used += size;
  *reinterpret_cast<int*>(block) = size_class;
  return block + kHeader;
}

int& ClassAt(void* data) {
  return *reinterpret_cast<int*>(static_cast<std::uint8_t*>(data) - kHeader);
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  if (size > kHeapSize) {
    errno = ENOMEM;
    return nullptr;
  }
  const int size_class = ClassOf(size);
  if (Free* const block = free_lists[size_class]; block != nullptr) {
    free_lists[size_class] = block->next;
    return block;
  }
  return Grow(size_class);
}

void free(void* data) {
  if (data == nullptr) return;
  Free*& list = free_lists[ClassAt(data)];
  auto* const block = static_cast<Free*>(data);
  block->next = list;
  list = block;
}

void* calloc(std::size_t count, std::size_t size) {
  std::size_t total = 0;
  if (__builtin_mul_overflow(count, size, &total)) return nullptr;
  void* const data = malloc(total);
  return data == nullptr ? nullptr : std::memset(data, 0, total);
}

void* realloc(void* data, std::size_t size) {
  if (data == nullptr) return malloc(size);
  const std::size_t had = (std::size_t{1} << ClassAt(data)) - kHeader;
  if (size <= had) return data;
  void* const moved = malloc(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, data, had);
  free(data);
  return moved;
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  // Nobody here asks for more than a block's own alignment.
  if (alignment > kHeader) std::abort();
  return malloc(size);
}

int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
  *out = aligned_alloc(alignment, size);
  return *out == nullptr ? ENOMEM : 0;
}

}  // extern "C"
