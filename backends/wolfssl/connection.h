#ifndef OMNITLS_BACKENDS_WOLFSSL_CONNECTION_H_
#define OMNITLS_BACKENDS_WOLFSSL_CONNECTION_H_

#include <span>

#include "backends/wolfssl/context.h"
#include "backends/wolfssl/handles.h"
#include "omnitls/backend.h"
#include "omnitls/engine_host.h"

namespace omnitls::wolfssl {

// InstallCallbacks lets the connections of a context read, write and show the peer's certificates.
void InstallCallbacks(WOLFSSL_CTX* ctx);

// Connection is one connection: a WOLFSSL.
class Connection final : public EngineConnection {
 public:
  // Errors: as EngineContext::NewConnection.
  static Result<internal::Owned<EngineConnection>> Make(const Context& context, EngineHost& host,
                                                        const EngineConnectionConfig& config);

  Step Handshake() override;
  EngineIo Read(MutableBytes out) override;
  EngineIo Write(ByteView data) override;
  Step SendClose() override;
  Error failure() const override { return failure_; }
  EngineInfo info() const override;
  bool has_session() const override;
  Result<internal::Owned<EngineSession>> TakeSession() override;

  // OnPeerChain passes the verdict on the peer's chain to the library: whether to go on.
  bool OnPeerChain(std::span<const ByteView> chain);

 private:
  Connection(const Context& context, EngineHost& host) : context_(context), host_(host) {}

  Result<void> Start(const EngineConnectionConfig& config);
  Result<void> StartClient(const EngineConnectionConfig& config);
  Result<void> StartServer(const EngineConnectionConfig& config);
  Step FinishHandshake();
  Step Stop();
  Step FailWith(Alert alert);
  void MarkTicketOld();
  bool is_tls13() const;
  Group group(CipherSuite suite) const;

  const Context& context_;
  EngineHost& host_;
  ConnectionHandle ssl_;
  Error failure_;
  bool peer_shown_ = false;
  // A session is given out once. In TLS 1.3 another may come, and the one that was offered is none.
  bool session_taken_ = false;
  bool has_old_ticket_ = false;
  word32 old_age_add_ = 0;  // A random number of the old ticket: tells a new one.
};

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_CONNECTION_H_
