#include "tools/visitor.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "tools/common.h"

namespace omnitls::tools {
namespace {

constexpr std::chrono::seconds kHangUpTime(2);
// How long a client is silent before a server that stops takes it for idle.
constexpr std::chrono::seconds kIdleTime(1);
constexpr std::chrono::seconds kIdleForwardTime(5);
constexpr std::chrono::seconds kLastHandshakeTime(3);
// So that one busy client does not keep the others waiting.
constexpr int kStepsAtOnce = 16;
// How much of a page of /bytes/N is in memory, in bytes.
constexpr std::size_t kFillerSize = 65536;

}  // namespace

Visitor::Visitor(const ServerContext& context, const House& house, VisitLog& log,
                 Listener::Guest guest)
    : house_(house),
      log_(log),
      socket_(std::move(guest.socket)),
      address_(std::move(guest.address)) {
  log_.Began(address_);
  Result<Connection> tls = context.Accept(socket_);
  if (tls) {
    talk_.tls() = *std::move(tls);
  } else {
    Leave(Ending::kFailed, Describe(tls.error(), Summary(tls.error())), tls.error());
  }
}

Interest Visitor::client() const {
  const int descriptor = socket_.descriptor();
  if (stage_ == Stage::kForwarding) {
    return {descriptor, forward_->reads_client(), forward_->writes_client()};
  }
  const bool write = next_ == Next::kWantWrite;
  return {descriptor, !write, write};
}

Interest Visitor::upstream() const {
  return stage_ == Stage::kForwarding ? forward_->upstream() : Interest();
}

std::optional<Clock::time_point> Visitor::dispensable_since() const {
  if (stage_ != Stage::kHandshake && stage_ != Stage::kLeaving) return std::nullopt;
  return entered_at_;
}

void Visitor::Advance() {
  for (int i = 0; i < kStepsAtOnce && !is_done(); ++i) {
    const Result<Next> next = Step();
    if (!next) return Leave(Ending::kFailed, Describe(next.error(), talk_.tls()), next.error());
    next_ = *next;
    if (next_ != Next::kReady) return;
  }
}

void Visitor::LookAtClock(Clock::time_point now) {
  if (is_done() || now < Deadline()) return;
  if (stage_ == Stage::kLeaving) return Enter(Stage::kDone);
  const bool is_idle = stage_ == Stage::kReading || stage_ == Stage::kForwarding;
  if (house_.stopping && is_idle) return Close(Ending::kStopped);
  Dismiss(house_.stopping ? Ending::kStopped : Ending::kSilent);
}

Clock::time_point Visitor::Deadline() const {
  const Clock::time_point active_at = std::max(entered_at_, talk_.active_at());
  const auto patience = [&](std::chrono::seconds when_stopping) {
    return house_.stopping ? std::min(when_stopping, house_.patience) : house_.patience;
  };
  switch (stage_) {
    case Stage::kHandshake:
      return entered_at_ + patience(kLastHandshakeTime);
    case Stage::kReading:
      if (house_.stopping || house_.mode == Mode::kEcho) return active_at + patience(kIdleTime);
      return entered_at_ + house_.patience;  // The whole request, however slowly it comes.
    case Stage::kForwarding:
      return active_at + patience(kIdleForwardTime);
    case Stage::kLeaving:
      return entered_at_ + kHangUpTime;
    default:
      return active_at + house_.patience;
  }
}

// Goes on by one call; kReady if there may be more to do at once.
Result<Next> Visitor::Step() {
  switch (stage_) {
    case Stage::kHandshake: {
      const Result<Next> next = talk_.tls().Handshake();
      if (next && *next == Next::kReady) OnHandshake();
      return next;
    }
    case Stage::kReading:
      return ReadSome();
    case Stage::kWriting:
      return WriteSome();
    case Stage::kForwarding:
      return ForwardSome();
    case Stage::kClosing: {
      const Result<Next> next = talk_.tls().SendClose();
      if (next && *next == Next::kReady) {
        Leave(ending_, ending_ == Ending::kStopped ? "the server stops" : "closed");
      }
      return next;
    }
    case Stage::kLeaving:
      return AwaitHangUp();
    case Stage::kDone:
      break;
  }
  return Next::kReady;
}

void Visitor::OnHandshake() {
  log_.ShookHands(address_, talk_.tls());
  if (house_.mode != Mode::kForward) return Enter(Stage::kReading);
  forward_ = std::make_unique<Forward>(talk_, house_.upstream);
  Enter(Stage::kForwarding);
}

Result<Next> Visitor::ReadSome() {
  std::array<std::uint8_t, 16384> buffer;
  const Result<Progress> got = talk_.Read(buffer);
  if (!got) return Fail(got.error());
  if (got->next == Next::kClosed) {
    Enter(Stage::kClosing);
    return Next::kReady;
  }
  if (got->bytes > 0) Take(ByteView(buffer).first(got->bytes));
  return got->next;
}

void Visitor::Take(ByteView data) {
  if (house_.mode != Mode::kEcho) return TakeRequest(AsText(data));
  answer_ = AsText(data);
  after_writing_ = Stage::kReading;
  Enter(Stage::kWriting);
}

void Visitor::TakeRequest(std::string_view data) {
  request_.Add(data);
  const std::string& text = request_.text();
  const std::string line = text.substr(0, text.find_first_of("\r\n"));
  if (house_.mode == Mode::kWww && text.find('\n') != std::string::npos) {
    answer_ = HttpResponse("200 OK", Page(line));
  } else if (request_.too_long()) {
    answer_ = HttpResponse("431 Request Header Fields Too Large", "too long\n");
  } else if (!request_.complete()) {
    return;
  } else if (text.compare(0, 4, "GET ") != 0) {
    answer_ = HttpResponse("405 Method Not Allowed", "only GET\n");
  } else if (const std::optional<std::uint64_t> size = BytesAskedFor(line)) {
    answer_ = HttpResponseHead("200 OK", *size);
    filler_left_ = *size;
  } else {
    answer_ = HttpResponse("200 OK", Page(line));
  }
  after_writing_ = Stage::kClosing;
  Enter(Stage::kWriting);
}

Result<Next> Visitor::WriteSome() {
  if (answered_ < answer_.size()) {
    const Result<Progress> put = talk_.Write(AsBytes(answer_).subspan(answered_));
    if (!put) return Fail(put.error());
    answered_ += put->bytes;
    return put->next;
  }
  if (filler_left_ > 0) {
    const std::size_t size = std::min<std::uint64_t>(filler_left_, kFillerSize);
    answer_.assign(size, 'x');
    answered_ = 0;
    filler_left_ -= size;
    return Next::kReady;
  }
  const Result<Next> next = talk_.tls().Flush();
  if (next && *next == Next::kReady) Enter(after_writing_);
  return next;
}

Result<Next> Visitor::ForwardSome() {
  const Result<Next> next = forward_->Step();
  if (!next || *next != Next::kClosed) return next;
  if (forward_->upstream_error() != 0) {
    Leave(Ending::kFailed, std::string("forward: ") + std::strerror(forward_->upstream_error()));
  } else {
    Leave(Ending::kClosed, "closed");
  }
  return Next::kReady;
}

std::string Visitor::Page(const std::string& request) const {
  const Connection& tls = talk_.tls();
  return "omnitls tlsserver\n" + request + "\n" + Negotiated(tls) +
         "\nsni=" + Harmless(tls.server_name()) +
         "\nearly-data=" + std::to_string(talk_.tally().early_data) +
         "\npsk=" + Harmless(AsText(tls.psk_identity())) +
         "\nclient-certificate=" + (tls.peer_certificate().empty() ? "no" : "yes") +
         "\nbackend=" + std::string(DefaultBackend().library_version()) + "\n";
}

void Visitor::Enter(Stage stage) {
  stage_ = stage;
  if (stage == Stage::kWriting) answered_ = 0;
  entered_at_ = Clock::now();
}

void Visitor::Close(Ending why) {
  ending_ = why;
  Enter(Stage::kClosing);
  Advance();
}

void Visitor::Dismiss(Ending why) {
  if (is_done() || stage_ == Stage::kLeaving) return Enter(Stage::kDone);
  if (talk_.tls().handshake_done()) (void)talk_.tls().SendClose();
  const char* const words[] = {"closed", "the client is silent", "the server stops",
                               "others need the room", "failed"};
  const bool is_forward = stage_ == Stage::kForwarding && why == Ending::kSilent;
  Leave(why, is_forward ? "both ends are silent" : words[static_cast<std::size_t>(why)]);
}

void Visitor::Leave(Ending why, const std::string& message, std::optional<Error> error) {
  const std::chrono::duration<double> lasted = Clock::now() - began_at_;
  log_.Ended({address_, talk_, lasted.count(), why, error, message});
  (void)talk_.tls().Flush();  // The alert, if there is one.
  if (forward_) forward_->HangUp();
  // If we hung up now, what the client has sent and we have not read would make the system tell it
  // "connection reset", and it might never see the alert.
  shutdown(socket_.descriptor(), SHUT_WR);
  next_ = Next::kWantRead;
  Enter(Stage::kLeaving);
}

Result<Next> Visitor::AwaitHangUp() {
  std::array<std::uint8_t, 16384> ignored;
  const IoResult got = socket_.Read(ignored);
  if (got.status == IoStatus::kWouldBlock) return Next::kWantRead;
  if (got.status != IoStatus::kOk) Enter(Stage::kDone);
  return Next::kReady;
}

}  // namespace omnitls::tools
