#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "tools/session_cache_format.h"

// Any bytes as the file of tlsclient's --cache. What can be read is written again as it was.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnitls;
  std::vector<tools::CachedSession> sessions;
  const bool good = tools::ParseSessionCache({data, size}, sessions);
  if (sessions.size() > tools::kMaxCachedSessions) std::abort();
  if (good && !Equal(tools::FormatSessionCache(sessions), {data, size})) std::abort();
  return 0;
}
