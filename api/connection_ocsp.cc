#include "omnitls/connection_core.h"

namespace omnitls {

void EngineHost::OcspResponse(ByteView response) { core_->TakeOcspResponse(response); }
void EngineHost::Timestamps(ByteView list) { core_->TakeTimestamps(list); }
void EngineHost::OcspResponseMayFollow() { core_->NoteOcspMayFollow(); }

namespace internal {
namespace {

constexpr std::uint16_t kStatusRequest = 5;  // RFC 6066, 1.1
constexpr std::uint8_t kOcsp = 1;            // RFC 6066, 8

}  // namespace

void ConnectionCore::TakeOcspResponse(ByteView response) {
  Keep(&Stapled::ocsp_response, response);
}
void ConnectionCore::TakeTimestamps(ByteView list) { Keep(&Stapled::timestamps, list); }

// The first one counts; that there is no memory for it is found out like any other lack of it.
void ConnectionCore::Keep(Bytes Stapled::*field, ByteView value) {
  if (value.empty() || peer_checked_) return;
  if (!stapled_) stapled_ = MakeOwned<Stapled>();
  if (!stapled_) {
    host_.out_of_memory_ = true;
    return;
  }
  Bytes& kept = (*stapled_).*field;
  if (kept.empty() && !kept.Assign(value)) host_.out_of_memory_ = true;
}

// In TLS 1.2 a client's next flight waits in the outbox, and has its last chance not to be sent.
// No keys are in use yet, so the alert is a plain one (RFC 5246, 7.2.2).
Result<void> ConnectionCore::JudgeStaple() {
  handshake_->awaits_staple = false;
  handshake_->staple_may_follow = false;
  peer_checked_ = true;
  peer_error_ = {ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError};
  Vec<ByteView> chain;
  std::size_t begin = 0;
  bool memory = !host_.out_of_memory_;
  for (const std::uint32_t end : chain_ends_) {
    memory = memory && chain.Push(chain_.view().subspan(begin, end - begin));
    begin = end;
  }
  if (memory && Conclude(chain.view(), JudgePeer(chain.view(), nullptr)) == Alert::kNone) return {};
  host_.outbox_.Reset();
  return Refuse(peer_error_);
}

void ConnectionCore::FindStaple(const ClientHello& hello) {
  if (!context_->staples()) return;
  const std::optional<ByteView> request = FindExtension(hello, kStatusRequest);
  if (request && !request->empty() && (*request)[0] == kOcsp) {
    handshake_->staple = context_->FindStaple();
  }
}

}  // namespace internal
}  // namespace omnitls
