#ifndef OMNITLS_TRANSPORT_H_
#define OMNITLS_TRANSPORT_H_

#include <cstddef>
#include <cstdint>

#include "omnitls/bytes.h"

namespace omnitls {

enum class IoStatus : std::uint8_t {
  kOk,          // `bytes` were moved; at least one.
  kWouldBlock,  // None now; try again when the transport is readable or writable.
  kEof,         // The other side ended the stream (Read only).
  kError,       // The transport broke; `error` says why.
};

struct IoResult {
  std::size_t bytes = 0;
  IoStatus status = IoStatus::kOk;
  std::int32_t error = 0;  // The transport's own code (errno for sockets): becomes Error::native.

  static constexpr IoResult Ok(std::size_t bytes) { return {bytes, IoStatus::kOk, 0}; }
  static constexpr IoResult WouldBlock() { return {0, IoStatus::kWouldBlock, 0}; }
  static constexpr IoResult Eof() { return {0, IoStatus::kEof, 0}; }
  static constexpr IoResult Failed(std::int32_t error) { return {0, IoStatus::kError, error}; }
};

// Transport moves ciphertext: a reliable, ordered stream of bytes, such as a TCP socket. A
// Connection calls it only inside the Connection's own methods, on the caller's thread, and never
// after an kEof or kError answer in that direction. It must not call back into the Connection.
//
// A Transport must outlive every Connection made on it. One Connection at a time uses it.
// Implementations: omnitls/transports/*.h, or your own.
class Transport {
 public:
  // Read fills the front of `out`, which is never empty, and returns at once.
  virtual IoResult Read(MutableBytes out) = 0;
  // Write takes bytes from the front of `data`, which is never empty, and returns at once. Fewer
  // than all is fine: the rest is offered again.
  virtual IoResult Write(ByteView data) = 0;

 protected:
  ~Transport() = default;
};

}  // namespace omnitls

#endif  // OMNITLS_TRANSPORT_H_
