#include "tools/visitor.h"

#include <sys/socket.h>

#include <cstdio>
#include <utility>

#include "tools/common.h"

namespace omnitls::tools {
namespace {

constexpr std::chrono::seconds kHangUpTime(2);
// So that one busy client does not keep the others waiting.
constexpr int kStepsAtOnce = 64;

}  // namespace

Visitor::Visitor(const ServerContext& context, SocketTransport socket, std::string address,
                 Mode mode, std::chrono::seconds patience)
    : socket_(std::move(socket)),
      address_(std::move(address)),
      mode_(mode),
      patience_(patience),
      deadline_(Clock::now() + patience) {
  Result<Connection> tls = context.Accept(socket_);
  if (tls) {
    tls_ = *std::move(tls);
  } else {
    Leave(Describe(tls.error(), Summary(tls.error())));
  }
}

pollfd Visitor::Poll() const {
  const bool write = next_ == Next::kWantWrite;
  return {socket_.descriptor(), static_cast<short>(write ? POLLOUT : POLLIN), 0};
}

void Visitor::Advance() {
  if (is_late()) {
    if (stage_ == Stage::kLeaving) return Enter(Stage::kDone);
    Dismiss();
    return Leave("the client is silent");
  }
  for (int i = 0; i < kStepsAtOnce && !is_done(); ++i) {
    const Result<Next> next = Step();
    if (!next) return Leave(Describe(next.error(), tls_));
    next_ = *next;
    if (next_ != Next::kReady) return;
  }
}

// Goes on by one call; kReady if there may be more to do at once.
Result<Next> Visitor::Step() {
  switch (stage_) {
    case Stage::kHandshake: {
      const Result<Next> next = tls_.Handshake();
      if (next && *next == Next::kReady) Enter(Stage::kReading);
      return next;
    }
    case Stage::kReading:
      return ReadSome();
    case Stage::kWriting:
      return WriteSome();
    case Stage::kClosing: {
      const Result<Next> next = tls_.SendClose();
      if (next && *next == Next::kReady) Leave("closed");
      return next;
    }
    case Stage::kLeaving:
      return AwaitHangUp();
    case Stage::kDone:
      break;
  }
  return Next::kReady;
}

Result<Next> Visitor::ReadSome() {
  std::array<std::uint8_t, 16384> buffer;
  const Result<Progress> got = tls_.Read(buffer);
  if (!got) return Fail(got.error());
  if (got->next == Next::kClosed) {
    Enter(Stage::kClosing);
    return Next::kReady;
  }
  if (got->bytes > 0) Take(ByteView(buffer).first(got->bytes));
  return got->next;
}

void Visitor::Take(ByteView data) {
  received_ += data.size();
  if (mode_ == Mode::kEcho) {
    answer_ = AsText(data);
    after_writing_ = Stage::kReading;
    return Enter(Stage::kWriting);
  }
  request_.Add(AsText(data));
  if (request_.too_long()) {
    answer_ = HttpResponse("431 Request Header Fields Too Large", "too long\n");
  } else if (!request_.complete()) {
    return Enter(Stage::kReading);
  } else if (request_.text().compare(0, 4, "GET ") != 0) {
    answer_ = HttpResponse("405 Method Not Allowed", "only GET\n");
  } else {
    answer_ = HttpResponse("200 OK", Page());
  }
  after_writing_ = Stage::kClosing;
  Enter(Stage::kWriting);
}

Result<Next> Visitor::WriteSome() {
  if (answered_ < answer_.size()) {
    const Result<Progress> put = tls_.Write(AsBytes(answer_).subspan(answered_));
    if (!put) return Fail(put.error());
    answered_ += put->bytes;
    return put->next;
  }
  const Result<Next> next = tls_.Flush();
  if (next && *next == Next::kReady) Enter(after_writing_);
  return next;
}

std::string Visitor::Page() const {
  const std::string_view name = tls_.server_name();
  const std::string line = request_.text().substr(0, request_.text().find("\r\n"));
  return "omnitls tlsserver\n" + line + "\n" + Negotiated(tls_) +
         "\nsni=" + std::string(name.empty() ? "-" : name) +
         "\nclient-certificate=" + (tls_.peer_certificate().empty() ? "no" : "yes") +
         "\nbackend=" + std::string(DefaultBackend().library_version()) + "\n";
}

void Visitor::Enter(Stage stage) {
  stage_ = stage;
  if (stage == Stage::kWriting) answered_ = 0;
  deadline_ = Clock::now() + (stage == Stage::kLeaving ? kHangUpTime : patience_);
}

void Visitor::Leave(const std::string& how) {
  const std::string what = tls_.handshake_done()
                               ? Negotiated(tls_) + " received=" + std::to_string(received_) + " "
                               : "";
  std::fprintf(stderr, "tlsserver: %s %s%s\n", address_.c_str(), what.c_str(), how.c_str());
  (void)tls_.Flush();  // The alert, if there is one.
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

void Visitor::Dismiss() {
  if (tls_.handshake_done()) (void)tls_.SendClose();
}

}  // namespace omnitls::tools
