/* Memory from one static array: first fit, neighbours that are free become one. */
#include <stdint.h>
#include <string.h>

#include "omnitls/embedded/application.h"
#include "omnitls/embedded/profiles/platform.h"

/* A block begins with its size, in bytes, with this; the lowest bit says whether it is in use. */
typedef struct {
  uint32_t size;
  uint32_t before; /* Of the block before it; 0: it is the first. */
} block;

#define UNIT sizeof(block)
#define USED 1u

static size_t used;
static size_t peak;
static int refused;

static block* first(void) { return (block*)omnitls_application_heap; }
static size_t pool_size(void) { return omnitls_application_heap_size & ~(UNIT - 1); }
static block* end(void) { return (block*)(omnitls_application_heap + pool_size()); }
static uint32_t size_of(const block* at) { return at->size & ~USED; }
static block* after(block* at) { return (block*)((unsigned char*)at + size_of(at)); }

/* Makes two blocks of one, the first of `size` bytes. */
static void split(block* at, uint32_t size) {
  const uint32_t rest = size_of(at) - size;
  if (rest < 2 * UNIT) {
    return;
  }
  at->size = size;
  after(at)->size = rest;
  after(at)->before = size;
  block* const next = after(after(at));
  if (next < end()) {
    next->before = rest;
  }
}

static void* take(size_t count, size_t size) {
  /* There are no 32-bit systems with pools that large. */
  if (size != 0 && count > (SIZE_MAX / 4) / size) {
    return NULL;
  }
  const size_t wanted = (count * size + 2 * UNIT - 1) & ~(UNIT - 1);
  if (pool_size() < 2 * UNIT || wanted > pool_size()) {
    return NULL;
  }
  if (first()->size == 0) {
    first()->size = (uint32_t)pool_size();
  }
  for (block* at = first(); at < end(); at = after(at)) {
    if ((at->size & USED) != 0 || at->size < wanted) {
      continue;
    }
    split(at, (uint32_t)wanted);
    used += at->size;
    if (used > peak) {
      peak = used;
    }
    memset(at + 1, 0, at->size - UNIT);
    at->size |= USED;
    return at + 1;
  }
  return NULL;
}

void* omnitls_pool_calloc(size_t count, size_t size) {
  void* const taken = take(count, size);
  if (taken == NULL) {
    refused = 1;
  }
  return taken;
}

int omnitls_heap_has_refused(void) { return refused; }
void omnitls_heap_forget_refusal(void) { refused = 0; }

/* Adds the block that follows to this one, if both are free. */
static void join(block* at) {
  block* const next = after(at);
  if (next >= end() || ((at->size | next->size) & USED) != 0) {
    return;
  }
  at->size += next->size;
  if (after(at) < end()) {
    after(at)->before = at->size;
  }
}

void omnitls_pool_free(void* data) {
  const unsigned char* const at_byte = data;
  /* NULL; or a constant, that nobody has taken from here. */
  if (at_byte < omnitls_application_heap || at_byte >= (const unsigned char*)end()) {
    return;
  }
  block* at = (block*)data - 1;
  at->size = size_of(at);
  used -= at->size;
  join(at);
  if (at->before != 0) {
    join((block*)((unsigned char*)at - at->before));
  }
}

__attribute__((weak)) int omnitls_application_is_constant(const void* data, size_t size) {
  (void)data;
  (void)size;
  return 0;
}

size_t omnitls_heap_used(void) { return used; }
size_t omnitls_heap_peak(void) { return peak; }
void omnitls_heap_reset_peak(void) { peak = used; }
