#ifndef OMNITLS_SESSION_H_
#define OMNITLS_SESSION_H_

#include <cstdint>
#include <string_view>
#include <utility>

#include "omnitls/bytes.h"
#include "omnitls/error.h"

namespace omnitls {

class Backend;

namespace internal {
class SessionCore;
}

// SessionReadiness says whether a client connection has a session to take (RFC 8446, 4.6.1).
enum class SessionReadiness {
  kNever,  // The server gives none, or the context's session cache mode is kOff.
  kLater,  // TLS 1.3: tickets come after the handshake. Call Read, then look again.
  kReady,  // TakeSession returns one.
};

// Session is a resumable session: immutable, reference-counted (copying is cheap), safe to share
// between threads. It holds secrets; releasing the last copy wipes them. It remembers its backend,
// the server name and the verification policy it was made under, and is refused under any other.
class Session {
 public:
  Session() = default;  // Empty.
  Session(const Session& other);
  Session(Session&& other) noexcept : core_(std::exchange(other.core_, nullptr)) {}
  Session& operator=(Session other) noexcept {
    std::swap(core_, other.core_);
    return *this;
  }
  ~Session();

  // Save writes the session, with its secrets, into `out`, in place of what is there: for Load, in
  // this or another process, with the same version of this and the backend's library. Keep it as
  // safe as a password: whoever has it can pose as this client, and perhaps read its connections.
  // Errors: kUsage/kEmptyHandle, kNoMemory.
  Result<void> Save(SecretBytes& out) const;
  // Load reads what Save wrote. `backend`: the one it will be used with. Bytes from elsewhere are
  // refused, not trusted: but a checksum is all that protects them, so somebody who can write them
  // can make up a session. Errors: kConfig with kMalformedSession (truncated, altered, or something
  // else), kWrongBackend (of another backend or library version), kExpired (older than a week, RFC
  // 8446, 4.6.1, or from the future); kNoMemory.
  static Result<Session> Load(ByteView saved, const Backend& backend);

  bool empty() const { return core_ == nullptr; }
  // The backend it belongs to ("openssl", ...) and the server's name; "" for an empty session.
  // Valid as long as the session.
  std::string_view backend_name() const;
  std::string_view server_name() const;
  // How many bytes of early data the server takes with it (RFC 8446, 4.2.10); 0: none, and always
  // in TLS 1.2.
  std::uint32_t max_early_data() const;

 private:
  friend class internal::SessionCore;
  explicit Session(internal::SessionCore* core) : core_(core) {}

  internal::SessionCore* core_ = nullptr;
};

}  // namespace omnitls

#endif  // OMNITLS_SESSION_H_
