#include "omnitls/acceptor.h"

#include <algorithm>
#include <array>

#include "omnitls/connection_core.h"
#include "omnitls/hello_reader.h"

namespace omnitls {

using internal::AcceptorState;
using internal::HelloReader;
using internal::Owned;

struct internal::AcceptorState : internal::Allocated {
  // An alert is written at most once.
  void SendAlert(Alert description) {
    alert = PlaintextAlert(description);
    alert_left = alert.size();
  }

  Owned<HelloReader> reader;  // Null once it is of no more use.
  std::array<std::uint8_t, 7> alert{};
  std::size_t alert_left = 0;  // Bytes at its end that the transport has not taken.
  std::optional<Error> error;
  std::optional<Error> write_error;
  bool refused = false;
  bool busy = false;  // In a call of the transport's.
};

namespace {

constexpr Unexpected Usage(Detail detail) { return Fail(ErrorKind::kUsage, detail); }

// Marks a call in progress, so that a transport that calls back is told off.
class Busy {
 public:
  explicit Busy(AcceptorState& state) : state_(state) { state_.busy = true; }
  ~Busy() { state_.busy = false; }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;

 private:
  AcceptorState& state_;
};

// Makes the state if there is none; null: no memory.
AcceptorState* Need(AcceptorState*& state) {
  if (state == nullptr) {
    Owned<AcceptorState> made = internal::MakeOwned<AcceptorState>();
    if (made) made->reader = internal::MakeOwned<HelloReader>();
    if (made && made->reader) state = made.release();
  }
  return state;
}

Result<Next> Send(Transport& transport, AcceptorState& state) {
  if (state.write_error) return Fail(*state.write_error);
  const Busy busy(state);
  while (state.alert_left > 0) {
    const IoResult put = transport.Write(ByteView(state.alert).last(state.alert_left));
    if (put.status == IoStatus::kWouldBlock || (put.status == IoStatus::kOk && put.bytes == 0)) {
      return Next::kWantWrite;
    }
    if (put.status != IoStatus::kOk) {
      state.write_error = {ErrorKind::kTransport, Detail::kNone, Alert::kNone, put.error};
      return Fail(*state.write_error);
    }
    state.alert_left -= std::min(put.bytes, state.alert_left);
  }
  return Next::kReady;
}

}  // namespace

Acceptor& Acceptor::operator=(Acceptor&& other) noexcept {
  if (this == &other) return *this;
  transport_ = std::exchange(other.transport_, nullptr);
  delete std::exchange(state_, std::exchange(other.state_, nullptr));
  return *this;
}

Acceptor::~Acceptor() { delete state_; }

Result<void> Acceptor::CheckUsable() const {
  if (transport_ == nullptr) return Usage(Detail::kEmptyHandle);
  if (state_ == nullptr) return {};
  if (state_->busy) return Usage(Detail::kReentrantCall);
  if (state_->error) return Fail(*state_->error);
  if (state_->refused) return Usage(Detail::kAfterFailure);
  return {};
}

Result<Next> Acceptor::Read() {
  if (const Result<void> usable = CheckUsable(); !usable) return Fail(usable.error());
  if (Need(state_) == nullptr) return Fail(ErrorKind::kNoMemory);
  Result<Next> read = Next::kReady;
  {
    const Busy busy(*state_);
    read = state_->reader->Read(*transport_);
  }
  if (read) return read;
  state_->error = read.error();
  state_->reader.reset();
  if (internal::NeedsAlert(read.error())) {
    state_->SendAlert(read.error().alert);
    (void)Send(*transport_, *state_);
  }
  return read;
}

Result<ClientHelloView> Acceptor::hello() const {
  if (const Result<void> usable = CheckUsable(); !usable) return Fail(usable.error());
  if (state_ == nullptr || !state_->reader->complete()) return Usage(Detail::kNotAvailable);
  return ClientHelloView(state_->reader->hello());
}

Result<Connection> Acceptor::Accept(const ServerContext& context) {
  if (const Result<void> usable = CheckUsable(); !usable) return Fail(usable.error());
  if (state_ == nullptr || !state_->reader->complete()) return Usage(Detail::kNotAvailable);
  if (context.core_ == nullptr) return Usage(Detail::kEmptyHandle);
  Result<Connection> connection =
      internal::ConnectionCore::Accept(*context.core_, *transport_, state_->reader);
  if (connection) *this = Acceptor();
  return connection;
}

Result<Next> Acceptor::Refuse(Alert alert) {
  if (const Result<void> usable = CheckUsable(); !usable) return Fail(usable.error());
  if (alert == Alert::kNone || alert == Alert::kCloseNotify) return Usage(Detail::kNotAvailable);
  if (Need(state_) == nullptr) return Fail(ErrorKind::kNoMemory);
  state_->refused = true;
  state_->reader.reset();
  state_->SendAlert(alert);
  return Send(*transport_, *state_);
}

Result<Next> Acceptor::Flush() {
  if (transport_ == nullptr) return Usage(Detail::kEmptyHandle);
  if (state_ == nullptr) return Next::kReady;
  if (state_->busy) return Usage(Detail::kReentrantCall);
  return Send(*transport_, *state_);
}

}  // namespace omnitls
