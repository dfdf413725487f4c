#ifndef OMNITLS_ANSWER_READER_H_
#define OMNITLS_ANSWER_READER_H_

#include "omnitls/bytes.h"
#include "omnitls/client_hello.h"
#include "omnitls/connection.h"
#include "omnitls/error.h"
#include "omnitls/transport.h"

namespace omnitls::internal {

// AnswerReader collects what a server answers to a ClientHello until its ServerHello is whole, and
// looks whether it is an answer to that (see CheckAnswer), before the library sees it: what the
// libraries make of a bad one has little in common.
class AnswerReader : public Allocated {
 public:
  // NoteOffer takes the flight that a client is about to send. If there is a ClientHello at its
  // start, Read is to be called next. False: no memory.
  [[nodiscard]] bool NoteOffer(ByteView flight);
  bool awaits_answer() const { return awaits_answer_; }

  // Read takes what has arrived: kReady once there is no more to look at, before that kWantRead. An
  // error is final; its alert, if it has one (see NeedsAlert), is the caller's to send. Errors:
  // FindServerHello's and CheckAnswer's; kTruncated; kTransport.
  Result<Next> Read(Transport& transport);

  // TakeWire hands over all that was read, for the library to read again. False: no memory.
  [[nodiscard]] bool TakeWire(Vec<std::uint8_t>& wire);

 private:
  Result<Next> Look();
  Result<void> Check(ByteView message);

  Bytes offer_;  // A ClientHello.
  Vec<std::uint8_t> inbox_;
  Bytes assembled_;
  std::size_t consumed_ = 0;  // By the records of the message, if they are several.
  bool awaits_answer_ = false;
  bool retried_ = false;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_ANSWER_READER_H_
