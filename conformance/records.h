#ifndef OMNITLS_CONFORMANCE_RECORDS_H_
#define OMNITLS_CONFORMANCE_RECORDS_H_

#include <algorithm>
#include <cstddef>
#include <vector>

#include "omnitls/bytes.h"
#include "omnitls/transports/memory_pipe.h"

namespace omnitls::conformance {

// The lengths of the records (RFC 8446, 5.1) that wait in a direction of a pipe: what is in them is
// a little shorter.
inline std::vector<std::size_t> RecordLengths(const MemoryPipe::Direction& direction) {
  constexpr std::size_t kHeader = 5;
  std::vector<std::size_t> lengths;
  for (ByteView rest = direction.view(); rest.size() >= kHeader;) {
    const std::size_t length = std::size_t{rest[3]} << 8 | rest[4];
    lengths.push_back(length);
    rest = rest.subspan(std::min(kHeader + length, rest.size()));
  }
  return lengths;
}

// The most that encryption adds to a record here: a nonce and a tag (TLS 1.2); a type, a tag and
// the padding of one library to a multiple of 16 (TLS 1.3).
inline constexpr std::size_t kMaxExpansion = 32;

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_RECORDS_H_
