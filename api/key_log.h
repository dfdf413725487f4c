#ifndef OMNITLS_KEY_LOG_H_
#define OMNITLS_KEY_LOG_H_

#include <string_view>

#include "omnitls/error.h"

namespace omnitls {

// KeyLogCallback gets one line of a key log (RFC 9850; the format of SSLKEYLOGFILE), without its
// newline: with it anybody can read the connection. It is called inside Handshake, on its thread;
// so, for one context, by several threads at a time. The view is valid during the call only, and
// wiped afterwards. It must not call the connection.
using KeyLogCallback = void (*)(void* user, std::string_view line);

// KeyLogFile appends key logs to a file, which capture tools such as Wireshark read. WHO HAS THE
// FILE READS THE CONNECTIONS: for debugging, never for production. Linked with //api:files.
//
//   auto log = KeyLogFile::FromEnvironment();  // Must outlive the context and its connections.
//   if (!log->empty()) builder.KeyLog(KeyLogFile::Append, &*log);
//
// Move-only; Append may be called by several threads, and several processes may share the file.
class KeyLogFile {
 public:
  KeyLogFile() = default;  // Empty.
  KeyLogFile(KeyLogFile&& other) noexcept;
  KeyLogFile& operator=(KeyLogFile&& other) noexcept;
  ~KeyLogFile();

  // Open appends to the file at `path`, which it makes, for the own user only, if there is none.
  // Errors: kConfig/kFileUnreadable with errno.
  static Result<KeyLogFile> Open(const char* path);
  // FromEnvironment opens the file that the variable SSLKEYLOGFILE names; empty if it is not set.
  // Nothing else in this library looks at it. Errors: as Open.
  static Result<KeyLogFile> FromEnvironment();

  bool empty() const { return file_ < 0; }

  // Append is a KeyLogCallback whose `user` is a KeyLogFile. Lines that cannot be written are lost.
  static void Append(void* key_log_file, std::string_view line);

 private:
  explicit KeyLogFile(int file) : file_(file) {}

  int file_ = -1;  // A file descriptor.
};

}  // namespace omnitls

#endif  // OMNITLS_KEY_LOG_H_
