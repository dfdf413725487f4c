#ifndef OMNITLS_HELLO_READER_H_
#define OMNITLS_HELLO_READER_H_

#include <array>
#include <cstdint>

#include "omnitls/bytes.h"
#include "omnitls/client_hello.h"
#include "omnitls/connection.h"
#include "omnitls/error.h"
#include "omnitls/transport.h"

namespace omnitls::internal {

// HelloReader collects what a client sends first until its ClientHello is whole: for a connection,
// and for an acceptor while there is none.
class HelloReader : public Allocated {
 public:
  // Read takes what has arrived: kReady once the message is whole, before that kWantRead. An error
  // is final; its alert, if it has one (see NeedsAlert), is the caller's to send. Errors:
  // ParseClientHello's; kTruncated; kTransport.
  Result<Next> Read(Transport& transport);

  bool complete() const { return complete_; }
  // Once complete. Its views stay valid until TakeWire, even when this object is moved.
  const ClientHello& hello() const { return hello_; }

  // TakeWire hands over all that was read, for the library to read again, once complete. False: no
  // memory, and nothing has changed.
  [[nodiscard]] bool TakeWire(Vec<std::uint8_t>& wire);

 private:
  Result<Next> Parse();

  Vec<std::uint8_t> inbox_;
  Bytes assembled_;  // A message that spans records.
  ClientHello hello_;
  std::size_t consumed_ = 0;  // By the message's records.
  bool complete_ = false;
};

// ReadMore adds what has arrived to a message that is not whole yet: kReady if that is anything,
// else kWantRead. Errors: kTruncated, kTransport, kNoMemory.
Result<Next> ReadMore(Transport& transport, Vec<std::uint8_t>& inbox);

// Whether an error that ended a handshake is for the peer to hear about.
inline bool NeedsAlert(const Error& error) {
  return error.alert != Alert::kNone && error.kind != ErrorKind::kAlertReceived;
}

// Before any key is agreed on, an alert is seven plain bytes (RFC 8446, 5.1 and 6).
inline std::array<std::uint8_t, 7> PlaintextAlert(Alert alert) {
  return {21, 3, 3, 0, 2, 2, static_cast<std::uint8_t>(alert)};
}

}  // namespace omnitls::internal

#endif  // OMNITLS_HELLO_READER_H_
