#ifndef OMNITLS_CONNECTION_CORE_H_
#define OMNITLS_CONNECTION_CORE_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "omnitls/answer_reader.h"
#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/client_hello.h"
#include "omnitls/connection.h"
#include "omnitls/connection_secrets.h"
#include "omnitls/context.h"
#include "omnitls/context_core.h"
#include "omnitls/early_data.h"
#include "omnitls/early_writes.h"
#include "omnitls/engine_host.h"
#include "omnitls/gather.h"
#include "omnitls/hello_reader.h"
#include "omnitls/ocsp_response_set.h"
#include "omnitls/profile.h"
#include "omnitls/psk_settings.h"
#include "omnitls/replay_guard.h"
#include "omnitls/server_name.h"
#include "omnitls/server_resumption.h"
#include "omnitls/session.h"
#include "omnitls/signing.h"
#include "omnitls/transport.h"
#include "omnitls/x509/verify.h"

namespace omnitls::internal {

// HandshakeData is what a connection needs until its handshake is done, and not after; and again
// while a client is asked for a certificate.
struct HandshakeData : Allocated {
  std::optional<ServerName> name;                  // Clients: what the certificate must carry.
  Session session;                                 // Clients: offered for resumption.
  OwnedIf<profile::kServer, HelloReader> hello;    // Servers: until the library has it.
  OwnedIf<profile::kClient, AnswerReader> answer;  // Clients: what becomes of it.
  EarlyWrites early;                               // To be sent when the handshake is done.
  Owned<HeldPsk> psk;      // Servers: what the client may use; null: none, or none yet.
  EnginePsk engine_psk;    // Its view.
  Owned<Signing> signing;  // With an external key.
  const ContextCore* identity = nullptr;  // Clients: who they are to this server.
  bool begun = false;                     // Clients: the ClientHello is on its way.
  bool takes_early_data = false;          // Servers: until AllowEarlyData.
  bool wrote_half_rtt = false;            // Servers.
  bool psk_settled = false;               // Servers: `psk` is all there is.
  std::uint8_t ticket_token[ReplayGuard::kTokenSize] = {};
  StapledResponseRef staple;       // Servers: what to send.
  bool staple_may_follow = false;  // Clients: what the peer staples comes after its certificates,
  bool awaits_staple = false;      // which have been looked at already.
};

// Stapled is what a client's peer sent along with its certificates.
struct Stapled : Allocated {
  Bytes ocsp_response;
  Bytes timestamps;  // SignedCertificateTimestampList.
};

// ConnectionCore holds the state of a connection and every rule about it: what may be called when,
// how waiting, closing and failing look, who the peer is. The library below it only moves bytes.
class ConnectionCore : public Allocated {
 public:
  static Result<Connection> Connect(const ContextCore& context, Transport& transport,
                                    const ConnectOptions& options);
  static Result<Connection> Accept(const ContextCore& context, Transport& transport);
  // The same with what has been read of the ClientHello already, which it takes if it succeeds.
  static Result<Connection> Accept(const ContextCore& context, Transport& transport,
                                   Owned<HelloReader>& hello);

  ~ConnectionCore();

  Result<Next> Handshake();
  // Short ways, for when nothing is in the way; what is, the long ways find out.
  Result<Progress> Read(MutableBytes out) {
    if (Has(kNoReading) || !IsChunk(out, kMaxRead)) [[unlikely]]
      return ReadCarefully(out);
    const Busy busy(*this);
    return ReadChunk(out);
  }
  Result<Progress> Write(ByteView data) {
    if (Has(kNoWriting) || !IsChunk(data, kMaxChunk)) [[unlikely]]
      return WriteCarefully(data);
    const Busy busy(*this);
    writing_ = data;
    host_.call_size_ = data.size();
    const int put = engine_->Write(data);
    // Unsigned, so that an error is no size, and not kNoSize either.
    if (static_cast<unsigned>(put) == host_.call_size_) [[likely]]
      return Progress{host_.call_size_, Next::kReady};
    return WriteStopped(WriteOn(writing_, put), 0);
  }
  Result<Progress> WriteGathered(std::span<const ByteView> spans);
  Result<Next> Flush();
  Result<Next> UpdateKeys(KeyUpdateRequest request);
  Result<Next> SendClose();
  Result<void> ReleaseBuffers();
  CloseState close_state() const;

  bool handshake_done() const { return !Has(EngineHost::kHandshaking); }
  const EngineInfo& info() const { return info_; }
  std::string_view alpn() const;
  std::string_view server_name() const { return server_name_.text(); }
  ByteView psk_identity() const;
  ByteView timestamps() const { return stapled_ ? stapled_->timestamps.view() : ByteView(); }
  ByteView ocsp_response() const { return stapled_ ? stapled_->ocsp_response.view() : ByteView(); }
  // In connection_post_handshake.cc.
  PeerChain peer_chain();
  Result<Next> RequestClientCertificate();
  CertificateRequestStatus certificate_request_status();
  SessionReadiness session_readiness() const;
  Result<Session> TakeSession();
  std::string_view DescribeError(std::span<char> out) const;
  // In connection_secrets.cc and connection_traffic.cc.
  Result<void> ExportKeyingMaterial(MutableBytes out, std::string_view label,
                                    std::optional<ByteView> context);
  Result<std::size_t> ChannelBinding(ChannelBindingType type, MutableBytes out);
  Result<void> ExtractTrafficSecrets(TrafficSecrets& out);

