#include "tools/session_files.h"

#include <filesystem>
#include <utility>

#include "tools/client_files.h"
#include "tools/common.h"

namespace omnitls::tools {

Session ReadSession(std::string_view flag, const std::string& path) {
  const Result<Session> session = Session::Load(ReadSecrets(flag, path), DefaultBackend());
  if (session) return *session;
  throw Refusal(flag, session.error(), path + ": " + std::string(Summary(session.error())));
}

void WriteSession(std::string_view flag, const std::string& path, const Session& session) {
  SecretBytes bytes;
  if (const Result<void> saved = session.Save(bytes); !saved) {
    throw Refusal(flag, saved.error(), Summary(saved.error()));
  }
  WriteSecrets(flag, path, bytes);
}

SessionCacheFile::SessionCacheFile(std::string_view flag, std::string path)
    : flag_(flag), path_(std::move(path)) {
  CheckWritable(flag, path_);
  if (!std::filesystem::exists(path_)) return;
  if (ParseSessionCache(ReadSecrets(flag, path_), sessions_)) return;
  throw Failure{kUsage, flag_ + ": " + path_ +
                            ": is no session cache, or damaged; remove it, or name another"};
}

void SessionCacheFile::Put(ByteView key, Session session) {
  SecretBytes saved;
  if (!session.Save(saved)) return;  // It is a cache.
  if (sessions_.size() == kMaxCachedSessions) sessions_.erase(sessions_.begin());
  sessions_.push_back({std::string(AsText(key)), std::move(saved)});
}

Session SessionCacheFile::Take(ByteView key) {
  for (std::size_t i = sessions_.size(); i-- > 0;) {
    if (sessions_[i].key != AsText(key)) continue;
    const SecretBytes saved = std::move(sessions_[i].session);
    sessions_.erase(sessions_.begin() + static_cast<std::ptrdiff_t>(i));
    // One that is too old, or of another version of the library, is as none.
    if (const Result<Session> session = Session::Load(saved, DefaultBackend())) return *session;
  }
  return {};
}

void SessionCacheFile::Write() const { WriteSecrets(flag_, path_, FormatSessionCache(sessions_)); }

}  // namespace omnitls::tools
