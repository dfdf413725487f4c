#ifndef OMNITLS_SERVER_RESUMPTION_H_
#define OMNITLS_SERVER_RESUMPTION_H_

#include <cstdint>

#include "omnitls/backend.h"
#include "omnitls/client_hello.h"
#include "omnitls/context_core.h"
#include "omnitls/stored_session.h"
#include "omnitls/used_tickets.h"

namespace omnitls::internal {

// ServerResumption is what a server's connection does about resumption besides what its library
// does about tickets: sessions by their ID, kept in a ServerSessionStore, and tickets that serve
// once. Only connections whose context has one of these have one.
class ServerResumption : public Allocated {
 public:
  static bool IsNeeded(const ContextCore& context) {
    return context.server_sessions() != nullptr || context.used_tickets() != nullptr;
  }

  explicit ServerResumption(const ContextCore& context) : context_(&context) {}

  // Prepare completes a connection's configuration with what the client may resume. What `config`
  // then points to is this object's.
  void Prepare(const ClientHello& hello, Version version, EngineConnectionConfig& config);
  // Finish keeps what the handshake has made. False: there is nothing left to do for this object.
  bool Finish(EngineConnection& engine, const EngineInfo& info);
  // Fail is for a connection that has failed, by this alert if any: then its session is forgotten
  // (RFC 5246, 7.2.2).
  void Fail(Alert alert);

 private:
  static constexpr std::size_t kMaxId = 32;  // RFC 5246, 7.4.1.2

  void Store(EngineConnection& engine, const EngineInfo& info);
  ByteView id() const { return {id_, id_size_}; }
  void SetId(ByteView id);
  SessionOwner owner() const;
  // Looks up the session that the client asks for; empty: a full handshake it is.
  Owned<EngineSession> TakeUp(const ClientHello& hello);

  const ContextCore* const context_;  // The connection's, which holds a reference.
  Owned<EngineSession> session_;
  TicketClaim claim_;
  std::uint64_t name_ = 0;  // EngineConnectionConfig::session_name.
  std::uint8_t id_[kMaxId] = {};
  std::uint8_t id_size_ = 0;  // 0: no session of this connection is in the store.
};

// FingerprintOf gives the name that a client calls a server by, letters in any case.
std::uint64_t FingerprintOf(std::string_view server_name);

}  // namespace omnitls::internal

#endif  // OMNITLS_SERVER_RESUMPTION_H_
