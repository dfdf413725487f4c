#include "omnitls/transports/buffered.h"

#include <algorithm>
#include <cstring>

namespace omnitls {

BufferedTransport::~BufferedTransport() {
  internal::Release(in_.data);
  internal::Release(out_.data);
}

IoResult BufferedTransport::Read(MutableBytes out) {
  if (!has_input()) {
    // Longer than the buffer: there is nothing to gain.
    if (out.size() >= size_) return below_.Read(out);
    if (!Prepare(in_)) return IoResult::Failed(0);
    const IoResult got = below_.Read({in_.data, size_});
    if (got.status != IoStatus::kOk) return got;
    in_.begin = 0;
    in_.end = std::min(got.bytes, size_);
  }
  const std::size_t take = std::min(out.size(), in_.end - in_.begin);
  std::memcpy(out.data(), in_.data + in_.begin, take);
  in_.begin += take;
  return IoResult::Ok(take);
}

IoResult BufferedTransport::Write(ByteView data) {
  if (failure_.status != IoStatus::kOk) return failure_;
  if (!Prepare(out_)) return IoResult::Failed(0);
  if (data.size() > size_ - out_.end) {
    const IoResult flushed = Flush();
    if (flushed.status == IoStatus::kError) return flushed;
    // What the transport below did not take stands in the middle of the buffer.
    if (out_.begin > 0) {
      std::memmove(out_.data, out_.data + out_.begin, out_.end - out_.begin);
      out_.end -= out_.begin;
      out_.begin = 0;
    }
  }
  const std::size_t take = std::min(data.size(), size_ - out_.end);
  if (take == 0) return IoResult::WouldBlock();
  std::memcpy(out_.data + out_.end, data.data(), take);
  out_.end += take;
  return IoResult::Ok(take);
}

IoResult BufferedTransport::Flush() {
  if (failure_.status != IoStatus::kOk) return failure_;
  while (has_output()) {
    const ByteView rest(out_.data + out_.begin, out_.end - out_.begin);
    const IoResult put = below_.Write(rest);
    if (put.status == IoStatus::kOk && put.bytes > 0) {
      out_.begin += std::min(put.bytes, rest.size());
      continue;
    }
    if (put.status == IoStatus::kOk || put.status == IoStatus::kWouldBlock) {
      return IoResult::WouldBlock();
    }
    return failure_ = put;
  }
  out_.begin = out_.end = 0;
  return IoResult::Ok(0);
}

void BufferedTransport::ReleaseBuffers() {
  if (!has_input()) Release(in_);
  if (!has_output()) Release(out_);
}

bool BufferedTransport::Prepare(Buffer& buffer) {
  if (buffer.data == nullptr) {
    buffer.data = static_cast<std::uint8_t*>(internal::Allocate(size_));
  }
  return buffer.data != nullptr;
}

void BufferedTransport::Release(Buffer& buffer) {
  internal::Release(buffer.data);
  buffer = {};
}

}  // namespace omnitls
