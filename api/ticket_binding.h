#ifndef OMNITLS_TICKET_BINDING_H_
#define OMNITLS_TICKET_BINDING_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/little_endian.h"

namespace omnitls::internal {

// TicketBinding is what a ticket is bound to besides its key, for a backend's AEAD: which library
// made it, under which policy, for which name. What is in another backend's ticket, and in another
// build's of this one, would be read as if it were ours, so it must not open. The same bytes on
// every machine, since servers that share ticket keys may be of several kinds: numbers are
// little-endian.
class TicketBinding {
 public:
  // `maker`: up to 15 characters; `version`: the library's. Up to 2 `numbers`.
  TicketBinding(std::string_view maker, std::uint32_t version,
                std::initializer_list<std::uint64_t> numbers)
      : size_(kNumbers + 8 * numbers.size()) {
    std::copy(maker.begin(), maker.end(), bytes_);
    PutLittleEndian(version, bytes_ + kVersion);
    std::uint8_t* at = bytes_ + kNumbers;
    for (const std::uint64_t number : numbers) {
      PutLittleEndian(number, at);
      at += 8;
    }
  }

  ByteView view() const { return {bytes_, size_}; }

 private:
  static constexpr std::size_t kVersion = 16;
  static constexpr std::size_t kNumbers = kVersion + 8;

  std::uint8_t bytes_[kNumbers + 2 * 8] = {};
  std::size_t size_;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_TICKET_BINDING_H_