  // In early_data.cc.
  Result<Progress> WriteEarlyData(ByteView data);
  std::size_t early_data_limit() const;
  EarlyDataStatus early_data_status() const { return early_data_status_; }
  SecretBytes TakeRejectedEarlyData();
  Result<Progress> ReadEarlyData(MutableBytes out);
  bool can_write_half_rtt() const;

  // For EngineHost.
  bool AllowEarlyData();
  bool TakeEarlyData(ByteView data);
  Alert VerifyPeer(std::span<const ByteView> chain, const x509::SignatureVerifier* signatures);
  Alert NoPeerCertificate(bool tls13);
  // In connection_ocsp.cc.
  void TakeOcspResponse(ByteView response);
  void TakeTimestamps(ByteView list);
  void NoteOcspMayFollow() { handshake_->staple_may_follow = true; }
  void StoreSession();
  void NoteSecret(const EngineSecret& secret);
  const EnginePsk* FindPreSharedKey(ByteView identity);
  // In client_identities.cc.
  Alert ChooseIdentity(ByteView certificate_request, bool tls13, const EngineContext*& identity);
  // In connection_signing.cc.
  std::size_t Sign(x509::SignatureAlgorithm algorithm, ByteView input, MutableBytes out);

 private:
  // The most that one call asks the library for: what fits into an int.
  static constexpr std::size_t kMaxRead = std::size_t{1} << 30;
  // The most plaintext that one call hands to the library: one record (RFC 8446, 5.1). So a
  // transport that blocks leaves at most one record's ciphertext to keep.
  static constexpr std::size_t kMaxChunk = Gatherer::kMaxChunk;

  using State = EngineHost::State;
  static constexpr int kNoCalling =
      EngineHost::kHandshaking | EngineHost::kFailed | EngineHost::kBusy;
  static constexpr int kNoReading =
      kNoCalling | EngineHost::kCloseReceived | EngineHost::kKeeping | EngineHost::kUntouched;
  static constexpr int kNoWriting = kNoCalling | EngineHost::kCloseSent | EngineHost::kKeeping |
                                    EngineHost::kRested | EngineHost::kShortChunks |
                                    EngineHost::kUntouched;
  bool Has(int states) const { return (host_.state_ & states) != 0; }
  void Set(State state) { host_.state_ = static_cast<std::uint16_t>(host_.state_ | state); }
  void Clear(State state) { host_.state_ = static_cast<std::uint16_t>(host_.state_ & ~state); }

  // Kept is what the host reads from and writes to while it keeps something.
  class Kept final : public Transport {
   public:
    explicit Kept(EngineHost& host) : host_(host) {}
    IoResult Read(MutableBytes out) override { return host_.ReadKept(out); }
    IoResult Write(ByteView data) override {
      host_.Keep(data);
      return IoResult::Ok(data.size());
    }

   private:
    EngineHost& host_;
  };

  // Busy marks a call in progress, so that a transport that calls back is told off.
  class Busy {
   public:
    explicit Busy(ConnectionCore& core) : core_(core) { core_.Set(EngineHost::kBusy); }
    ~Busy() { core_.Clear(EngineHost::kBusy); }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

   private:
    ConnectionCore& core_;
  };

  ConnectionCore(const ContextCore& context, Transport& transport);

  Result<void> StartClient(const ConnectOptions& options);
  Result<void> CheckSession(const Session& session) const;
  bool MakeSessionKey(Bytes& key) const;
  Session TakeStoredSession() const;
  Result<Session> MakeSession();
  // Servers: reads the ClientHello and decides what is decided above the seam.
  Result<Next> ReadClientHello();
  // Clients: reads the ServerHello, and looks whether it answers the ClientHello.
  Result<Next> ReadAnswer();
  Result<void> StartServer(const ClientHello& hello);
  Result<void> AskProgram(const ClientHello& hello);
  // Goes on with another context, before there is an engine.
  void UseContext(const ContextCore& context);
  Result<Next> FinishHandshake();
  Result<void> CheckAuthenticated();
  x509::Verdict JudgePeer(std::span<const ByteView> chain,
                          const x509::SignatureVerifier* signatures) const;
  x509::Verdict CheckPins(std::span<const ByteView> chain) const;
  Alert Conclude(std::span<const ByteView> chain, x509::Verdict verdict);
  Result<void> JudgeStaple();
  void Keep(Bytes Stapled::*field, ByteView value);
  void FindStaple(const ClientHello& hello);
  Detail AskVerifier(std::span<const ByteView> chain, Detail verdict) const;
  Result<void> RestorePeer();
  // In connection_post_handshake.cc.
  bool MayRequestLater(const ClientHello& hello) const;
  Result<void> SettleRequest();
  PeerChain chain() const { return {chain_.view(), chain_ends_.view()}; }
  // In connection_psk.cc.
  void SettlePsk();
  bool HoldPsk(Owned<HeldPsk> psk);

