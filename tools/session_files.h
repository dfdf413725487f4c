#ifndef OMNITLS_TOOLS_SESSION_FILES_H_
#define OMNITLS_TOOLS_SESSION_FILES_H_

#include <string>
#include <string_view>
#include <vector>

#include "omnitls/session.h"
#include "omnitls/session_store.h"
#include "tools/session_cache_format.h"

// Sessions in files. Whoever can read them can pose as this client: they are for the own user only.
// All functions throw a Failure that names the flag and the file.
namespace omnitls::tools {

// One session: --session-in and --session-out.
Session ReadSession(std::string_view flag, const std::string& path);
void WriteSession(std::string_view flag, const std::string& path, const Session& session);

// SessionCacheFile is a SessionStore that outlives the program. It holds the newest sessions, of
// any servers and backends. For one thread.
class SessionCacheFile final : public SessionStore {
 public:
  // Reads the file, if there is one.
  SessionCacheFile(std::string_view flag, std::string path);

  void Put(ByteView key, Session session) override;
  Session Take(ByteView key) override;
  void Write() const;

 private:
  std::string flag_;
  std::string path_;
  std::vector<CachedSession> sessions_;  // The oldest first.
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_SESSION_FILES_H_
