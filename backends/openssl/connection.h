#ifndef OMNITLS_BACKENDS_OPENSSL_CONNECTION_H_
#define OMNITLS_BACKENDS_OPENSSL_CONNECTION_H_

#include <optional>

#include "backends/openssl/context.h"
#include "backends/openssl/handles.h"
#include "omnitls/backend.h"
#include "omnitls/engine_host.h"

namespace omnitls::openssl {

// HandshakeData is what a connection needs until its handshake is done, and not after; and again
// while a client is asked for a certificate.
struct HandshakeData : internal::Allocated {
  Bytes alpn;                              // Servers: the application protocol to choose.
  const EngineSession* session = nullptr;  // Servers: what to resume by its ID.
  bool decline_tickets = false;            // Servers.
  Bytes certificate_message;
  Bytes certificate_request;      // Clients that choose their identity: with its header.
  ByteView early_data;            // Clients: still to be sent.
  bool reads_early_data = false;  // Servers: until there is no more.
  bool takes_early_data = false;
  ByteView ocsp_response;       // Servers: to staple.
  bool refuses_staple = false;  // Clients: as soon as OpenSSL asks.
  bool finished_came = false;
};

// Connection is an SSL whose BIO is the host.
class Connection final : public EngineConnection {
 public:
  // SetCallbacks makes the connections of an SSL_CTX find their way back to here.
  static void SetCallbacks(SSL_CTX* ctx, const EngineConfig& config);
  static Result<internal::Owned<EngineConnection>> Make(const Context& context, EngineHost& host,
                                                        const EngineConnectionConfig& config);

  Step Handshake() override;
  void OfferEarlyData(ByteView data) override { handshake_->early_data = data; }
  bool can_write_half_rtt() const override;
  Step WriteHalfRtt(ByteView data) override;
  int Read(MutableBytes out) override;
  EngineIo ReadStopped(MutableBytes out, int answer) override;
  int Write(ByteView data) override;
  EngineIo WriteStopped(ByteView data, int answer) override;
  Step UpdateKeys(KeyUpdateRequest request) override;
  Step RequestCertificate() override;
  bool CertificateAnswered() override;
  Step SendClose() override;
  bool ReleaseBuffers(bool certainly) override;
  Error failure() const override { return error_; }
  EngineInfo info() const override;
  ByteView session_id() const override;
  bool has_session() const override;
  Result<internal::Owned<EngineSession>> TakeSession() override;

  // For the callbacks. Of finds the connection of an SSL; SessionOf, its session with this ID, for
  // the caller to own.
  static Connection& Of(const SSL* ssl);
  SslSessionHandle SessionOf(ByteView id) const;
  bool declines_tickets() const { return handshake_ && handshake_->decline_tickets; }
  EngineHost& host() const { return host_; }
  const EnginePsk* psk() const { return context_.psk(); }
  ByteView alpn() const { return handshake_ ? handshake_->alpn.view() : ByteView(); }
  void NoteAlertSent(Alert alert) { alert_sent_ = alert; }
  void NoteReceived(int type, ByteView data);
  Alert JudgePeer(const STACK_OF(X509) * parsed);
  bool ChooseIdentity();
  bool AllowEarlyData();
  ByteView timestamps() const { return context_.timestamps(); }
  bool refuses_staple() const { return handshake_ && handshake_->refuses_staple; }
  ByteView staple() const { return handshake_ ? handshake_->ocsp_response : ByteView(); }

 private:
  Connection(const Context& context, EngineHost& host) : host_(host), context_(context) {}

  Result<void> Init(const EngineConnectionConfig& config);
  Result<void> InitClient(const EngineConnectionConfig& config);
  Result<void> InitServer(const EngineConnectionConfig& config);
  Step FinishHandshake();
  void NoteCertificateStatus(ByteView message);
  Step WriteEarlyData();
  Step ReadEarlyData();
  Step Hold(ByteView data);
  Step Shutdown();
  Step WriteHeld();
  Step SendKeyUpdate(KeyUpdateRequest request);
  Step SendCertificateRequest();
  // After a call that did not succeed: why.
  Step Stopped();
  Step Failed();
  void ReadAlert();
  void RefuseJunk();
  bool IsBusy();
  bool is_tls13() const { return SSL_version(ssl_.get()) == TLS1_3_VERSION; }

  EngineHost& host_;
  SslHandle ssl_;
  const Context& context_;
  SslSessionHandle known_session_;  // Clients: the program has it: the one to resume, or taken.
  internal::Owned<HandshakeData> handshake_;
  Bytes held_;  // To be written when the peer's message is whole.
  Error error_;
  Alert alert_sent_ = Alert::kNone;
  std::uint32_t released_at_ = 0;  // When the buffers last were: milliseconds, may wrap.
  std::uint8_t free_releases_ = 16;
  std::uint8_t record_type_ = 0;  // Of the last record received in the handshake.
  std::uint16_t record_size_ = 0;
  bool waiting_ = false;       // For the other half of a message before anything can be written.
  bool close_held_ = false;    // close_notify is to be sent after `held_`.
  bool request_held_ = false;  // CertificateRequest is.
  bool handshake_done_ = false;
  bool uses_psk_ = false;
  bool certificate_judged_ = false;
  std::optional<KeyUpdateRequest> key_update_held_;  // To be sent after `held_`.
  std::optional<ErrorKind> own_fault_;               // What failed in a callback.
};

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_CONNECTION_H_
