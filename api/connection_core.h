#ifndef OMNITLS_CONNECTION_CORE_H_
#define OMNITLS_CONNECTION_CORE_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/client_hello.h"
#include "omnitls/connection.h"
#include "omnitls/context.h"
#include "omnitls/context_core.h"
#include "omnitls/engine_host.h"
#include "omnitls/server_name.h"
#include "omnitls/session.h"
#include "omnitls/transport.h"

namespace omnitls::internal {

// HandshakeData is what a connection needs until its handshake is done, and not after.
struct HandshakeData : Allocated {
  std::optional<ServerName> name;  // Clients: what the certificate must carry.
  Session session;                 // Clients: offered for resumption.
  Bytes assembled;                 // Servers: a ClientHello that spans records.
};

// ConnectionCore holds the state of a connection and every rule about it: what may be called when,
// how waiting, closing and failing look, who the peer is. The library below it only moves bytes.
class ConnectionCore : public Allocated {
 public:
  static Result<Connection> Connect(const ContextCore& context, Transport& transport,
                                    const ConnectOptions& options);
  static Result<Connection> Accept(const ContextCore& context, Transport& transport);

  ~ConnectionCore();

  Result<Next> Handshake();
  Result<Progress> Read(MutableBytes out);
  Result<Progress> Write(ByteView data);
  Result<Next> Flush();
  Result<Next> SendClose();
  CloseState close_state() const;

  bool handshake_done() const { return handshake_done_; }
  const EngineInfo& info() const { return info_; }
  std::string_view alpn() const;
  std::string_view server_name() const { return server_name_.text(); }
  PeerChain peer_chain() const { return {chain_.view(), chain_ends_.view()}; }
  SessionReadiness session_readiness() const;
  Result<Session> TakeSession();
  std::string_view DescribeError(std::span<char> out) const;

  // For EngineHost.
  Alert VerifyPeer(std::span<const ByteView> chain, const x509::SignatureVerifier* signatures);
  Alert NoPeerCertificate(bool tls13);

 private:
  // Busy marks a call in progress, so that a transport that calls back is told off.
  class Busy {
   public:
    explicit Busy(ConnectionCore& core) : core_(core) { core_.busy_ = true; }
    ~Busy() { core_.busy_ = false; }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

   private:
    ConnectionCore& core_;
  };

  ConnectionCore(const ContextCore& context, Transport& transport);

  Result<void> StartClient(const ConnectOptions& options);
  Result<void> CheckSession(const Session& session) const;
  // Servers: reads the ClientHello and decides what is decided above the seam.
  Result<Next> ReadClientHello();
  Result<void> StartServer(const ClientHello& hello);
  Result<Next> FinishHandshake();
  Result<void> CheckAuthenticated();
  Result<void> RestorePeer();

  Result<Progress> ReadSlow(EngineIo io);
  Unexpected CannotRead() const;
  Unexpected CannotWrite() const;
  bool can_call() const { return handshake_done_ && !failed_ && !busy_; }

  // Puts this connection into its final state. EngineFailed translates; Refuse also sends a
  // plaintext alert, and is for use before the library has seen a byte.
  Unexpected FailWith(const Error& error);
  Unexpected EngineFailed();
  Unexpected Refuse(const Error& error);
  // After a call into the library: an error of the transport or of memory, if there is one.
  bool HostBroken() const { return host_.broken() || host_.read_end_ != IoStatus::kOk; }
  Unexpected WaitEnded();
  Next AfterWriting() { return host_.outbox_.empty() ? Next::kReady : Next::kWantWrite; }

  const ContextCore* context_;  // One reference.
  Owned<EngineConnection> engine_;
  EngineHost host_;
  Owned<HandshakeData> handshake_;
  EngineInfo info_;
  Bytes server_name_;
  std::string_view chosen_alpn_;  // Servers: into the context.
  Bytes chain_;                   // The peer's certificates, end to end.
  Vec<std::uint32_t> chain_ends_;
  std::int64_t verified_at_ = 0;  // Seconds since 1970 UTC.
  Error error_;
  Error peer_error_;  // The verdict on the peer, when it is bad.
  std::uint8_t bad_certificate_ = 0;
  bool peer_checked_ = false;  // VerifyPeer has a verdict.
  bool peer_good_ = false;
  bool offered_session_ = false;
  bool handshake_done_ = false;
  bool failed_ = false;
  bool busy_ = false;
  bool close_sent_ = false;
  bool close_received_ = false;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_CONNECTION_CORE_H_
