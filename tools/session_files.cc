#include "tools/session_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>

#include "tools/common.h"

namespace omnitls::tools {
namespace {

constexpr std::size_t kMaxFileSize = 4 << 20;
constexpr std::size_t kMaxEntries = 256;
constexpr std::string_view kHeader = "omnitls session cache 1\n";

[[noreturn]] void Throw(std::string_view flag, const std::string& path, const std::string& what) {
  throw Failure{kUsage, std::string(flag) + ": " + path + ": " + what};
}

[[noreturn]] void ThrowErrno(std::string_view flag, const std::string& path) {
  Throw(flag, path, std::string(std::strerror(errno)) + "; check the path and its permissions");
}

void Add(SecretBytes& bytes, ByteView more) {
  if (!bytes.Append(more)) throw std::bad_alloc();
}

// A number of four bytes, and that many bytes.
void AddField(SecretBytes& bytes, ByteView field) {
  std::array<std::uint8_t, 4> size;
  for (std::size_t i = 0; i < 4; ++i) {
    size[i] = static_cast<std::uint8_t>(field.size() >> (8 * (3 - i)));
  }
  Add(bytes, size);
  Add(bytes, field);
}

// Takes a field off the front; false when it is cut off.
bool TakeField(ByteView& rest, ByteView& field) {
  if (rest.size() < 4) return false;
  std::size_t size = 0;
  for (const std::uint8_t byte : rest.first(4)) size = size << 8 | byte;
  if (size > rest.size() - 4) return false;
  field = rest.subspan(4, size);
  rest = rest.subspan(4 + size);
  return true;
}

SecretBytes ReadFile(std::string_view flag, const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) ThrowErrno(flag, path);
  SecretBytes bytes;
  std::array<std::uint8_t, 4096> block;
  ssize_t count = 0;
  while (bytes.size() <= kMaxFileSize && (count = read(file, block.data(), block.size())) > 0) {
    Add(bytes, ByteView(block).first(static_cast<std::size_t>(count)));
  }
  Wipe(block.data(), block.size());
  const int error = errno;
  close(file);
  errno = error;
  if (count < 0) ThrowErrno(flag, path);
  if (bytes.size() > kMaxFileSize) Throw(flag, path, "is above 4 MiB; is it the right file?");
  return bytes;
}

void WriteAll(std::string_view flag, const std::string& path, ByteView bytes) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) ThrowErrno(flag, path);
  ssize_t count = 0;
  while (!bytes.empty() && (count = write(file, bytes.data(), bytes.size())) > 0) {
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  const int error = errno;
  close(file);
  errno = error;
  if (!bytes.empty()) ThrowErrno(flag, path);
}

// As one, but where it is no ordinary file (/dev/null, a pipe).
void WriteFile(std::string_view flag, const std::string& path, ByteView bytes) {
  std::error_code ignored;
  const auto status = std::filesystem::symlink_status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return WriteAll(flag, path, bytes);
  }
  const std::string part = path + "." + std::to_string(getpid()) + ".part";
  WriteAll(flag, part, bytes);
  if (std::rename(part.c_str(), path.c_str()) == 0) return;
  const int error = errno;
  unlink(part.c_str());
  errno = error;
  ThrowErrno(flag, path);
}

}  // namespace

Session ReadSession(std::string_view flag, const std::string& path) {
  const Result<Session> session = Session::Load(ReadFile(flag, path), DefaultBackend());
  if (session) return *session;
  throw Refusal(flag, session.error(), path + ": " + std::string(Summary(session.error())));
}

void WriteSession(std::string_view flag, const std::string& path, const Session& session) {
  SecretBytes bytes;
  if (const Result<void> saved = session.Save(bytes); !saved) {
    throw Refusal(flag, saved.error(), Summary(saved.error()));
  }
  WriteFile(flag, path, bytes);
}

void CheckWritable(std::string_view flag, const std::string& path) {
  if (std::filesystem::is_directory(path)) {
    errno = EISDIR;
    ThrowErrno(flag, path);
  }
  if (access(path.c_str(), W_OK) == 0) return;
  const std::filesystem::path directory = std::filesystem::path(path).parent_path();
  if (errno != ENOENT || access(directory.empty() ? "." : directory.c_str(), W_OK) != 0) {
    ThrowErrno(flag, path);
  }
}

SessionCacheFile::SessionCacheFile(std::string_view flag, std::string path)
    : flag_(flag), path_(std::move(path)) {
  CheckWritable(flag, path_);
  if (access(path_.c_str(), F_OK) != 0) return;
  Parse(ReadFile(flag, path_));
}

void SessionCacheFile::Parse(ByteView file) {
  bool good = AsText(file).substr(0, kHeader.size()) == kHeader;
  ByteView rest = good ? file.subspan(kHeader.size()) : ByteView();
  while (good && !rest.empty()) {
    ByteView key, session;
    good = entries_.size() < kMaxEntries && TakeField(rest, key) && TakeField(rest, session);
    if (!good) break;
    entries_.push_back({std::string(AsText(key)), {}});
    Add(entries_.back().session, session);
  }
  if (!good) Throw(flag_, path_, "is no session cache, or damaged; remove it, or name another");
}

void SessionCacheFile::Put(ByteView key, Session session) {
  SecretBytes saved;
  if (!session.Save(saved)) return;  // It is a cache.
  if (entries_.size() == kMaxEntries) entries_.erase(entries_.begin());
  entries_.push_back({std::string(AsText(key)), std::move(saved)});
}

Session SessionCacheFile::Take(ByteView key) {
  for (std::size_t i = entries_.size(); i-- > 0;) {
    if (entries_[i].key != AsText(key)) continue;
    const SecretBytes saved = std::move(entries_[i].session);
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
    // One that is too old, or of another version of the library, is not there.
    if (const Result<Session> session = Session::Load(saved, DefaultBackend())) return *session;
  }
  return {};
}

void SessionCacheFile::Write() const {
  SecretBytes bytes;
  Add(bytes, AsBytes(kHeader));
  for (const Entry& entry : entries_) {
    AddField(bytes, AsBytes(entry.key));
    AddField(bytes, entry.session);
  }
  WriteFile(flag_, path_, bytes);
}

}  // namespace omnitls::tools
