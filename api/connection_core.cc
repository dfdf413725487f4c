#include "omnitls/connection_core.h"

#include <algorithm>
#include <cstring>

#include "omnitls/hello_decision.h"
#include "omnitls/negotiate.h"
#include "omnitls/session_core.h"
#include "omnitls/system_time.h"

namespace omnitls {

Alert EngineHost::VerifyPeer(std::span<const ByteView> chain,
                             const x509::SignatureVerifier* signatures) {
  return core_->VerifyPeer(chain, signatures);
}
const EnginePsk* EngineHost::FindPreSharedKey(ByteView identity) {
  return core_->FindPreSharedKey(identity);
}
void EngineHost::NewSession() { core_->StoreSession(); }
void EngineHost::NoteSecret(const EngineSecret& secret) { core_->NoteSecret(secret); }
Alert EngineHost::NoPeerCertificate(bool tls13) { return core_->NoPeerCertificate(tls13); }

namespace internal {
namespace {

constexpr Unexpected Usage(Detail detail) { return Fail(ErrorKind::kUsage, detail); }
constexpr Unexpected OutOfMemory() { return Fail(ErrorKind::kNoMemory); }

bool HasNull(std::span<const ByteView> spans) {
  for (const ByteView span : spans) {
    if (span.data() == nullptr && !span.empty()) return true;
  }
  return false;
}

}  // namespace

// --- making and ending
// ------------------------------------------------------------------------------------

ConnectionCore::ConnectionCore(const ContextCore& context, Transport& transport)
    : context_(&context),
      host_(*this, transport, kept_),
      kept_(host_),
      chunk_(context.records().max_record_size) {
  context_->AddReference();
  if (chunk_ < kMaxChunk) Set(EngineHost::kShortChunks);
}

ConnectionCore::~ConnectionCore() {
  AbandonSigning();
  engine_.reset();  // Before the context it refers to.
  resumption_.reset();
  context_->RemoveReference();
}

Result<Connection> ConnectionCore::Connect(const ContextCore& context, Transport& transport,
                                           const ConnectOptions& options) {
  Owned<ConnectionCore> core(new (std::nothrow) ConnectionCore(context, transport));
  if (!core) return OutOfMemory();
  if (const Result<void> started = core->StartClient(options); !started) {
    return Fail(started.error());
  }
  return Connection(core.release());
}

Result<Connection> ConnectionCore::Accept(const ContextCore& context, Transport& transport) {
  if constexpr (!profile::kServer) return Usage(Detail::kNotAvailable);
  Owned<HelloReader> hello = MakeOwned<HelloReader>();
  if (!hello) return OutOfMemory();
  return Accept(context, transport, hello);
}

Result<Connection> ConnectionCore::Accept(const ContextCore& context, Transport& transport,
                                          Owned<HelloReader>& hello) {
  Owned<ConnectionCore> core(new (std::nothrow) ConnectionCore(context, transport));
  if (!core) return OutOfMemory();
  core->handshake_ = MakeOwned<HandshakeData>();
  if (!core->handshake_) return OutOfMemory();
  core->handshake_->hello = std::move(hello);
  return Connection(core.release());
}

Result<void> ConnectionCore::StartClient(const ConnectOptions& options) {
  handshake_ = MakeOwned<HandshakeData>();
  if (!handshake_) return OutOfMemory();
  handshake_->answer = MakeOwned<AnswerReader>();
  if (!handshake_->answer) return OutOfMemory();
  std::optional<ServerName>& name = handshake_->name;
  if (!options.server_name.empty()) {
    const Result<ServerName> parsed = ServerName::Parse(options.server_name);
    if (!parsed) return Fail(parsed.error());
    name = *parsed;
  } else {
    name = context_->server_name();
  }
  if (!name && context_->verify_peer() && context_->verify_name() && !context_->only_psk()) {
    return Fail(ErrorKind::kConfig, Detail::kMissingServerName);
  }
  if (name && !server_name_.Assign(AsBytes(name->text()))) return OutOfMemory();

  EngineConnectionConfig config;
  if (name && !name->is_ip() && context_->sends_server_name()) config.sni = name->text();
  if (!options.session.empty()) {
    if (const Result<void> fits = CheckSession(options.session); !fits) return fits;
    handshake_->session = options.session;
  } else if (context_->session_store() != nullptr) {
    handshake_->session = TakeStoredSession();
  }
  if (!handshake_->session.empty()) {
    config.session = SessionCore::Get(handshake_->session)->engine_session.get();
    offered_session_ = true;
  }
  if (const Result<void> kept = StartSecrets(); !kept) return kept;
  if (const Result<void> ready = StartSigning(); !ready) return ready;
  Result<Owned<EngineConnection>> engine = context_->engine().NewConnection(host_, config);
  if (!engine) return Fail(engine.error());
  engine_ = std::move(*engine);
  return {};
}

// A session is good for the name and the policy it was verified under, and for nothing else.
Result<void> ConnectionCore::CheckSession(const Session& session) const {
  const SessionCore& core = *SessionCore::Get(session);
  if (core.backend != &context_->backend()) return Usage(Detail::kWrongBackend);
  if (core.policy != context_->policy() || core.server_name.text() != server_name_.text() ||
      !context_->resumption()) {
    return Usage(Detail::kPolicyMismatch);
  }
  return {};
}

// What sessions are kept under: all that CheckSession compares.
bool ConnectionCore::MakeSessionKey(Bytes& key) const {
  const std::uint8_t end = 0;
  const std::uint64_t policy = context_->policy();
  std::uint8_t policy_bytes[sizeof policy];
  for (std::size_t i = 0; i < sizeof policy; ++i) {
    policy_bytes[i] = static_cast<std::uint8_t>(policy >> (8 * i));
  }
  return key.Append(server_name_) && key.Append({&end, 1}) &&
         key.Append(AsBytes(context_->backend().name())) && key.Append({&end, 1}) &&
         key.Append(policy_bytes);
}

Session ConnectionCore::TakeStoredSession() const {
  Bytes key;
  if (!context_->resumption() || !MakeSessionKey(key)) return {};
  Session session = context_->session_store()->Take(key);
  // A store of the program's own may be mistaken.
  if (session.empty() || !CheckSession(session)) return {};
  return session;
}

void ConnectionCore::StoreSession() {
  Bytes key;
  if (!handshake_done() || !MakeSessionKey(key)) return;
  if (const Result<Session> session = MakeSession()) context_->session_store()->Put(key, *session);
}

// --- failing
// ----------------------------------------------------------------------------------------------

Unexpected ConnectionCore::FailWith(const Error& error) {
  Set(EngineHost::kFailed);
  error_ = error;
  if (Has(EngineHost::kCloseSent) && error.kind != ErrorKind::kAlertReceived) {
    error_.alert = Alert::kNone;  // Was not sent.
  }
  if (handshake_) handshake_->early.Clear();
  if (resumption_) resumption_->Fail(error.alert);
  host_.Uncork();
  return Fail(error_);
}

Unexpected ConnectionCore::EngineFailed() {
  if (Has(EngineHost::kHandshaking) && context_->role() == Role::kServer) host_.LeaveOnlyAlert();
  if (has_own_error_) return FailWith(error_);
  if (peer_checked_ && !peer_good_) return FailWith(peer_error_);
  if (host_.out_of_memory_) return FailWith({ErrorKind::kNoMemory});
  if (host_.write_failed_) {
    return FailWith({ErrorKind::kTransport, Detail::kNone, Alert::kNone, host_.transport_error_});
  }
  return FailWith(engine_->failure());
}

Unexpected ConnectionCore::Refuse(const Error& error) {
  if (NeedsAlert(error)) host_.Write(PlaintextAlert(error.alert));
  return FailWith(error);
}

// The library waits for bytes that will never come.
Unexpected ConnectionCore::WaitEnded() {
  if (host_.out_of_memory_) return FailWith({ErrorKind::kNoMemory});
  if (host_.write_failed_ || host_.read_end_ == IoStatus::kError) {
    if (handshake_done() && (host_.read_end_ == IoStatus::kOk || Has(EngineHost::kCloseReceived))) {
      Set(EngineHost::kReadsOn);
    }
    return FailWith({ErrorKind::kTransport, Detail::kNone, Alert::kNone, host_.transport_error_});
  }
  return FailWith({ErrorKind::kTruncated});
}

// --- the handshake
// ----------------------------------------------------------------------------------------

Result<Next> ConnectionCore::Handshake() {
  if (Has(EngineHost::kBusy)) return Usage(Detail::kReentrantCall);
  if (Has(EngineHost::kFailed)) return Fail(error_);
  Busy busy(*this);
  if (handshake_done()) {
    if (!host_.Flush()) return Next::kWantWrite;
    if (host_.broken()) return WaitEnded();
    return Next::kReady;
  }
  // Early data is written and read while the other flight is on its way: if both ends waited for
  // their own to be taken first, neither would be.
  if (!host_.Flush() && early_data_status_ != EarlyDataStatus::kPending) return Next::kWantWrite;
  if (host_.broken()) return WaitEnded();
  if (profile::kServer && !engine_) {
    const Result<Next> hello = ReadClientHello();
    if (!hello || *hello != Next::kReady) return hello;
  }
  if (handshake_->answer && handshake_->answer->awaits_answer()) {
    const Result<Next> answer = ReadAnswer();
    if (!answer || *answer != Next::kReady) return answer;
  }
  host_.Cork();
  if (!handshake_->begun) OfferEarlyData();
  const Step step = RunHandshake();
  if (step == Step::kWantSignature) return Next::kWantSignature;
  if (secrets_) secrets_->flight.Note(host_.outbox_.view());
  if (handshake_->answer && step == Step::kWantRead &&
      !handshake_->answer->NoteOffer(host_.outbox_.view())) {
    return FailWith({ErrorKind::kNoMemory});
  }
  if (handshake_->awaits_staple && !host_.outbox_.empty()) {
    if (const Result<void> judged = JudgeStaple(); !judged) return Fail(judged.error());
  }
  switch (step) {
    case Step::kDone:
      return FinishHandshake();
    case Step::kFailed:
    case Step::kWantSignature:
      return EngineFailed();
    case Step::kClosed:
      return FailWith({ErrorKind::kAlertReceived, Detail::kNone, Alert::kCloseNotify});
    case Step::kWantRead:
      break;
  }
  if (!host_.Uncork()) return Next::kWantWrite;
  if (HostBroken()) return WaitEnded();
  return Next::kWantRead;
}

Result<Next> ConnectionCore::FinishHandshake() {
  info_ = engine_->info();
  SettlePsk();
  chunk_ = std::min(chunk_, info_.max_record);
  if (info_.resumed) {
    if (const Result<void> restored = RestorePeer(); !restored) return FailWith(restored.error());
  }
  if (const Result<void> safe = CheckAuthenticated(); !safe) return FailWith(safe.error());
  if (const Result<void> good = SettleEarlyData(); !good) return FailWith(good.error());
  Clear(EngineHost::kHandshaking);
  if (resumption_ && !resumption_->Finish(*engine_, info_)) resumption_.reset();
  FinishSecrets();
  if (const Result<void> sent = SendEarly(); !sent) return Fail(sent.error());
  handshake_.reset();
  // In TLS 1.3 they come later, and announce themselves.
  if (context_->session_store() != nullptr && info_.version == Version::kTls12 &&
      engine_->has_session()) {
    StoreSession();
  }
  const bool flushed = host_.Uncork();
  if (host_.broken()) return WaitEnded();
  return flushed ? Next::kReady : Next::kWantWrite;
}

// What a resumed connection's peer presented is what the session's peer did.
Result<void> ConnectionCore::RestorePeer() {
  if (!offered_session_) return {};
  const SessionCore& session = *SessionCore::Get(handshake_->session);
  if (!chain_.Assign(session.chain) || !chain_ends_.Append(session.chain_ends.view())) {
    return OutOfMemory();
  }
  return {};
}

// The last line: whatever happened below, nobody gets through without the verification asked for.
Result<void> ConnectionCore::CheckAuthenticated() {
  if (has_own_error_) return Fail(error_);
  bool safe = false;
  if (context_->role() == Role::kClient) {
    safe = !context_->judges_peer() || peer_good_ || (info_.resumed && offered_session_) ||
           (info_.psk && context_->psk().any());
  } else {
    switch (context_->client_auth()) {
      case ClientAuth::kNone:
        safe = !info_.psk || handshake_->psk.get() != nullptr;
        break;
      case ClientAuth::kRequest:
        safe = !info_.resumed && (!peer_checked_ || peer_good_);
        break;
      case ClientAuth::kRequire:
        safe = !info_.resumed && peer_good_ && !chain_.empty();
        break;
    }
  }
  if (safe) return {};
  return Fail(ErrorKind::kInternal);
}

Alert ConnectionCore::VerifyPeer(std::span<const ByteView> chain,
                                 const x509::SignatureVerifier* signatures) {
  if (peer_checked_) return peer_good_ ? Alert::kNone : peer_error_.alert;
  if (!handshake_) return Alert::kUnexpectedMessage;  // Nobody has asked.
  if (handshake_->awaits_staple) return Alert::kNone;
  peer_checked_ = true;
  peer_error_ = {ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError};
  std::size_t size = 0;
  for (const ByteView certificate : chain) size += certificate.size();
  if (!chain_.Reserve(size)) return peer_error_.alert;
  for (const ByteView certificate : chain) {
    if (!chain_.Append(certificate) ||
        !chain_ends_.Push(static_cast<std::uint32_t>(chain_.size()))) {
      return peer_error_.alert;
    }
  }
  if (chain.empty()) {  // NoPeerCertificate is for that.
    peer_error_ = {ErrorKind::kCertificate, Detail::kCertificateMissing, Alert::kDecodeError};
    return peer_error_.alert;
  }
  verified_at_ = context_->clock().Now();
  const x509::Verdict verdict = JudgePeer(chain, signatures);
  // A program's own verifier is asked once, with all that there is.
  if (handshake_->staple_may_follow && !verdict.no_memory &&
      (verdict.ok() || context_->verifier().callback != nullptr)) {
    handshake_->awaits_staple = true;
    peer_checked_ = false;
    return Alert::kNone;
  }
  return Conclude(chain, verdict);
}

Alert ConnectionCore::Conclude(std::span<const ByteView> chain, x509::Verdict verdict) {
  if (context_->verifier().callback != nullptr && !verdict.no_memory) {
    verdict.detail = AskVerifier(chain, verdict.detail);
  }
  if (verdict.ok()) {
    peer_good_ = true;
    return Alert::kNone;
  }
  if (verdict.no_memory) return peer_error_.alert;
  bad_certificate_ = verdict.index;
  peer_error_ = {ErrorKind::kCertificate, verdict.detail, x509::AlertFor(verdict.detail)};
  return peer_error_.alert;
}

x509::Verdict ConnectionCore::JudgePeer(std::span<const ByteView> chain,
                                        const x509::SignatureVerifier* signatures) const {
  const bool is_client = context_->role() == Role::kClient;
  if (is_client && !context_->verify_peer()) return CheckPins(chain);
  if (context_->only_psk()) return {.detail = Detail::kUnknownIssuer};  // There is no CA.
  x509::VerifyInput input;
  input.chain = chain;
  input.anchors = context_->anchors();
  const x509::SignatureVerifier& engine = signatures != nullptr ? *signatures : context_->engine();
  const x509::CachingVerifier verifier(engine, context_->signature_cache());
  input.signatures = &verifier;
  input.now = verified_at_;
  input.purpose = is_client ? x509::Purpose::kServerAuth : x509::Purpose::kClientAuth;
  if (is_client && context_->verify_name()) input.name = &*handshake_->name;
  input.name_flags = context_->name_flags();
  input.revocation_lists = context_->crls();
  input.requires_revocation_status = context_->requires_revocation_status();
  const x509::StapledStatus staple{.response = ocsp_response(),
                                   .digests = &context_->backend(),
                                   .required = context_->ocsp_mode() == OcspMode::kRequire,
                                   .may_follow = handshake_->staple_may_follow};
  if (context_->ocsp_mode() != OcspMode::kOff) input.staple = &staple;
  const x509::Verdict verdict = x509::Verify(input);
  return verdict.ok() ? CheckPins(chain) : verdict;
}

x509::Verdict ConnectionCore::CheckPins(std::span<const ByteView> chain) const {
  const PublicKeyPins& pins = context_->pins();
  if (pins.empty() || pins.Allow(context_->backend(), chain[0])) return {};
  return {Detail::kKeyNotPinned, 0};
}

Detail ConnectionCore::AskVerifier(std::span<const ByteView> chain, Detail verdict) const {
  const bool is_client = context_->role() == Role::kClient;
  danger::PeerToVerify peer;
  peer.chain = chain;
  if (is_client && context_->verify_name()) peer.server_name = server_name_.text();
  peer.time = verified_at_;
  peer.verdict = verdict;
  peer.ocsp_response = ocsp_response();
  const Verifier& verifier = context_->verifier();
  const Detail answer = verifier.callback(verifier.user, peer);
  const bool is_fit = answer <= Detail::kCertificateMissing;  // The last of certificates' details.
  if (!is_fit) return Detail::kMalformedCertificate;
  // Nobody is told about a status that was not asked for.
  const bool is_about_staple = x509::AlertFor(answer) == Alert::kBadCertificateStatusResponse;
  const bool asked = context_->ocsp_mode() != OcspMode::kOff;
  return is_about_staple && !asked ? Detail::kRevocationUnknown : answer;
}

Alert ConnectionCore::NoPeerCertificate(bool tls13) {
  peer_checked_ = true;
  const ClientAuth mode =
      handshake_done() ? context_->post_handshake_auth() : context_->client_auth();
  peer_good_ = mode == ClientAuth::kRequest;
  if (peer_good_) return Alert::kNone;
  // certificate_required is TLS 1.3's (RFC 8446, 6.2); before it, handshake_failure (RFC
  // 5246, 7.4.6).
  peer_error_ = {ErrorKind::kCertificate, Detail::kCertificateMissing,
                 tls13 ? Alert::kCertificateRequired : Alert::kHandshakeFailure};
  return peer_error_.alert;
}

// --- the server's answer

Result<Next> ConnectionCore::ReadAnswer() {
  AnswerReader& reader = *handshake_->answer;
  const Result<Next> read = reader.Read(*host_.transport_);
  if (!read) return Refuse(read.error());
  if (*read != Next::kReady) return *read;
  if (!reader.TakeWire(host_.inbox_)) {
    return Refuse({ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError});
  }
  host_.UpdateReading();
  return Next::kReady;
}

// --- the server's ClientHello
// -----------------------------------------------------------------------------

Result<Next> ConnectionCore::ReadClientHello() {
  HelloReader& reader = *handshake_->hello;
  const Result<Next> read = reader.Read(*host_.transport_);
  if (!read) return Refuse(read.error());
  if (*read != Next::kReady) return *read;
  if (const Result<void> started = StartServer(reader.hello()); !started) {
    return Fail(started.error());
  }
  if (!reader.TakeWire(host_.inbox_)) {
    return Refuse({ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError});
  }
  handshake_->hello.reset();
  host_.UpdateReading();
  return Next::kReady;
}

void ConnectionCore::UseContext(const ContextCore& context) {
  context.AddReference();
  context_->RemoveReference();
  context_ = &context;
}

// What the program decides by the ClientHello, if it wants to.
Result<void> ConnectionCore::AskProgram(const ClientHello& hello) {
  const HelloSettings& settings = context_->hello();
  if (settings.on_client_hello == nullptr) return {};
  const HelloDecision decision =
      settings.on_client_hello(settings.on_client_hello_user, ClientHelloView(hello));
  switch (decision.kind_) {
    case HelloDecision::Kind::kGoOn:
      break;
    case HelloDecision::Kind::kUse:
      if (decision.context_.core_ == nullptr) {
        return Refuse({ErrorKind::kUsage, Detail::kEmptyHandle, Alert::kInternalError});
      }
      UseContext(*decision.context_.core_);
      break;
    case HelloDecision::Kind::kRefuse:
      return Refuse({ErrorKind::kProtocol, Detail::kRefused, decision.alert_});
  }
  return {};
}

Result<void> ConnectionCore::StartServer(const ClientHello& hello) {
  if (const Result<void> decided = AskProgram(hello); !decided) return decided;
  Answer answer = FindAnswer(*context_, hello);
  Negotiation& negotiation = answer.negotiation;
  if (negotiation.error) return Refuse(*negotiation.error);
  UseContext(*answer.context);
  if (!server_name_.Assign(AsBytes(hello.server_name)) ||
      !chosen_alpn_.Assign(AsBytes(negotiation.alpn)) || !StartSecrets() ||
      !HoldPsk(std::move(answer.psk)) || !StartSigning()) {
    return Refuse({ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError});
  }
  handshake_->psk_settled = negotiation.version == Version::kTls13;
  may_request_later_ = MayRequestLater(hello);
  EngineConnectionConfig config;
  config.alpn = chosen_alpn_.text();
  config.tls13_suite = negotiation.tls13_suite;
  config.psk = config.decline_tickets = negotiation.psk;
  config.takes_early_data = !negotiation.psk && WantsEarlyData(hello, negotiation.version);
  config.session_name = FingerprintOf(hello.server_name);
  FindStaple(hello);
  config.ocsp_response = handshake_->staple.der();
  if (ServerResumption::IsNeeded(*context_) && !negotiation.psk) {
    resumption_ = MakeOwned<ServerResumption>(*context_);
    if (!resumption_) {
      return Refuse({ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError});
    }
    resumption_->Prepare(hello, negotiation.version, config);
  }
  Result<Owned<EngineConnection>> engine = context_->engine().NewConnection(host_, config);
  if (!engine) {
    Error error = engine.error();
    error.alert = Alert::kInternalError;
    return Refuse(error);
  }
  engine_ = std::move(*engine);
  return {};
}

// --- data
// -------------------------------------------------------------------------------------------------

Unexpected ConnectionCore::CannotCall() const {
  if (Has(EngineHost::kBusy)) return Usage(Detail::kReentrantCall);
  if (Has(EngineHost::kFailed)) return Fail(error_);
  return Usage(Detail::kBeforeHandshake);
}

// After a failure to write. Only the transport is broken: the library below knows nothing of it.
Result<Progress> ConnectionCore::ReadOn(MutableBytes out) {
  if (Has(EngineHost::kCloseReceived)) return Progress{0, Next::kClosed};
  if (out.empty()) return Progress{};
  if (out.data() == nullptr) return Usage(Detail::kNullBuffer);
  const Busy busy(*this);
  out = out.first(std::min(out.size(), kMaxRead));
  const int got = engine_->Read(out);
  if (got > 0) return Progress{static_cast<std::size_t>(got), Next::kReady};
  const EngineIo io = engine_->ReadStopped(out, got);
  if (io.step == Step::kDone) return Progress{io.bytes, Next::kReady};
  if (io.step == Step::kClosed) {
    Set(EngineHost::kCloseReceived);
    return Progress{0, Next::kClosed};
  }
  Clear(EngineHost::kReadsOn);
  return Fail(error_);
}

Result<Progress> ConnectionCore::ReadCarefully(MutableBytes out) {
  if (Has(EngineHost::kReadsOn) && !Has(EngineHost::kBusy)) return ReadOn(out);
  if (Has(kNoCalling)) return CannotCall();
  if (out.empty()) return Progress{};
  if (out.data() == nullptr) return Usage(Detail::kNullBuffer);
  if (Has(EngineHost::kCloseReceived)) return Progress{0, Next::kClosed};
  Touch();
  const Busy busy(*this);
  if (!host_.outbox_.empty()) {
    host_.Flush();
    if (host_.IsFull()) return Progress{0, Next::kWantWrite};
  }
  return ReadChunk(out.first(std::min(out.size(), kMaxRead)));
}

Result<Progress> ConnectionCore::ReadStopped(EngineIo io) {
  if (io.step == Step::kDone) return Progress{io.bytes, Next::kReady};
  if (io.step == Step::kFailed) return EngineFailed();
  if (request_status_ == CertificateRequestStatus::kPending) {
    if (const Result<void> settled = SettleRequest(); !settled) return Fail(settled.error());
  }
  if (io.step == Step::kClosed) {
    Set(EngineHost::kCloseReceived);
    return Progress{0, Next::kClosed};
  }
  if (HostBroken()) return WaitEnded();
  if (host_.IsFull()) return Progress{0, Next::kWantWrite};
  if (engine_->ReleaseBuffers(false)) Set(EngineHost::kRested);
  return Progress{0, Next::kWantRead};
}

Result<Progress> ConnectionCore::WriteCarefully(ByteView data) {
  if (Has(kNoCalling)) return WriteBefore({&data, 1});
  if (Has(EngineHost::kCloseSent)) return Usage(Detail::kAfterClose);
  if (data.empty()) return Progress{};
  if (data.data() == nullptr) return Usage(Detail::kNullBuffer);
  Touch();
  const Busy busy(*this);
  if (!host_.outbox_.empty() && !host_.Flush()) return Progress{0, Next::kWantWrite};
  std::size_t done = 0;
  while (done < data.size()) {
    const ByteView chunk = data.subspan(done, std::min(chunk_, data.size() - done));
    const EngineIo io = WriteOn(chunk, engine_->Write(chunk));
    if (io.step != Step::kDone || Has(EngineHost::kKeeping)) return WriteStopped(io, done);
    done += io.bytes;
  }
  // A program that has read all there was, answered, and waits.
  if (Has(EngineHost::kRested)) {
    Clear(EngineHost::kRested);
    engine_->ReleaseBuffers(true);
  }
  return Progress{done, Next::kReady};
}

Result<Progress> ConnectionCore::WriteGathered(std::span<const ByteView> spans) {
  if (Has(kNoCalling)) return WriteBefore(spans);
  if (Has(EngineHost::kCloseSent)) return Usage(Detail::kAfterClose);
  if (HasNull(spans)) return Usage(Detail::kNullBuffer);
  Gatherer gatherer(spans, chunk_);
  if (gatherer.done()) return Progress{};
  Touch();
  const Busy busy(*this);
  if (!host_.outbox_.empty() && !host_.Flush()) return Progress{0, Next::kWantWrite};
  std::size_t done = 0;
  while (!gatherer.done()) {
    const ByteView chunk = gatherer.Next();
    const EngineIo io = WriteOn(chunk, engine_->Write(chunk));
    if (io.step != Step::kDone || Has(EngineHost::kKeeping)) return WriteStopped(io, done);
    done += io.bytes;
  }
  return Progress{done, Next::kReady};
}

// Before the handshake is done.
Result<Progress> ConnectionCore::WriteBefore(std::span<const ByteView> spans) {
  const bool at_once = can_write_half_rtt();
  if (!at_once && !KeepsEarly()) return CannotCall();
  if (HasNull(spans)) return Usage(Detail::kNullBuffer);
  return at_once ? WriteHalfRtt(spans) : KeepEarly(spans);
}

Result<Progress> ConnectionCore::KeepEarly(std::span<const ByteView> spans) {
  EarlyWrites& early = handshake_->early;
  std::size_t done = 0;
  for (const ByteView data : spans) {
    const std::size_t room = context_->records().early_writes - early.size();
    const ByteView fitting = data.first(std::min(data.size(), room));
    if (!early.Append(fitting)) return FailWith({ErrorKind::kNoMemory});
    done += fitting.size();
    if (fitting.size() < data.size()) {
      return Progress{done, host_.outbox_.empty() ? Next::kWantRead : Next::kWantWrite};
    }
  }
  return Progress{done, Next::kReady};
}

// Behind the last flight of the handshake, and with it: the transport is corked still.
Result<void> ConnectionCore::SendEarly() {
  for (ByteView rest = handshake_->early.view(); !rest.empty();) {
    const ByteView chunk = rest.first(std::min(chunk_, rest.size()));
    const EngineIo io = WriteOn(chunk, engine_->Write(chunk));
    if (io.step != Step::kDone) return EngineFailed();
    rest = rest.subspan(io.bytes);
  }
  return {};
}

EngineIo ConnectionCore::WriteOn(ByteView chunk, int answer) {
  if (static_cast<std::size_t>(answer) == chunk.size()) return {chunk.size(), Step::kDone};
  return engine_->WriteStopped(chunk, answer);
}

Result<Progress> ConnectionCore::WriteStopped(EngineIo io, std::size_t done) {
  if (io.step != Step::kDone) return EngineFailed();
  if (host_.broken()) return WaitEnded();
  return Progress{done + io.bytes, AfterWriting()};
}

Result<Next> ConnectionCore::Flush() {
  if (Has(EngineHost::kBusy)) return Usage(Detail::kReentrantCall);
  Busy busy(*this);
  if (!host_.Flush()) return Next::kWantWrite;
  if (!Has(EngineHost::kFailed) && host_.broken()) return WaitEnded();
  return Next::kReady;
}

Result<Next> ConnectionCore::UpdateKeys(KeyUpdateRequest request) {
  if (Has(kNoCalling)) return CannotCall();
  if (Has(EngineHost::kCloseSent)) return Usage(Detail::kAfterClose);
  if (info_.version != Version::kTls13) return Usage(Detail::kNotAvailable);
  if (!context_->backend().Supports(Feature::kKeyUpdate)) {
    return Fail(ErrorKind::kUnsupported, Detail::kSetting);
  }
  Touch();
  const Busy busy(*this);
  if (engine_->UpdateKeys(request) != Step::kDone) return EngineFailed();
  if (!host_.Flush()) return Next::kWantWrite;
  if (host_.broken()) return WaitEnded();
  return Next::kReady;
}

Result<Next> ConnectionCore::SendClose() {
  if (Has(kNoCalling)) return CannotCall();
  Busy busy(*this);
  if (!Has(EngineHost::kCloseSent)) {
    Touch();
    Set(EngineHost::kCloseSent);
    const Step step = engine_->SendClose();
    if (step == Step::kFailed) return EngineFailed();
    // It is the last word (RFC 8446, 6.1): what the library would answer to key updates, or to what
    // is wrong, nobody may be reading any more.
    if (step == Step::kDone) host_.Mute();
  }
  if (!host_.Flush()) return Next::kWantWrite;
  if (host_.broken()) return WaitEnded();
  return Next::kReady;
}

Result<void> ConnectionCore::ReleaseBuffers() {
  if (Has(kNoCalling)) return CannotCall();
  engine_->ReleaseBuffers(true);
  return {};
}

CloseState ConnectionCore::close_state() const {
  if (Has(EngineHost::kCloseSent))
    return Has(EngineHost::kCloseReceived) ? CloseState::kComplete : CloseState::kSent;
  return Has(EngineHost::kCloseReceived) ? CloseState::kReceived : CloseState::kOpen;
}

// --- questions
// --------------------------------------------------------------------------------------------

std::string_view ConnectionCore::alpn() const {
  return context_->role() == Role::kClient ? info_.alpn : chosen_alpn_.text();
}

SessionReadiness ConnectionCore::session_readiness() const {
  if (context_->role() != Role::kClient || !context_->resumption() || Has(EngineHost::kFailed)) {
    return SessionReadiness::kNever;
  }
  if (!handshake_done()) return SessionReadiness::kLater;
  if (engine_->has_session()) return SessionReadiness::kReady;
  return info_.version == Version::kTls13 ? SessionReadiness::kLater : SessionReadiness::kNever;
}

Result<Session> ConnectionCore::TakeSession() {
  if (session_readiness() != SessionReadiness::kReady) return Usage(Detail::kNotAvailable);
  return MakeSession();
}

Result<Session> ConnectionCore::MakeSession() {
  Owned<SessionCore> session = MakeOwned<SessionCore>();
  if (!session) return OutOfMemory();
  session->backend = &context_->backend();
  session->policy = context_->policy();
  session->created_at = SystemTime();
  session->cipher_suite = info_.cipher_suite;
  if (!session->server_name.Assign(server_name_) || !session->alpn.Assign(AsBytes(alpn())) ||
      !session->chain.Assign(chain_) || !session->chain_ends.Append(chain_ends_.view())) {
    return OutOfMemory();
  }
  Result<Owned<EngineSession>> engine_session = engine_->TakeSession();
  if (!engine_session) return Fail(engine_session.error());
  session->engine_session = std::move(*engine_session);
  return SessionCore::Make(session.release());
}

}  // namespace internal
}  // namespace omnitls
