#include "omnitls/hello_reader.h"

#include <algorithm>
#include <utility>

namespace omnitls::internal {

Result<Next> ReadMore(Transport& transport, Vec<std::uint8_t>& inbox) {
  std::uint8_t chunk[2048];
  const IoResult got = transport.Read(chunk);
  if (got.status == IoStatus::kEof) return Fail(ErrorKind::kTruncated);
  if (got.status == IoStatus::kError) {
    return Fail(ErrorKind::kTransport, Detail::kNone, Alert::kNone, got.error);
  }
  if (got.status == IoStatus::kWouldBlock || got.bytes == 0) return Next::kWantRead;
  if (!inbox.Append({chunk, std::min(got.bytes, sizeof chunk)})) {
    return Fail(ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError);
  }
  return Next::kReady;
}

Result<Next> HelloReader::Read(Transport& transport) {
  while (!complete_) {
    const Result<Next> parsed = Parse();
    if (!parsed || *parsed == Next::kReady) return parsed;
    const Result<Next> more = ReadMore(transport, inbox_);
    if (!more || *more != Next::kReady) return more;
  }
  return Next::kReady;
}

Result<Next> HelloReader::Parse() {
  const HelloResult parsed = ParseClientHello(inbox_.view(), assembled_, hello_);
  if (parsed.status == HelloStatus::kRefused) return Fail(parsed.error);
  if (parsed.status == HelloStatus::kComplete) {
    complete_ = true;
    consumed_ = parsed.consumed;
    return Next::kReady;
  }
  if (inbox_.size() < kMaxClientHello) return Next::kWantRead;
  return Fail(ErrorKind::kProtocol, Detail::kDecodeError, Alert::kDecodeError);
}

// A ClientHello that came in several records is handed on in one: not every library puts it
// together. What is signed and hashed later is the message, not its records (RFC 8446, 4.4.1).
bool HelloReader::TakeWire(Vec<std::uint8_t>& wire) {
  if (assembled_.empty()) {
    wire = std::move(inbox_);
    return true;
  }
  Vec<std::uint8_t> whole;
  if (!AppendAsRecords(assembled_, whole) || !whole.Append(inbox_.view().subspan(consumed_))) {
    return false;
  }
  wire = std::move(whole);
  return true;
}

}  // namespace omnitls::internal
