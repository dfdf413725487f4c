#ifndef OMNITLS_REPLAY_TOKEN_H_
#define OMNITLS_REPLAY_TOKEN_H_

#include <cstdint>

#include "omnitls/bytes.h"
#include "omnitls/fnv.h"
#include "omnitls/little_endian.h"
#include "omnitls/replay_guard.h"

namespace omnitls::internal {

// MakeReplayToken makes what a replay guard knows a ticket by. Not a cryptographic digest, and it
// need not be one: to be taken for new, a replayed ClientHello would have to carry another ticket
// than it does. Two tickets that are taken for one cost a client its early data. The same bytes on
// every machine, since servers of several kinds may ask one guard: numbers are little-endian.
inline void MakeReplayToken(ByteView ticket, std::uint8_t (&token)[ReplayGuard::kTokenSize]) {
  Fnv first;
  std::uint64_t second = 0x9ae16a3b2f90404fu;
  for (const std::uint8_t byte : ticket) {
    first.Add(byte);
    second = (second + byte) * 0x9e3779b97f4a7c15u;
    second ^= second >> 32;
  }
  PutLittleEndian(first.value(), token);
  PutLittleEndian(second, token + 8);
}

}  // namespace omnitls::internal

#endif  // OMNITLS_REPLAY_TOKEN_H_
