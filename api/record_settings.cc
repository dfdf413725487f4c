#include "omnitls/record_settings.h"

#include "omnitls/context.h"
#include "omnitls/context_core.h"

namespace omnitls {
namespace internal {

std::uint8_t RecordSettings::max_fragment_code() const {
  std::uint8_t code = 0;
  for (std::size_t size = max_fragment_length; size >= 512; size /= 2) ++code;
  return code;
}

Result<void> CheckRecords(ContextSettings& settings, Version min_version, Version max_version) {
  const RecordSettings& records = settings.records;
  const Backend& backend = *settings.backend;
  const bool tls12 = min_version == Version::kTls12;
  const bool tls13 = max_version == Version::kTls13;
  if (records.max_fragment_length != 0) {
    if (tls12 && !backend.Supports(Feature::kMaxFragmentLength)) {
      return settings.Unsupported("ask for a maximum fragment length");
    }
    if (tls13 && !backend.Supports(Feature::kTls13MaxFragmentLength)) {
      return settings.Unsupported(
          "ask for a maximum fragment length in TLS 1.3: allow TLS 1.2 only");
    }
  }
  if (records.record_size_limit != 0 && !backend.Supports(Feature::kRecordSizeLimit)) {
    return settings.Unsupported("announce a record size limit of the program's choice");
  }
  if (records.padding == 0) return {};
  if (!tls13) {
    return Fail(settings.Fail({ErrorKind::kConfig, Detail::kSetting},
                              {"padding needs TLS 1.3, which is not allowed here"}));
  }
  if (backend.Supports(Feature::kRecordPadding)) return {};
  return settings.Unsupported("pad records to a multiple of the program's choice");
}

}  // namespace internal

namespace {

using internal::RecordSettings;

void Set(internal::ContextSettings* settings, std::size_t RecordSettings::*size, std::size_t bytes,
         bool valid, std::string_view rule) {
  if (settings == nullptr || !settings->usable()) return;
  if (valid) {
    settings->records.*size = bytes;
  } else {
    settings->Fail({ErrorKind::kConfig, Detail::kSetting}, {rule});
  }
}

}  // namespace

void BuilderBase::SetMaxFragmentLength(std::size_t bytes) {
  const bool valid = bytes == 512 || bytes == 1024 || bytes == 2048 || bytes == 4096;
  Set(settings_, &RecordSettings::max_fragment_length, bytes, valid,
      "MaxFragmentLength must be 512, 1024, 2048 or 4096 bytes");
}

void BuilderBase::SetRecordSizeLimit(std::size_t bytes) {
  Set(settings_, &RecordSettings::record_size_limit, bytes, 64 <= bytes && bytes <= 16385,
      "RecordSizeLimit must be 64 to 16385 bytes");
}

void BuilderBase::SetMaxRecordSize(std::size_t bytes) {
  Set(settings_, &RecordSettings::max_record_size, bytes, 512 <= bytes && bytes <= 16384,
      "MaxRecordSize must be 512 to 16384 bytes");
}

void BuilderBase::SetPadding(std::size_t bytes) {
  Set(settings_, &RecordSettings::padding, bytes, 2 <= bytes && bytes <= 16384,
      "Padding must be 2 to 16384 bytes");
}

void BuilderBase::SetEarlyWrites(std::size_t bytes) {
  Set(settings_, &RecordSettings::early_writes, bytes, bytes <= 32768,
      "BufferEarlyWrites must be at most 32768 bytes");
}

}  // namespace omnitls
