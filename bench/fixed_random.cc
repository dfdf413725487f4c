#define OPENSSL_API_COMPAT 10101  // RAND_METHOD: a provider would be the new way, and 300 lines.

#include "bench/fixed_random.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace omnitls::bench {
namespace {

bool fixed = false;
std::uint64_t state = 0;

// SplitMix64.
std::uint64_t NextNumber() {
  std::uint64_t z = state += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

void Fill(unsigned char* out, std::size_t size) {
  while (size > 0) {
    const std::uint64_t number = NextNumber();
    const std::size_t part = std::min(size, sizeof number);
    std::memcpy(out, &number, part);
    out += part;
    size -= part;
  }
}

int FillForOpenSsl(unsigned char* out, int size) {
  Fill(out, static_cast<std::size_t>(size));
  return 1;
}
int Ready() { return 1; }

const RAND_METHOD kMethod = {nullptr, FillForOpenSsl, nullptr, nullptr, FillForOpenSsl, Ready};

}  // namespace

void FixRandom(std::uint64_t seed) {
  if (!fixed) RAND_set_rand_method(&kMethod);
  fixed = true;
  state = seed;
}

// The linker sends the libraries' calls of X here, as __wrap_X, and calls of __real_X to X.
extern "C" {

int __real_mbedtls_ctr_drbg_random(void* generator, unsigned char* out, std::size_t size);
int __wrap_mbedtls_ctr_drbg_random(void* generator, unsigned char* out, std::size_t size) {
  if (!fixed) return __real_mbedtls_ctr_drbg_random(generator, out, size);
  Fill(out, size);
  return 0;
}

int __real_wc_RNG_GenerateBlock(void* generator, unsigned char* out, unsigned int size);
int __wrap_wc_RNG_GenerateBlock(void* generator, unsigned char* out, unsigned int size) {
  if (!fixed) return __real_wc_RNG_GenerateBlock(generator, out, size);
  Fill(out, size);
  return 0;
}

int __real_wc_RNG_GenerateByte(void* generator, unsigned char* out);
int __wrap_wc_RNG_GenerateByte(void* generator, unsigned char* out) {
  if (!fixed) return __real_wc_RNG_GenerateByte(generator, out);
  Fill(out, 1);
  return 0;
}

}  // extern "C"
}  // namespace omnitls::bench
