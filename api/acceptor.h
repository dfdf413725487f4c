#ifndef OMNITLS_ACCEPTOR_H_
#define OMNITLS_ACCEPTOR_H_

#include <utility>

#include "omnitls/client_hello_view.h"
#include "omnitls/connection.h"
#include "omnitls/context.h"
#include "omnitls/error.h"
#include "omnitls/transport.h"

namespace omnitls {

namespace internal {
struct AcceptorState;
}

// Acceptor reads a client's ClientHello before it is decided who answers it:
//
//   Acceptor acceptor(transport);
//   while (*acceptor.Read() != Next::kReady) { wait until the transport is readable }
//   Connection connection = *acceptor.Accept(ContextFor(acceptor.hello()->server_name()));
//
// Between hello() and Accept any time may pass: to load a certificate, to ask somebody. Where the
// choice depends on the name only and is known beforehand, ServerContextBuilder::AddIdentity does.
//
// Move-only, used by one thread at a time, never blocking. The transport must outlive it and the
// connection made. No failure throws. Misuse returns kUsage and changes nothing: kEmptyHandle
// (moved from, or accepted already), kReentrantCall (called from inside its own transport),
// kAfterFailure (refused already), kNotAvailable (as the calls say).
//
// From the first Read until it is accepted, refused or has failed, it holds what the client sent:
// commonly 4 KiB of memory, at most 256 KiB (four times kMaxClientHello).
class Acceptor {
 public:
  Acceptor() = default;  // Empty.
  explicit Acceptor(Transport& transport) : transport_(&transport) {}
  Acceptor(Acceptor&& other) noexcept
      : transport_(std::exchange(other.transport_, nullptr)),
        state_(std::exchange(other.state_, nullptr)) {}
  Acceptor& operator=(Acceptor&& other) noexcept;
  // Sends nothing.
  ~Acceptor();

  // Read takes what has arrived: kReady once the ClientHello is whole, before that kWantRead.
  // Calling it again is harmless. Errors are final, those of Connection::Handshake for the same
  // bytes, and their alert has been sent (or waits for Flush): kProtocol, kAlertReceived,
  // kTruncated, kTransport, kNoMemory.
  Result<Next> Read();

  // What the client says: valid until Accept, Refuse or the end of this object, also when that is
  // moved. Errors: kUsage/kNotAvailable before Read said kReady; Read's.
  Result<ClientHelloView> hello() const;

  // Accept makes the connection, which has not begun its handshake and loses no byte of what was
  // read; then this object is empty. That the client and `context` have nothing in common is an
  // error of the connection's Handshake. Errors: kUsage/kNotAvailable before Read said kReady;
  // kUsage/kEmptyHandle (`context` is empty, too); Read's; kNoMemory, after which it may be called
  // again.
  Result<Connection> Accept(const ServerContext& context);

  // Refuse sends a fatal alert in plain text, whether or not the ClientHello has come; then only
  // Flush is of use. kReady when it is with the transport, else kWantWrite (then Flush). Errors:
  // kUsage/kNotAvailable (Alert::kNone or kCloseNotify, which refuse nobody); Read's; kTransport;
  // kNoMemory.
  Result<Next> Refuse(Alert alert);

  // Flush hands what is left of an alert to the transport: kReady when nothing is, else kWantWrite.
  // Works after a failure, too. Errors: kTransport.
  Result<Next> Flush();

 private:
  // What stands in the way of every call.
  Result<void> CheckUsable() const;

  Transport* transport_ = nullptr;
  internal::AcceptorState* state_ = nullptr;  // Made by the first call that needs it.
};

}  // namespace omnitls

#endif  // OMNITLS_ACCEPTOR_H_
