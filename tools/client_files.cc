#include "tools/client_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <new>
#include <utility>

#include "tools/common.h"

namespace omnitls::tools {
namespace {

constexpr std::size_t kMaxSize = 4 << 20;

[[noreturn]] void ThrowErrno(std::string_view flag, const std::string& path, int error = errno) {
  throw Failure{kUsage, std::string(flag) + ": " + path + ": " + std::strerror(error) +
                            "; check the path and its permissions"};
}

void Write(std::string_view flag, const std::string& path, ByteView bytes) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) ThrowErrno(flag, path);
  ssize_t count = 0;
  while (!bytes.empty() && (count = write(file, bytes.data(), bytes.size())) > 0) {
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  const int error = errno;
  close(file);
  if (!bytes.empty()) ThrowErrno(flag, path, error);
}

}  // namespace

Input::Input(std::string_view flag, const std::string& path)
    : file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  char none;
  if (file_ >= 0 && read(file_, &none, 0) == 0) return;  // That fails for directories.
  const int error = errno;
  if (file_ >= 0) close(file_);
  ThrowErrno(flag, path, error);
}

Input::Input(Input&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

Input::~Input() {
  if (file_ > STDIN_FILENO) close(file_);
}

Input Input::Typed() {
  Input input;
  input.file_ = STDIN_FILENO;
  return input;
}

Input Input::AllTyped(std::string_view flag) {
  const std::string typed = Typed().Read();
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> copy(std::tmpfile(), std::fclose);
  if (copy == nullptr || std::fwrite(typed.data(), 1, typed.size(), copy.get()) != typed.size() ||
      std::fflush(copy.get()) != 0) {
    ThrowErrno(flag, "a temporary file");
  }
  std::rewind(copy.get());
  Input input;
  input.file_ = dup(fileno(copy.get()));
  if (input.file_ < 0) ThrowErrno(flag, "a temporary file");
  return input;
}

std::string Input::Read() const {
  std::string all;
  std::array<char, 4096> block;
  ssize_t count = 0;
  while ((count = read(file_, block.data(), block.size())) > 0) {
    all.append(block.data(), static_cast<std::size_t>(count));
  }
  return all;
}

SecretBytes ReadSecrets(std::string_view flag, const std::string& path) {
  const Input input(flag, path);
  SecretBytes bytes;
  std::array<std::uint8_t, 4096> block;
  ssize_t count = 0;
  while (bytes.size() <= kMaxSize && (count = read(input.file(), block.data(), block.size())) > 0) {
    if (!bytes.Append(ByteView(block).first(static_cast<std::size_t>(count)))) {
      throw std::bad_alloc();
    }
  }
  Wipe(block.data(), block.size());
  if (count < 0) ThrowErrno(flag, path);
  if (bytes.size() > kMaxSize) ThrowErrno(flag, path, EFBIG);
  return bytes;
}

void WriteSecrets(std::string_view flag, const std::string& path, ByteView bytes) {
  std::error_code ignored;
  const auto status = std::filesystem::symlink_status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return Write(flag, path, bytes);  // /dev/null, or a pipe.
  }
  const std::string part = path + "." + std::to_string(getpid()) + ".part";
  Write(flag, part, bytes);
  if (std::rename(part.c_str(), path.c_str()) == 0) return;
  const int error = errno;
  unlink(part.c_str());
  ThrowErrno(flag, path, error);
}

void CheckWritable(std::string_view flag, const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) ThrowErrno(flag, path, EISDIR);
  if (access(path.c_str(), W_OK) == 0) return;
  if (errno != ENOENT) ThrowErrno(flag, path);
  const std::filesystem::path directory = std::filesystem::path(path).parent_path();
  if (access(directory.empty() ? "." : directory.c_str(), W_OK) != 0) ThrowErrno(flag, path);
}

}  // namespace omnitls::tools
