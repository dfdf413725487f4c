#ifndef OMNITLS_BACKENDS_MBEDTLS_CONNECTION_H_
#define OMNITLS_BACKENDS_MBEDTLS_CONNECTION_H_

#include "backends/mbedtls/context.h"
#include "backends/mbedtls/handles.h"
#include "backends/mbedtls/secrets.h"
#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/engine_host.h"
#if defined(MBEDTLS_X509_CRT_PARSE_C)
#include "backends/mbedtls/external_key.h"
#endif

namespace omnitls::mbedtls {

// HandshakeIo is what the callbacks know until the handshake is done. The library's own alerts stop
// here where a better one will follow: see Connection::Fail.
struct HandshakeIo {
  EngineHost* host = nullptr;
  const mbedtls_ssl_context* ssl = nullptr;
  bool in_step = false;           // The library writes alerts itself, and in TLS 1.3 nothing else.
  bool deaf = false;              // Nothing is read now.
  bool alert_sent = false;        // The library's own alert went out.
  Alert withheld = Alert::kNone;  // The library's own alert did not go out.
};

// OwnConfig is, until the handshake is done, a connection's own copy of the context's
// configuration, with what the core chose for it: every server's, and that of clients with early
// data or an external key. What it points to is the context's, or follows here.
struct OwnConfig : internal::Allocated {
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  ~OwnConfig() {
    if (external_key) omnitls_mbedtls_free_own_key(&config);
  }
#endif

  mbedtls_ssl_config config;
  int suites[2] = {};
  const char* alpn_list[2] = {};
  Bytes alpn;
  bool takes_early_data = false;  // Servers.
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  internal::Owned<ExternalKey> external_key;
#endif
#if defined(MBEDTLS_SSL_SESSION_TICKETS)
  ConnectionTickets tickets;
#endif
};

// Connection is a mbedtls_ssl_context.
class Connection final : public EngineConnection {
 public:
  static Result<internal::Owned<EngineConnection>> Make(const Context& context, EngineHost& host,
                                                        const EngineConnectionConfig& config);

  Step Handshake() override;
  void OfferEarlyData(ByteView data) override { early_data_ = data; }
  int Read(MutableBytes out) override;
  EngineIo ReadStopped(MutableBytes out, int answer) override;
  int Write(ByteView data) override;
  EngineIo WriteStopped(ByteView data, int answer) override;
  Step UpdateKeys(KeyUpdateRequest request) override;
  Step SendClose() override;
  Error failure() const override { return error_; }
  EngineInfo info() const override;
  ByteView session_id() const override;
  bool has_session() const override;
  Result<internal::Owned<EngineSession>> TakeSession() override;

 private:
  Connection(const Context& context, EngineHost& host) : context_(&context), host_(&host) {}

  Result<void> SetUp(const EngineConnectionConfig& config);
  Result<void> SetUpClient(const EngineConnectionConfig& config);
  Result<void> SetUpServer(const EngineConnectionConfig& config);
  Result<void> UseExternalKey(const Context& identity);
  [[nodiscard]] bool MakeOwnConfig();
  void SetUpResumption(const EngineConnectionConfig& config);
  int HandshakeStep();
  // Runs what the library does in one step of the handshake.
  int Run(int (*step)(mbedtls_ssl_context*));
  void FinishHandshake();
  Step WriteEarlyData();
  int ReadEarlyData();
  static int OnClientHello(mbedtls_ssl_context* ssl);
  void AfterClientHello();
  // What the core says to the peer's Certificate message, before the library parses it. kDone: go
  // on; `has_certificate`: the library must then be able to read the leaf.
  Step CheckPeer(bool& has_certificate);
  // The step of the handshake that reads that message; `result` is the library's.
  Step ReadPeer(int& result);
  // What it says to a server's CertificateRequest message, if that is what was read.
  Step ChooseIdentity(int result);
  Step PresentIdentity(const Context* identity);

  // Read and Write after their first call of the library, which did not do it all.

  // What a result of the library's other than success means. AfterRead: kDone is "read again".
  Step AfterHandshakeStep(int result);
  Step AfterRead(int result);
  // These set the error, see to it that the peer has its alert, and return kFailed. Fail translates
  // the library's code; Refuse is for what was found wrong here.
  Step Fail(int result);
  Step Refuse(const Error& error);
  // For Fail: the alert behind an error, Alert::kNone if none.
  Alert ReceivedAlert(int result) const;
  Alert ChosenAlert(int result);
  Alert MessageFault(int result) const;
  bool HasMalformedMessage() const;

  const Context* context_;
  EngineHost* host_;
  internal::Owned<SecretTeller> secrets_;  // Until the handshake is done; null: none.
  internal::Owned<OwnConfig> own_config_;  // Before ssl_, which refers to it.
  SslHandle ssl_;
  HandshakeIo handshake_io_;
  ByteView early_data_;  // Clients: still to be sent.
  Error error_;
  Group group_ = Group::kNone;
  bool resumed_ = false;
  bool uses_psk_ = false;
  bool early_data_accepted_ = false;
  bool extended_master_secret_ = false;
};

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_CONNECTION_H_
