#ifndef OMNITLS_SAVED_BYTES_H_
#define OMNITLS_SAVED_BYTES_H_

#include <cstddef>
#include <cstdint>

#include "omnitls/byte_reader.h"
#include "omnitls/bytes.h"
#include "omnitls/fnv.h"

// What the forms of saved sessions are written with; ByteReader reads them. Numbers are big-endian;
// a field of bytes comes after its size.
namespace omnitls::internal {

inline constexpr std::size_t kChecksumSize = 8;

inline std::uint64_t Checksum(ByteView bytes, std::uint64_t seed = 0) {
  Fnv sum(seed);
  sum.Add(bytes);
  return sum.value();
}

class SavedWriter {
 public:
  explicit SavedWriter(SecretBytes& out) : out_(out) {}

  void Bytes(ByteView bytes) { good_ = good_ && out_.Append(bytes); }
  void Number(std::uint64_t number, std::size_t size) {
    std::uint8_t bytes[8];
    for (std::size_t i = 0; i < size; ++i) {
      bytes[i] = static_cast<std::uint8_t>(number >> (8 * (size - 1 - i)));
    }
    Bytes({bytes, size});
  }
  void Field(ByteView bytes, std::size_t size_of_size) {
    good_ = good_ && (std::uint64_t{bytes.size()} >> (8 * size_of_size)) == 0;
    Number(bytes.size(), size_of_size);
    Bytes(bytes);
  }
  bool good() const { return good_; }

 private:
  SecretBytes& out_;
  bool good_ = true;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_SAVED_BYTES_H_
