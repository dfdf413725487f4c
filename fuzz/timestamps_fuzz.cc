#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/x509/timestamps.h"

// Any bytes as a SignedCertificateTimestampList. What is read lies within what was given.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnitls;  // NOLINT
  x509::TimestampReader reader({data, size});
  x509::SignedCertificateTimestamp timestamp;
  std::size_t total = 0;
  std::size_t count = 0;
  for (; reader.Next(timestamp); ++count) {
    total += timestamp.whole.size();
    const std::size_t parts =
        timestamp.log_id.size() + timestamp.extensions.size() + timestamp.signature.size();
    if (parts > timestamp.whole.size()) std::abort();
  }
  if (total > size || x509::IsTimestampList({data, size}) != (reader.ok() && count > 0)) {
    std::abort();
  }
  return 0;
}
