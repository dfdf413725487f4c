#ifndef OMNITLS_FNV_H_
#define OMNITLS_FNV_H_

#include <cstdint>

#include "omnitls/bytes.h"

namespace omnitls::internal {

// Fnv is FNV-1a, 64 bits: against accidents, not attackers.
class Fnv {
 public:
  explicit Fnv(std::uint64_t seed = 0) : value_(0xcbf29ce484222325u ^ seed) {}

  void Add(std::uint8_t byte) { value_ = (value_ ^ byte) * 0x100000001b3u; }
  void Add(ByteView bytes) {
    for (const std::uint8_t byte : bytes) Add(byte);
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_FNV_H_
