#include "omnitls/engine_host.h"

#include <algorithm>
#include <cstring>

namespace omnitls {

IoResult EngineHost::ReadKept(MutableBytes out) {
  if (inbox_.empty()) return IoResult::WouldBlock();
  const std::size_t take = std::min(out.size(), inbox_.size() - inbox_position_);
  std::memcpy(out.data(), inbox_.data() + inbox_position_, take);
  inbox_position_ += take;
  if (inbox_position_ == inbox_.size()) {
    inbox_.Reset();
    inbox_position_ = 0;
    UpdateReading();
  }
  return IoResult::Ok(take);
}

void EngineHost::NoteReadEnd(IoResult result) {
  if (result.status == IoStatus::kWouldBlock) return;
  read_end_ = result.status;
  transport_error_ = result.error;
  UpdateReading();
}

void EngineHost::Keep(ByteView data) {
  if (!muted_ && !broken() && !outbox_.Append(data)) out_of_memory_ = true;
  UpdateReading();
}

void EngineHost::NoteShortWrite(IoResult result, ByteView data) {
  if (result.status == IoStatus::kOk || result.status == IoStatus::kWouldBlock) {
    const std::size_t taken = std::min(result.bytes, data.size());
    if (!outbox_.Append(data.subspan(taken))) out_of_memory_ = true;
  } else {
    write_failed_ = true;
    transport_error_ = result.error;
  }
  UpdateKeeping();
}

void EngineHost::UpdateKeeping() {
  if (!corked_ && !muted_ && !broken() && outbox_.empty()) {
    state_ = static_cast<std::uint16_t>(state_ & ~kKeeping);
    sink_ = transport_;
  } else {
    state_ |= kKeeping;
    sink_ = kept_;
    call_size_ = kNoSize;
  }
}

void EngineHost::UpdateReading() {
  const bool has_kept = !inbox_.empty() || read_end_ != IoStatus::kOk || IsFull();
  source_ = has_kept ? kept_ : transport_;
}

bool EngineHost::Flush() {
  while (outbox_position_ < outbox_.size() && !write_failed_) {
    const ByteView rest = outbox_.view().subspan(outbox_position_);
    const IoResult put = transport_->Write(rest);
    // A transport that says kOk without taking a byte is told apart from one that makes progress.
    if (put.status == IoStatus::kWouldBlock || (put.status == IoStatus::kOk && put.bytes == 0)) {
      return false;
    }
    if (put.status == IoStatus::kOk) {
      outbox_position_ += std::min(put.bytes, rest.size());
      continue;
    }
    write_failed_ = true;
    transport_error_ = put.error;
  }
  outbox_.Reset();
  outbox_position_ = 0;
  UpdateKeeping();
  UpdateReading();
  return true;
}

std::size_t EngineHost::FindPlaintextAlert() const {
  constexpr std::size_t kHeader = 5;
  constexpr std::uint8_t kAlertRecord = 21;
  constexpr std::uint8_t kFatal = 2;
  const ByteView bytes = outbox_.view();
  for (std::size_t at = 0; at + kHeader + 2 <= bytes.size();) {
    const std::size_t size = kHeader + (std::size_t{bytes[at + 3]} << 8 | bytes[at + 4]);
    if (size >= bytes.size() - at) {
      const bool found = size == kHeader + 2 && size == bytes.size() - at &&
                         bytes[at] == kAlertRecord && bytes[at + kHeader] == kFatal;
      return found ? at : kNoSize;
    }
    at += size;
  }
  return kNoSize;
}

bool EngineHost::SetPlaintextAlert(Alert alert) {
  if (!corked_ || outbox_position_ != 0 || FindPlaintextAlert() == kNoSize) return false;
  outbox_.data()[outbox_.size() - 1] = static_cast<std::uint8_t>(alert);
  return true;
}

void EngineHost::LeaveOnlyAlert() {
  const std::size_t at = FindPlaintextAlert();
  if (!corked_ || outbox_position_ != 0 || at == 0 || at == kNoSize) return;
  const std::size_t size = outbox_.size() - at;
  std::memmove(outbox_.data(), outbox_.data() + at, size);
  outbox_.Truncate(size);
}

bool EngineHost::Uncork() {
  corked_ = false;
  const bool flushed = Flush();
  UpdateKeeping();
  UpdateReading();
  return flushed;
}

}  // namespace omnitls
