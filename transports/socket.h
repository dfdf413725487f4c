#ifndef OMNITLS_TRANSPORTS_SOCKET_H_
#define OMNITLS_TRANSPORTS_SOCKET_H_

#include <cstdint>

#include "omnitls/bytes.h"
#include "omnitls/connection.h"
#include "omnitls/error.h"
#include "omnitls/transport.h"

namespace omnitls {

// SocketTransport is a connected, non-blocking stream socket (POSIX). It owns the descriptor.
// Move-only.
class SocketTransport final : public Transport {
 public:
  SocketTransport() = default;
  // Takes over a connected socket and makes it non-blocking; closes it when destroyed.
  explicit SocketTransport(int descriptor);
  SocketTransport(SocketTransport&& other) noexcept;
  SocketTransport& operator=(SocketTransport&& other) noexcept;
  ~SocketTransport();

  // Connect opens a TCP connection, trying each of the host's addresses, each for at most
  // `timeout_ms` milliseconds; it blocks that long. `port` is a number or a service name. Errors:
  // kTransport; `native` is errno, or a negative getaddrinfo code when the name cannot be resolved.
  static Result<SocketTransport> Connect(const char* host, const char* port,
                                         int timeout_ms = 30000);

  int descriptor() const { return descriptor_; }
  void Close();

  IoResult Read(MutableBytes out) override;
  IoResult Write(ByteView data) override;

  // Wait blocks until the socket is readable (or writable), at most `timeout_ms` milliseconds (-1:
  // for ever). False: the time is up.
  bool WaitReadable(int timeout_ms = -1) const;
  bool WaitWritable(int timeout_ms = -1) const;
  // Wait blocks likewise until what a Connection's call asked for may have come; kReady and kClosed
  // ask for nothing, and for kWantSignature it waits a millisecond. For programs that have one
  // connection only:
  //
  //   while ((next = connection.Handshake()) && *next != Next::kReady) socket.Wait(*next);
  bool Wait(Next next, int timeout_ms = -1) const;

 private:
  int descriptor_ = -1;
};

}  // namespace omnitls

#endif  // OMNITLS_TRANSPORTS_SOCKET_H_
