#include "omnitls/answer_reader.h"

#include <algorithm>
#include <utility>

#include "omnitls/hello_reader.h"
#include "omnitls/server_hello.h"

namespace omnitls::internal {
namespace {

constexpr std::size_t kRecordHeader = 5;
constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kAlertRecord = 21;
constexpr std::uint8_t kHandshakeRecord = 22;

constexpr Unexpected Refuse(Detail detail, Alert alert) {
  return Fail(ErrorKind::kProtocol, detail, alert);
}

std::size_t RecordSize(ByteView wire) {
  return kRecordHeader + (std::size_t{wire[3]} << 8 | wire[4]);
}

}  // namespace

bool AnswerReader::NoteOffer(ByteView flight) {
  // For middleboxes (RFC 8446, D.4).
  if (flight.size() > kRecordHeader && flight[0] == kChangeCipherSpec) {
    flight = flight.subspan(std::min(RecordSize(flight), flight.size()));
  }
  if (flight.empty() || flight[0] != kHandshakeRecord) return true;
  Bytes assembled;
  ByteView hello;
  const HelloResult found = FindClientHello(flight, assembled, hello);
  if (found.status != HelloStatus::kComplete) return true;
  if (Equal(offer_, hello)) return true;  // A flight that is not sent yet, and not new.
  awaits_answer_ = offer_.Assign(hello);
  return awaits_answer_;
}

Result<Next> AnswerReader::Read(Transport& transport) {
  while (true) {
    const Result<Next> looked = Look();
    if (!looked || *looked == Next::kReady) return looked;
    const Result<Next> more = ReadMore(transport, inbox_);
    if (!more || *more != Next::kReady) return more;
  }
}

// Alerts, and what is for middleboxes, are the library's.
Result<Next> AnswerReader::Look() {
  ByteView wire = inbox_.view();
  // After a HelloRetryRequest; one, or the library has to say what that is.
  if (retried_ && !wire.empty() && wire[0] == kChangeCipherSpec) {
    if (wire.size() < kRecordHeader || wire.size() < RecordSize(wire)) return Next::kWantRead;
    wire = wire.subspan(RecordSize(wire));
  }
  if (wire.empty()) return Next::kWantRead;
  if (wire[0] == kAlertRecord || wire[0] == kChangeCipherSpec) {
    awaits_answer_ = false;
    return Next::kReady;
  }
  if (wire[0] != kHandshakeRecord) {
    return Refuse(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
  }
  ByteView message;
  const HelloResult found = FindServerHello(wire, assembled_, message);
  if (found.status == HelloStatus::kRefused) return Fail(found.error);
  if (found.status == HelloStatus::kNeedMore) return Next::kWantRead;
  if (const Result<void> good = Check(message); !good) return Fail(good.error());
  // Only what the library would have to put together is handed on in another form.
  const bool is_one_record = found.consumed == RecordSize(wire);
  consumed_ = is_one_record ? 0 : inbox_.size() - wire.size() + found.consumed;
  awaits_answer_ = false;
  return Next::kReady;
}

Result<void> AnswerReader::Check(ByteView message) {
  ClientHello offer;
  ServerHello answer;
  if (!ParseClientHelloBody(offer_, offer)) return Fail(ErrorKind::kInternal);
  if (!ParseServerHello(message, answer)) {
    return Refuse(Detail::kDecodeError, Alert::kDecodeError);
  }
  if (const std::optional<Error> fault = CheckAnswer(offer, answer)) return Fail(*fault);
  const bool tls13 = ChoosesTls13(answer);
  // The keys change here, and so must the record (RFC 8446, 5.1).
  if (tls13 && message.size() != assembled_.size()) {
    return Refuse(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
  }
  const bool is_retry = tls13 && answer.is_retry();
  // RFC 8446, 4.1.4.
  if (is_retry && retried_) return Refuse(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
  retried_ = is_retry;
  return {};
}

bool AnswerReader::TakeWire(Vec<std::uint8_t>& wire) {
  if (consumed_ == 0) {
    wire = std::move(inbox_);
    inbox_.Reset();
    return true;
  }
  Vec<std::uint8_t> whole;
  if (!AppendAsRecords(assembled_, whole, 3) || !whole.Append(inbox_.view().subspan(consumed_))) {
    return false;
  }
  wire = std::move(whole);
  inbox_.Reset();
  consumed_ = 0;
  return true;
}

}  // namespace omnitls::internal
