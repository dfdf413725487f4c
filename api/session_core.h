#ifndef OMNITLS_SESSION_CORE_H_
#define OMNITLS_SESSION_CORE_H_

#include <atomic>
#include <cstdint>

#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/session.h"

namespace omnitls::internal {

// SessionCore is what a Session counts references to: the library's session, and what it may be
// used for.
class SessionCore : public Allocated {
 public:
  static SessionCore* Get(const Session& session) { return session.core_; }
  static Session Make(SessionCore* core) { return Session(core); }

  void AddReference() { references_.fetch_add(1, std::memory_order_relaxed); }
  void RemoveReference() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  const Backend* backend = nullptr;
  std::uint64_t policy = 0;     // ContextCore::policy() of the context it was made with.
  std::int64_t created_at = 0;  // Seconds since 1970 UTC.
  CipherSuite cipher_suite = CipherSuite::kNone;
  Bytes server_name;
  Bytes alpn;  // What was agreed on: early data is for the same protocol (RFC 8446, 4.2.10).
  Owned<EngineSession> engine_session;
  Bytes chain;  // The peer's certificates, to show on resumed connections.
  Vec<std::uint32_t> chain_ends;

 private:
  std::atomic<std::uint32_t> references_{1};
};

}  // namespace omnitls::internal

#endif  // OMNITLS_SESSION_CORE_H_
