#ifndef OMNITLS_RECORD_SETTINGS_H_
#define OMNITLS_RECORD_SETTINGS_H_

#include <cstddef>
#include <cstdint>

#include "omnitls/algorithms.h"
#include "omnitls/error.h"

namespace omnitls::internal {

struct ContextSettings;

// RecordSettings is what a builder collects about records. All sizes are in bytes.
struct RecordSettings {
  std::size_t max_fragment_length = 0;  // 0: none.
  std::size_t record_size_limit = 0;    // 0: none.
  std::size_t max_record_size = 16384;
  std::size_t padding = 0;  // 0: none.
  std::size_t early_writes = 0;

  // The code of max_fragment_length (RFC 6066, 4); 0: none.
  std::uint8_t max_fragment_code() const;
};

// CheckRecords refuses what the backend cannot do at the versions that are left.
Result<void> CheckRecords(ContextSettings& settings, Version min_version, Version max_version);

}  // namespace omnitls::internal

#endif  // OMNITLS_RECORD_SETTINGS_H_
