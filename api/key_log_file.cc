// A target's part of its own (//api:files), so that devices need no file system.

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "omnitls/key_log.h"

namespace omnitls {

KeyLogFile::KeyLogFile(KeyLogFile&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

KeyLogFile& KeyLogFile::operator=(KeyLogFile&& other) noexcept {
  if (this != &other) {
    if (file_ >= 0) close(file_);
    file_ = std::exchange(other.file_, -1);
  }
  return *this;
}

KeyLogFile::~KeyLogFile() {
  if (file_ >= 0) close(file_);
}

Result<KeyLogFile> KeyLogFile::Open(const char* path) {
  const int file =
      path == nullptr ? -1 : open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) return KeyLogFile(file);
  return Fail(ErrorKind::kConfig, Detail::kFileUnreadable, Alert::kNone,
              path == nullptr ? EINVAL : errno);
}

Result<KeyLogFile> KeyLogFile::FromEnvironment() {
  const char* const path = std::getenv("SSLKEYLOGFILE");
  if (path == nullptr || *path == '\0') return KeyLogFile();
  return Open(path);
}

// One system call for a line, so that those of several threads and processes do not mix.
void KeyLogFile::Append(void* key_log_file, std::string_view line) {
  const KeyLogFile& log = *static_cast<KeyLogFile*>(key_log_file);
  char end = '\n';
  const iovec parts[] = {{const_cast<char*>(line.data()), line.size()}, {&end, 1}};
  while (writev(log.file_, parts, 2) < 0 && errno == EINTR) {
  }
}

}  // namespace omnitls
