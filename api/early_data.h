#ifndef OMNITLS_EARLY_DATA_H_
#define OMNITLS_EARLY_DATA_H_

#include <cstddef>
#include <cstdint>

#include "omnitls/bytes.h"

namespace omnitls {

// EarlyDataStatus is what became of early data (RFC 8446, 2.3).
enum class EarlyDataStatus : std::uint8_t {
  kNone,      // None was offered.
  kPending,   // Clients: the server has not answered yet.
  kAccepted,  // The server has read it, or will.
  kRejected,  // The server will never read it. The handshake goes on all the same.
};

// The most early data of one connection, in bytes, whatever a server allows: clients keep it until
// they know that it was accepted, and servers until the program reads it.
inline constexpr std::size_t kMaxEarlyData = 65536;

namespace internal {

// How much early data that it does not accept a server skips over, in bytes. Libraries count it as
// it is on the wire, and short records are longer there.
inline constexpr std::size_t kMaxSkippedEarlyData = 2 * kMaxEarlyData;

// EarlyData is a connection's early data: a client's until the server has answered, a server's
// until the program has read it. Wiped when destroyed.
struct EarlyData : Allocated {
  SecretBytes bytes;
  std::size_t read = 0;  // Servers: how much of it the program has.
  bool offered = false;  // Clients: the ClientHello is on its way.
};

}  // namespace internal
}  // namespace omnitls

#endif  // OMNITLS_EARLY_DATA_H_