  // Whether `bytes` can be passed on as they are: 1 to `most` of them.
  template <class Bytes>
  static bool IsChunk(Bytes bytes, std::size_t most) {
    return bytes.data() != nullptr && bytes.size() - 1 < most;
  }
  Result<Progress> ReadCarefully(MutableBytes out);
  Result<Progress> ReadChunk(MutableBytes out) {
    reading_ = out;
    const int got = engine_->Read(out);
    if (got > 0) [[likely]]
      return Progress{static_cast<std::size_t>(got), Next::kReady};
    return ReadStopped(engine_->ReadStopped(reading_, got));
  }
  Result<Progress> ReadStopped(EngineIo io);
  Result<Progress> ReadOn(MutableBytes out);
  Result<Progress> WriteCarefully(ByteView data);
  // What became of a chunk, and then of the call that wrote it after `done` other bytes.
  EngineIo WriteOn(ByteView chunk, int answer);
  Result<Progress> WriteStopped(EngineIo io, std::size_t done);
  // Writes before the handshake is done: see Connection::Write.
  bool KeepsEarly() const {
    return !Has(EngineHost::kBusy | EngineHost::kFailed) && context_->records().early_writes > 0;
  }
  Result<Progress> WriteBefore(std::span<const ByteView> spans);
  Result<Progress> KeepEarly(std::span<const ByteView> spans);
  Result<void> SendEarly();
  // In early_data.cc.
  void OfferEarlyData();
  Result<void> SettleEarlyData();
  bool WantsEarlyData(const ClientHello& hello, Version version);
  Result<Progress> WriteHalfRtt(std::span<const ByteView> spans);
  Unexpected CannotCall() const;

  // Signatures by external keys: in connection_signing.cc.
  Result<void> StartSigning();
  const ExternalKey& external_key() const { return SigningContext().external_key(); }
  const ContextCore& SigningContext() const {
    return handshake_->identity != nullptr ? *handshake_->identity : *context_;
  }
  Step RunHandshake();
  bool IsSigning() const;
  void CallSigner(SigningJob& job);
  void AbandonSigning();
  Result<std::size_t> AskSigner(Signing& signing, x509::SignatureAlgorithm algorithm,
                                ByteView input, MutableBytes out);
  Result<std::size_t> CheckSignature(x509::SignatureAlgorithm algorithm, ByteView input,
                                     ByteView signature, MutableBytes out);

  // Secrets that leave the library.
  Result<void> StartSecrets();
  void FinishSecrets();
  // Before anything is read or written after the handshake.
  void Touch() {
    if (Has(EngineHost::kUntouched)) ForgetTrafficSecrets();
  }
  void ForgetTrafficSecrets();
  Result<std::size_t> TlsUnique(MutableBytes out) const;
  Result<std::size_t> ServerEndPoint(MutableBytes out) const;
  bool FillTls12(TrafficSecrets& out) const;
  bool FillTls13(TrafficSecrets& out) const;

  // What the library is about to be told to fail with, in words that it does not have.
  void NoteOwnError(const Error& error) {
    has_own_error_ = true;
    error_ = error;
  }
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
  Kept kept_;
  Owned<HandshakeData> handshake_;
  Owned<EarlyData> early_data_;
  OwnedIf<profile::kServer, ServerResumption> resumption_;  // Where it is needed.
  Owned<ConnectionSecrets> secrets_;                        // Where the context asks for it.
  Owned<Stapled> stapled_;                                  // If there was anything.
  EngineInfo info_;
  Bytes server_name_;
  Bytes chosen_alpn_;  // Servers.
  // The peer's certificates, end to end. Servers that take external PSKs, whose clients have none:
  // the identity of the one in use.
  Bytes chain_;
  Vec<std::uint32_t> chain_ends_;
  std::int64_t verified_at_ = 0;  // Seconds since 1970 UTC.
  std::size_t chunk_;             // What a longer write is cut into: one record's plaintext.
  // The buffers of the call in progress: cheaper to find here than to keep in registers.
  MutableBytes reading_;
  ByteView writing_;
  Error error_;
  Error peer_error_;  // The verdict on the peer, when it is bad.
  std::uint8_t bad_certificate_ = 0;
  bool peer_checked_ = false;  // VerifyPeer has a verdict.
  bool peer_good_ = false;
  bool offered_session_ = false;
  bool has_own_error_ = false;  // error_ is NoteOwnError's.
  EarlyDataStatus early_data_status_ = EarlyDataStatus::kNone;
  bool may_request_later_ = false;  // Servers: RequestClientCertificate.
  CertificateRequestStatus request_status_ = CertificateRequestStatus::kNone;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_CONNECTION_CORE_H_
