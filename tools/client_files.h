#ifndef OMNITLS_TOOLS_CLIENT_FILES_H_
#define OMNITLS_TOOLS_CLIENT_FILES_H_

#include <string>
#include <string_view>

#include "omnitls/bytes.h"

// Files that flags name. Everything here throws a Failure that names the flag and the file.
namespace omnitls::tools {

// Input is a file to send, open.
class Input {
 public:
  Input(std::string_view flag, const std::string& path);
  Input(Input&& other) noexcept;
  Input(const Input&) = delete;
  ~Input();

  // Standard input as it comes, and all of it as a file.
  static Input Typed();
  static Input AllTyped(std::string_view flag);

  // A descriptor.
  int file() const { return file_; }
  // All that is left of it.
  std::string Read() const;

 private:
  Input() = default;

  int file_ = -1;
};

// All of a file, up to 4 MiB.
SecretBytes ReadSecrets(std::string_view flag, const std::string& path);
// Writes a file for the own user only, in place of what is there; who reads it meanwhile gets the
// old one or the new one.
void WriteSecrets(std::string_view flag, const std::string& path, ByteView bytes);
// Finds out at the start what would otherwise be found out at the end.
void CheckWritable(std::string_view flag, const std::string& path);

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_CLIENT_FILES_H_
