#ifndef OMNITLS_TRANSPORTS_BLOCKING_H_
#define OMNITLS_TRANSPORTS_BLOCKING_H_

#include <cstddef>

#include "omnitls/bytes.h"
#include "omnitls/connection.h"
#include "omnitls/error.h"
#include "omnitls/transports/socket.h"

// Calls that wait until a connection on a socket has done something, for programs with a thread for
// each connection:
//
//   Result<void> done = blocking::Complete(tls, socket, 5000);
//   if (done) done = blocking::WriteAll(tls, socket, request, 5000);
//
// `socket` is the transport that `connection` was made with; both are used by one thread at a time.
// `timeout_ms` is for the whole call, in milliseconds of a clock that nobody sets; kForever, or any
// negative number: no limit; 0: what can be done without waiting.
//
// Errors: kTransport/kTimedOut when the time is up. It is the only one that does not end the
// connection: the call may be repeated with what is left to do. Else the errors of the Connection's
// own calls, and kTransport with errno when the socket cannot be waited for.
namespace omnitls::blocking {

inline constexpr int kForever = -1;

// Complete finishes the handshake, and hands all of it to the socket. For a signature that is not
// there yet (Next::kWantSignature) it looks every millisecond.
Result<void> Complete(Connection& connection, const SocketTransport& socket, int timeout_ms);

// ReadSome waits for data: how many bytes there are in `out` now, at least one; or 0 when the peer
// has closed the connection (close_notify), or `out` is empty.
Result<std::size_t> ReadSome(Connection& connection, const SocketTransport& socket,
                             MutableBytes out, int timeout_ms);

// ReadExactly fills `out`: out.size(), or less when the peer has closed the connection before.
// After an error, `done` (unless null) says how many bytes of `out` are filled.
Result<std::size_t> ReadExactly(Connection& connection, const SocketTransport& socket,
                                MutableBytes out, int timeout_ms, std::size_t* done = nullptr);

// WriteAll hands all of `data` to the socket. Nothing is read meanwhile: two ends that both write
// more than the sockets hold, and do not read, wait for each other until the time is up. After an
// error, `done` (unless null) says how many bytes were taken for good: they must not be written
// again, and a call with what follows them (or with nothing) sends what still waits.
Result<void> WriteAll(Connection& connection, const SocketTransport& socket, ByteView data,
                      int timeout_ms, std::size_t* done = nullptr);

// CloseAndWait sends close_notify and waits for the peer's. Data that arrives meanwhile is thrown
// away. Does not close the socket. Error kTruncated when the peer hangs up without close_notify;
// many do, and a program that has all it wants need not mind.
Result<void> CloseAndWait(Connection& connection, const SocketTransport& socket, int timeout_ms);

}  // namespace omnitls::blocking

#endif  // OMNITLS_TRANSPORTS_BLOCKING_H_
