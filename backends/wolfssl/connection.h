#ifndef OMNITLS_BACKENDS_WOLFSSL_CONNECTION_H_
#define OMNITLS_BACKENDS_WOLFSSL_CONNECTION_H_

#include <span>

#include "backends/wolfssl/context.h"
#include "backends/wolfssl/handles.h"
#include "backends/wolfssl/post_handshake.h"
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
  ~Connection() override;

  Step Handshake() override;
  void OfferEarlyData(ByteView data) override { to_send_ = data; }
  bool can_write_half_rtt() const override;
  Step WriteHalfRtt(ByteView data) override;
  int Read(MutableBytes out) override;
  EngineIo ReadStopped(MutableBytes out, int answer) override;
  int Write(ByteView data) override;
  bool ReleaseBuffers(bool certainly) override;
  EngineIo WriteStopped(ByteView data, int answer) override;
  Step UpdateKeys(KeyUpdateRequest request) override;
  Step RequestCertificate() override;
  bool CertificateAnswered() override;
  Step SendClose() override;
  Error failure() const override { return failure_; }
  EngineInfo info() const override;
  ByteView session_id() const override;
  bool has_session() const override;
  Result<internal::Owned<EngineSession>> TakeSession() override;

  // What the library's callbacks tell. JudgePeer says whether to go on with the peer's chain, which
  // may be empty; HoldBack, whether not to write what is to be written.
  bool JudgePeer(std::span<const ByteView> chain);
  bool HoldBack();
  void NoteTicket(WOLFSSL* ssl);
  bool NoteCertificateRequest();  // Clients.
  // Until the handshake is done.
  static Connection& Of(WOLFSSL* ssl);
  void DecideEarlyData();
  // Servers, in their handshake: what to resume by its ID, for the caller to own; null: nothing.
  WOLFSSL_SESSION* CopySession(ByteView id) const;
  bool declines_tickets() const { return declines_tickets_; }
  ByteView staple() const { return to_send_; }  // Servers, in their handshake.
  void NoteChangeCipherSpec();                  // About to be written.
  void CountTicketsAnew();                      // A ServerHello is about to be written.
  EngineHost& host() { return host_; }
  const EnginePsk* psk() const { return context_.psk(); }

 private:
  Connection(const Context& context, EngineHost& host) : context_(context), host_(host) {}

  Result<void> Start(const EngineConnectionConfig& config);
  Result<void> StartClient(const EngineConnectionConfig& config);
  Result<void> StartServer(const EngineConnectionConfig& config);
  [[nodiscard]] bool OfferKeyShares();
  Result<void> UseExternalKey(const Context& identity);
  bool ChooseIdentity();
  bool KeepRoomForMessages();
  Step WriteEarlyData();
  Step ReadEarlyData();
  bool PrepareForRequests();
  Step Failed(int code);
  Step Stop();
  void NoteFailure();
  void SendFatal(Alert alert);
  bool is_tls13() const;
  Group group(CipherSuite suite) const;

  const Context& context_;
  EngineHost& host_;
  struct WayToKey : internal::Allocated {
    ExternalKey::OfConnection way;
  };
  internal::Owned<WayToKey> way_to_key_;  // With an external key.
  ConnectionHandle ssl_;
  internal::Owned<PostHandshake> post_handshake_;  // After the handshake, where it may be needed.
  const EngineSession* session_ = nullptr;         // Servers, in their handshake.
  // In the handshake. Clients: early data to be sent; servers: the OCSP response.
  ByteView to_send_;
  Error failure_;
  bool holds_alert_ = false;
  bool sends_alert_ = false;     // The right one.
  bool has_new_ticket_ = false;  // Since the last TakeSession, or ever.
  bool session_taken_ = false;
  bool declines_tickets_ = false;
  bool uses_psk_ = false;
};

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_CONNECTION_H_
