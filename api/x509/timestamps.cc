#include "omnitls/x509/timestamps.h"

#include <cstddef>

#include "omnitls/x509/certificate.h"

namespace omnitls::x509 {
namespace {

constexpr std::size_t kLogIdSize = 32;

bool Take(ByteView& bytes, std::size_t size, ByteView& front) {
  if (bytes.size() < size) return false;
  front = bytes.first(size);
  bytes = bytes.subspan(size);
  return true;
}

bool TakeNumber(ByteView& bytes, std::size_t size, std::uint64_t& number) {
  ByteView front;
  if (!Take(bytes, size, front)) return false;
  number = 0;
  for (const std::uint8_t byte : front) number = number << 8 | byte;
  return true;
}

// What stands behind its length in two bytes.
bool TakeVector(ByteView& bytes, ByteView& vector) {
  std::uint64_t length = 0;
  return TakeNumber(bytes, 2, length) && Take(bytes, static_cast<std::size_t>(length), vector);
}

// struct { version, id, timestamp, extensions<0..2^16-1>, digitally-signed }
bool Parse(ByteView rest, SignedCertificateTimestamp& timestamp) {
  timestamp = {};
  timestamp.whole = rest;
  std::uint64_t version = 0;
  std::uint64_t hash = 0;
  std::uint64_t signature = 0;
  if (!TakeNumber(rest, 1, version)) return false;
  timestamp.version = static_cast<std::uint8_t>(version);
  if (version != 0) return true;
  if (!Take(rest, kLogIdSize, timestamp.log_id) || !TakeNumber(rest, 8, timestamp.timestamp) ||
      !TakeVector(rest, timestamp.extensions) || !TakeNumber(rest, 1, hash) ||
      !TakeNumber(rest, 1, signature) || !TakeVector(rest, timestamp.signature)) {
    return false;
  }
  timestamp.hash_algorithm = static_cast<std::uint8_t>(hash);
  timestamp.signature_algorithm = static_cast<std::uint8_t>(signature);
  return rest.empty();
}

}  // namespace

TimestampReader::TimestampReader(ByteView list) {
  ok_ = TakeVector(list, rest_) && list.empty();
  if (!ok_) rest_ = {};
}

bool TimestampReader::Next(SignedCertificateTimestamp& timestamp) {
  if (!ok_ || rest_.empty()) return false;
  ByteView one;
  ok_ = TakeVector(rest_, one) && Parse(one, timestamp);
  return ok_;
}

bool IsTimestampList(ByteView list) {
  TimestampReader reader(list);
  SignedCertificateTimestamp timestamp;
  bool found = false;
  while (reader.Next(timestamp)) found = true;
  return found && reader.ok();
}

ByteView EmbeddedTimestamps(ByteView certificate) {
  Certificate parsed;
  return ParseCertificate(certificate, parsed) ? parsed.timestamps : ByteView();
}

}  // namespace omnitls::x509
