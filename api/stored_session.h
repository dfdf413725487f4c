#ifndef OMNITLS_STORED_SESSION_H_
#define OMNITLS_STORED_SESSION_H_

#include <cstdint>

#include "omnitls/algorithms.h"
#include "omnitls/backend.h"
#include "omnitls/bytes.h"

// The form in which a server's session goes into a ServerSessionStore: what the library saved, and
// what it is bound to.
namespace omnitls::internal {

// SessionOwner is whose session it is: nobody else resumes it.
struct SessionOwner {
  const Backend* backend = nullptr;
  std::uint64_t policy = 0;  // ContextCore::policy().
  std::uint64_t name = 0;    // EngineConnectionConfig::session_name.
};

// StoredSession is one that fits its owner and has not expired. Views point into the stored bytes.
struct StoredSession {
  CipherSuite cipher_suite = CipherSuite::kNone;
  bool extended_master_secret = false;  // RFC 7627
  ByteView engine_session;              // Of the library: not looked into.
};

// WriteStoredSession puts a session into bytes. `now` is in seconds since 1970 UTC. False: no
// memory.
[[nodiscard]] bool WriteStoredSession(const SessionOwner& owner, ByteView id, std::int64_t now,
                                      const StoredSession& session, SecretBytes& out);

// ReadStoredSession reads any bytes at all. False: they are not what was written for this owner and
// ID, or that was `lifetime` seconds ago or more.
[[nodiscard]] bool ReadStoredSession(ByteView stored, const SessionOwner& owner, ByteView id,
                                     std::int64_t now, std::uint32_t lifetime, StoredSession& out);

}  // namespace omnitls::internal

#endif  // OMNITLS_STORED_SESSION_H_
