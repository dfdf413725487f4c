#ifndef OMNITLS_BYTE_READER_H_
#define OMNITLS_BYTE_READER_H_

#include <cstddef>
#include <cstdint>

#include "omnitls/bytes.h"

namespace omnitls::internal {

// ByteReader takes big-endian numbers and vectors off the front of bytes. Once something is
// missing, it gives zero and nothing, and stays so.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  ByteView Take(std::size_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const ByteView front = rest_.first(size);
    rest_ = rest_.subspan(size);
    return front;
  }
  // Of up to 4 bytes, and of up to 8.
  std::uint32_t Number(std::size_t size) { return NumberOf<std::uint32_t>(size); }
  std::uint64_t LongNumber(std::size_t size) { return NumberOf<std::uint64_t>(size); }
  // A vector whose length stands before it in `length_size` bytes.
  ByteView Vector(std::size_t length_size) { return Take(Number(length_size)); }

  bool ok() const { return ok_; }
  bool empty() const { return rest_.empty(); }
  bool at_end() const { return ok_ && rest_.empty(); }
  ByteView rest() const { return rest_; }

 private:
  template <class T>
  T NumberOf(std::size_t size) {
    T number = 0;
    for (const std::uint8_t byte : Take(size)) number = number << 8 | byte;
    return number;
  }

  ByteView rest_;
  bool ok_ = true;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_BYTE_READER_H_
