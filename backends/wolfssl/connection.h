#ifndef OMNITLS_BACKENDS_WOLFSSL_CONNECTION_H_
#define OMNITLS_BACKENDS_WOLFSSL_CONNECTION_H_

#include <span>

#include "backends/wolfssl/context.h"
#include "backends/wolfssl/handles.h"
#include "omnitls/backend.h"
#include "omnitls/engine_host.h"

namespace omnitls::wolfssl {

// InstallCallbacks lets the connections of a context read, write, show the peer's certificates and
// choose a group.
void InstallCallbacks(Context& context);

// Connection is one connection: a WOLFSSL.
class Connection final : public EngineConnection {
 public:
  // Errors: as EngineContext::NewConnection.
  static Result<internal::Owned<EngineConnection>> Make(const Context& context, EngineHost& host,
                                                        const EngineConnectionConfig& config);

  Step Handshake() override;
  int Read(MutableBytes out) override;
  EngineIo ReadStopped(MutableBytes out, int answer) override;
  int Write(ByteView data) override;
  EngineIo WriteStopped(ByteView data, int answer) override;
  Step UpdateKeys(KeyUpdateRequest request) override;
  Step SendClose() override;
  Error failure() const override { return failure_; }
  EngineInfo info() const override;
  bool has_session() const override;
  Result<internal::Owned<EngineSession>> TakeSession() override;

  // What the library's callbacks tell. JudgePeer says whether to go on with the peer's chain, which
  // may be empty; HoldBack, whether not to write these bytes now.
  bool JudgePeer(std::span<const ByteView> chain);
  bool HoldBack(ByteView record);
  void NoteTicket(WOLFSSL* ssl);
  void NoteChangeCipherSpec();  // About to be written.
  EngineHost& host() { return host_; }

 private:
  Connection(const Context& context, EngineHost& host) : context_(context), host_(host) {}

  Result<void> Start(const EngineConnectionConfig& config);
  Result<void> StartClient(const EngineConnectionConfig& config);
  Result<void> StartServer(const EngineConnectionConfig& config);
  bool KeepRoomForMessages();
  Step Stop();
  void NoteFailure();
  void SendFatal(Alert alert);
  bool is_tls13() const;
  Group group(CipherSuite suite) const;

  const Context& context_;
  EngineHost& host_;
  ConnectionHandle ssl_;
  Error failure_;
  bool holds_alert_ = false;
  bool has_new_ticket_ = false;  // Since the last TakeSession, or ever.
  bool session_taken_ = false;
};

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_CONNECTION_H_
