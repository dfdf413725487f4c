#ifndef OMNITLS_SESSION_H_
#define OMNITLS_SESSION_H_

#include <string_view>
#include <utility>

namespace omnitls {

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

  bool empty() const { return core_ == nullptr; }
  // The backend it belongs to ("openssl", ...) and the server's name; "" for an empty session.
  // Valid as long as the session.
  std::string_view backend_name() const;
  std::string_view server_name() const;

 private:
  friend class internal::SessionCore;
  explicit Session(internal::SessionCore* core) : core_(core) {}

  internal::SessionCore* core_ = nullptr;
};

}  // namespace omnitls

#endif  // OMNITLS_SESSION_H_
