#ifndef OMNITLS_TOOLS_SESSION_CACHE_FORMAT_H_
#define OMNITLS_TOOLS_SESSION_CACHE_FORMAT_H_

#include <string>
#include <vector>

#include "omnitls/bytes.h"

// The file of tlsclient's --cache: a line that says what it is, then for each session its key and
// its bytes, each behind its size in four bytes.
namespace omnitls::tools {

struct CachedSession {
  std::string key;
  SecretBytes session;  // As Session::Save makes it.
};

inline constexpr std::size_t kMaxCachedSessions = 256;

// False: it is no such file, or was damaged; `sessions` is then not to be used.
[[nodiscard]] bool ParseSessionCache(ByteView file, std::vector<CachedSession>& sessions);
SecretBytes FormatSessionCache(const std::vector<CachedSession>& sessions);

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_SESSION_CACHE_FORMAT_H_
