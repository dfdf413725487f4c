#ifndef OMNITLS_TOOLS_SESSION_FILES_H_
#define OMNITLS_TOOLS_SESSION_FILES_H_

#include <string>
#include <vector>

#include "omnitls/session.h"
#include "omnitls/session_store.h"

// Sessions in files. Whoever can read them can pose as this client: they are for the own user only.
// All functions throw a Failure that names the flag and the file.
namespace omnitls::tools {

// One session: --session-in and --session-out.
Session ReadSession(std::string_view flag, const std::string& path);
void WriteSession(std::string_view flag, const std::string& path, const Session& session);
// Finds out before the connection what would otherwise be found out after it.
void CheckWritable(std::string_view flag, const std::string& path);

// SessionCacheFile is a SessionStore that outlives the program. It holds the newest 256 sessions,
// of any servers and backends.
class SessionCacheFile final : public SessionStore {
 public:
  // Reads the file, if there is one.
  SessionCacheFile(std::string_view flag, std::string path);

  void Put(ByteView key, Session session) override;
  Session Take(ByteView key) override;
  // Writes the file anew, as one: who reads it meanwhile gets the old one or the new one.
  void Write() const;

 private:
  struct Entry {
    std::string key;
    SecretBytes session;  // As Session::Save makes it; read when it is wanted.
  };

  void Parse(ByteView file);

  std::string flag_;
  std::string path_;
  std::vector<Entry> entries_;  // The oldest first.
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_SESSION_FILES_H_
