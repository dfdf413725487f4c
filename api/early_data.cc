#include "omnitls/early_data.h"

#include <algorithm>
#include <cstring>

#include "omnitls/connection_core.h"
#include "omnitls/context_core.h"
#include "omnitls/replay_guard.h"
#include "omnitls/replay_token.h"
#include "omnitls/session_core.h"
#include "omnitls/ticket_key_ring.h"

namespace omnitls {

bool EngineHost::AllowEarlyData() { return core_->AllowEarlyData(); }
bool EngineHost::EarlyData(ByteView data) { return core_->TakeEarlyData(data); }

namespace internal {
namespace {

constexpr Unexpected Usage(Detail detail) { return Fail(ErrorKind::kUsage, detail); }

bool Contains(ByteView alpn_list, ByteView name) {
  while (!alpn_list.empty()) {
    if (Equal(alpn_list.subspan(1, alpn_list[0]), name)) return true;
    alpn_list = alpn_list.subspan(std::size_t{1} + alpn_list[0]);
  }
  return false;
}

}  // namespace

// --- clients

std::size_t ConnectionCore::early_data_limit() const {
  if (!handshake_ || handshake_->begun || handshake_->session.empty()) return 0;
  const SessionCore& session = *SessionCore::Get(handshake_->session);
  const std::span<const CipherSuite> suites = context_->tls13_suites();
  const bool fits = std::find(suites.begin(), suites.end(), session.cipher_suite) != suites.end() &&
                    (session.alpn.empty() || Contains(context_->alpn(), session.alpn));
  if (!fits) return 0;
  const std::size_t most =
      std::min<std::size_t>(session.engine_session->max_early_data(), kMaxEarlyData);
  const std::size_t used = early_data_ ? early_data_->bytes.size() : 0;
  return most - std::min(used, most);
}

Result<Progress> ConnectionCore::WriteEarlyData(ByteView data) {
  if (Has(EngineHost::kBusy)) return Usage(Detail::kReentrantCall);
  if (Has(EngineHost::kFailed)) return Fail(error_);
  const std::size_t room = early_data_limit();
  if (room == 0 && !(early_data_ && !early_data_->offered)) return Usage(Detail::kNotAvailable);
  if (data.empty()) return Progress{};
  if (data.data() == nullptr) return Usage(Detail::kNullBuffer);
  if (!early_data_) early_data_ = MakeOwned<EarlyData>();
  const ByteView fitting = data.first(std::min(data.size(), room));
  if (!early_data_ || !early_data_->bytes.Append(fitting)) return Fail(ErrorKind::kNoMemory);
  return Progress{fitting.size(), fitting.size() < data.size() ? Next::kWantRead : Next::kReady};
}

void ConnectionCore::OfferEarlyData() {
  handshake_->begun = true;
  if (!early_data_ || early_data_->bytes.empty()) return;
  early_data_->offered = true;
  early_data_status_ = EarlyDataStatus::kPending;
  engine_->OfferEarlyData(early_data_->bytes);
}

// A server that has accepted must have gone on as in the first connection (RFC 8446, 4.2.10).
Result<void> ConnectionCore::SettleEarlyData() {
  if (early_data_status_ != EarlyDataStatus::kPending) return {};
  const bool accepted = info_.early_data_accepted;
  early_data_status_ = accepted ? EarlyDataStatus::kAccepted : EarlyDataStatus::kRejected;
  if (context_->role() == Role::kServer || !accepted) return {};
  early_data_.reset();
  const SessionCore& session = *SessionCore::Get(handshake_->session);
  if (info_.resumed && info_.alpn == session.alpn.text() &&
      info_.cipher_suite == session.cipher_suite) {
    return {};
  }
  return Fail(ErrorKind::kProtocol, Detail::kIllegalParameter);
}

SecretBytes ConnectionCore::TakeRejectedEarlyData() {
  if (early_data_status_ != EarlyDataStatus::kRejected || !early_data_) return {};
  SecretBytes rejected = std::move(early_data_->bytes);
  early_data_.reset();
  return rejected;
}

// --- servers

bool ConnectionCore::WantsEarlyData(const ClientHello& hello, Version version) {
  if (!hello.has_early_data || version != Version::kTls13) return false;
  early_data_status_ = EarlyDataStatus::kPending;
  const ByteView ticket = FirstPskIdentity(hello);
  if (context_->replay_guard() == nullptr || ticket.empty()) return false;
  MakeReplayToken(ticket, handshake_->ticket_token);
  handshake_->takes_early_data = true;
  return true;
}

bool ConnectionCore::AllowEarlyData() {
  if (!handshake_ || !handshake_->takes_early_data) return false;
  handshake_->takes_early_data = false;
  early_data_ = MakeOwned<EarlyData>();
  return early_data_ && context_->replay_guard()->FirstUse(handshake_->ticket_token);
}

bool ConnectionCore::TakeEarlyData(ByteView data) {
  return early_data_ && data.size() <= kMaxEarlyData - early_data_->bytes.size() &&
         early_data_->bytes.Append(data);
}

Result<Progress> ConnectionCore::ReadEarlyData(MutableBytes out) {
  if (Has(EngineHost::kBusy)) return Usage(Detail::kReentrantCall);
  if (context_->role() == Role::kClient) return Usage(Detail::kNotAvailable);
  if (early_data_) {
    const ByteView rest = early_data_->bytes.view().subspan(early_data_->read);
    const std::size_t size = std::min(rest.size(), out.size());
    if (size > 0 && out.data() == nullptr) return Usage(Detail::kNullBuffer);
    if (size > 0) {
      std::memcpy(out.data(), rest.data(), size);
      early_data_->read += size;
    }
    if (size == rest.size() && handshake_done()) early_data_.reset();
    if (size > 0 || out.empty()) return Progress{size, Next::kReady};
  }
  if (Has(EngineHost::kFailed)) return Fail(error_);
  return Progress{0, handshake_done() ? Next::kClosed : Next::kWantRead};
}

// --- half-RTT data

// What was kept of early writes goes first.
bool ConnectionCore::can_write_half_rtt() const {
  return context_->half_rtt_data() && handshake_ && handshake_->early.size() == 0 && engine_ &&
         !Has(EngineHost::kBusy | EngineHost::kFailed) && !handshake_done() &&
         engine_->can_write_half_rtt();
}

Result<Progress> ConnectionCore::WriteHalfRtt(std::span<const ByteView> spans) {
  const Busy busy(*this);
  if (!host_.outbox_.empty() && !host_.Flush()) return Progress{0, Next::kWantWrite};
  Gatherer gatherer(spans, chunk_);
  handshake_->wrote_half_rtt = true;
  std::size_t done = 0;
  while (!gatherer.done()) {
    const ByteView chunk = gatherer.Next();
    if (engine_->WriteHalfRtt(chunk) != Step::kDone) return EngineFailed();
    done += chunk.size();
    if (host_.broken()) return WaitEnded();
    if (!host_.outbox_.empty()) return Progress{done, Next::kWantWrite};
  }
  return Progress{done, Next::kReady};
}

// --- contexts

Result<void> ContextCore::MakeReplayGuard(ContextSettings& settings) {
  half_rtt_data_ = settings.half_rtt_data;
  const auto refuse = [&](std::string_view who, std::string_view why) {
    return Fail(settings.Fail({ErrorKind::kConfig, Detail::kSetting}, {who, why}));
  };
  const bool tls13 = max_version_ == Version::kTls13;
  if (half_rtt_data_ && !tls13) {
    return refuse("HalfRttData ", "needs TLS 1.3, which is not allowed here");
  }
  if (half_rtt_data_ && client_auth_ != ClientAuth::kNone) {
    return refuse("HalfRttData ",
                  "would send to clients that have not shown their certificates yet");
  }
  if (half_rtt_data_ && !backend_->Supports(Feature::kHalfRttData)) {
    return settings.Unsupported("send half-RTT data");
  }
  if (settings.max_early_data == 0) return {};
  if (!tls13) {
    return refuse("MaxEarlyData ", "needs TLS 1.3, which is not allowed here");
  }
  if (!resumption_) {
    return refuse("MaxEarlyData ",
                  "needs sessions: not SessionCacheMode::kOff, no ClientAuthentication");
  }
  if (!backend_->Supports(Feature::kEarlyData)) {
    return settings.Unsupported("take early data");
  }
  replay_guard_ = settings.replay_guard;
  if (replay_guard_ == nullptr) replay_guard_ = ticket_keys_.replay_guard();
  if (replay_guard_ == nullptr) return Fail(ErrorKind::kNoMemory);
  return {};
}

// All contexts that share the keys share the guard. Keys of the program's own may be older than it.
ReplayGuard* TicketKeyRing::replay_guard() {
  const SpinLock::Guard guard(lock_);
  if (!replay_guard_) {
    using Start = MemoryReplayGuard::Start;
    replay_guard_ = MakeOwned<MemoryReplayGuard>(kReplayGuardSize,
                                                 rotates() ? Start::kAtOnce : Start::kAfterWindow);
  }
  return replay_guard_.get();
}

}  // namespace internal

void BuilderBase::SetEarlyData(std::size_t bytes) {
  if (settings_ == nullptr || !settings_->usable()) return;
  if (bytes > kMaxEarlyData) {
    settings_->Fail({ErrorKind::kConfig, Detail::kOutOfRange},
                    {"MaxEarlyData must be at most 65536 bytes"});
    return;
  }
  settings_->max_early_data = static_cast<std::uint32_t>(bytes);
}

ServerContextBuilder& ServerContextBuilder::EarlyDataGuard(ReplayGuard* guard) {
  if (settings_ != nullptr && settings_->usable()) settings_->replay_guard = guard;
  return *this;
}

ServerContextBuilder& ServerContextBuilder::HalfRttData(bool allow) {
  if (settings_ != nullptr && settings_->usable()) settings_->half_rtt_data = allow;
  return *this;
}

ReplayGuard* TicketKeys::replay_guard() const { return empty() ? nullptr : ring_->replay_guard(); }

}  // namespace omnitls
