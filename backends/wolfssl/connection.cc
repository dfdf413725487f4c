#include "backends/wolfssl/connection.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "backends/wolfssl/algorithms.h"
#include "backends/wolfssl/certificate_request.h"
#include "backends/wolfssl/errors.h"
#include "backends/wolfssl/secrets.h"
#include "backends/wolfssl/session.h"
#include "backends/wolfssl/stapling.h"

namespace omnitls::wolfssl {
namespace {

// ChangeCipherSpec: type, version, length, one byte.
constexpr std::size_t kChangeCipherSpecSize = 6;

int OnRead(WOLFSSL* /*ssl*/, char* out, int size, void* user) {
  auto& host = *static_cast<EngineHost*>(user);
  const std::size_t got =
      host.ReadSome({reinterpret_cast<std::uint8_t*>(out), static_cast<std::size_t>(size)});
  return got > 0 ? static_cast<int>(got) : WOLFSSL_CBIO_ERR_WANT_READ;
}

// The library gets a buffer for each record, and gives it back when that is read: a tenth of what
// it takes to receive a small one. It gives back what is marked as its own; so while it reads what
// comes after a header, its buffer is not. Before a header it may have to take a larger one, and is
// to give the old one back.
void OwnBuffer(WOLFSSL& ssl) {
  auto& in = ssl.buffers.inputBuffer;
  in.dynamicFlag = in.buffer != in.staticBuffer ? 1 : 0;
}

// For after the handshake.
int OnReadData(WOLFSSL* ssl, char* out, int size, void* user) {
  if (size > RECORD_HEADER_SZ) {
    ssl->buffers.inputBuffer.dynamicFlag = 0;
  } else {
    OwnBuffer(*ssl);
  }
  return OnRead(ssl, out, size, user);
}

int OnWrite(WOLFSSL* /*ssl*/, char* data, int size, void* user) {
  auto& connection = *static_cast<Connection*>(user);
  const ByteView record(reinterpret_cast<const std::uint8_t*>(data),
                        static_cast<std::size_t>(size));
  if (record.size() == kChangeCipherSpecSize) connection.NoteChangeCipherSpec();
  if (record[0] == handshake && record[5] == server_hello) connection.CountTicketsAnew();
  if (!connection.HoldBack()) connection.host().Write(record);
  return size;
}

// For after the handshake: nothing is in the clear any more.
int OnWriteData(WOLFSSL* /*ssl*/, char* data, int size, void* user) {
  static_cast<EngineHost*>(user)->Write(
      {reinterpret_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)});
  return size;
}

// Faults that are not about whom to trust; the library must not go on after them.
bool IsBroken(int code) {
  return code == PEER_KEY_ERROR || code == MEMORY_E || code == MEMORY_ERROR;
}

// Called for the leaf, last of the chain, and not only once; by some configurations for the other
// certificates, too; and when there are none. A return value other than 0 overrides the library's
// own verdict.
int OnCertificate(int /*is_good*/, WOLFSSL_X509_STORE_CTX* store) {
  if (store->error_depth != 0) return 1;
  ByteView chain[MAX_CHAIN_DEPTH];
  const std::size_t count =
      std::min<std::size_t>(static_cast<std::size_t>(store->totalCerts), MAX_CHAIN_DEPTH);
  for (std::size_t i = 0; i < count; ++i)
    chain[i] = {store->certs[i].buffer, store->certs[i].length};
  auto& connection = *static_cast<Connection*>(store->userCtx);
  return connection.JudgePeer({chain, count}) && !IsBroken(store->error) ? 1 : 0;
}

bool HasExtension(const WOLFSSL& ssl, TLSX_Type type) {
  for (const TLSX* extension = ssl.extensions; extension != nullptr; extension = extension->next) {
    if (extension->type == type) return true;
  }
  return false;
}

// Called with a session ID that a client asks for.
[[maybe_unused]] WOLFSSL_SESSION* OnSessionId(WOLFSSL* ssl, const unsigned char* id, int size,
                                              int* keep) {
  *keep = 0;
  const auto& connection = *static_cast<const Connection*>(wolfSSL_GetIOWriteCtx(ssl));
  return connection.CopySession({id, static_cast<std::size_t>(size)});
}

// Called with a ClientHello, before anything is chosen. In TLS 1.2 the library
// takes any curve that the client knows, unless there is one that it must take.
int OnClientHello(WOLFSSL* ssl, void* user) {
  if (ToVersion(wolfSSL_GetVersion(ssl)) != Version::kTls12) return 1;
  const auto& context = *static_cast<const Context*>(user);
  // A client that names no groups takes any (RFC 8422, 4).
  const bool takes_any = !HasExtension(*ssl, TLSX_SUPPORTED_GROUPS);
  ssl->ecdhCurveOID = kNoCurve;
  for (const Group group : context.groups()) {
    const auto number = static_cast<word16>(group);
    if (ToCurve(group) == kNoCurve) continue;
    if (takes_any) {
      TLSX_UseSupportedCurve(&ssl->extensions, number, ssl->heap, WOLFSSL_SERVER_END);
    } else if (TLSX_SupportedCurve_IsSupported(ssl, number) == 0) {
      continue;
    }
    ssl->ecdhCurveOID = ToCurve(group);
    break;
  }
  return 1;
}

// Called with a CertificateRequest, in a client's handshake and after it, before it is part of the
// transcript.
int OnCertificateRequest(WOLFSSL* ssl, void* /*user*/) {
  return static_cast<Connection*>(ssl->verifyCbCtx)->NoteCertificateRequest() ? 1 : 0;
}

// The first read after a ticket: by now the library has taken up all of it.
int OnReadAfterTicket(WOLFSSL* ssl, char* out, int size, void* user) {
  const auto on_read = wolfSSL_is_init_finished(ssl) != 0 ? OnReadData : OnRead;
  wolfSSL_SSLSetIORecv(ssl, on_read);
  static_cast<EngineHost*>(user)->NewSession();
  return on_read(ssl, out, size, user);
}

// Called as soon as the ticket itself is known, but nothing else about it.
int OnTicket(WOLFSSL* ssl, const unsigned char* /*ticket*/, int /*size*/, void* user) {
  static_cast<Connection*>(user)->NoteTicket(ssl);
  return 0;
}

// Whether the server gave an ID of its own. The library also makes some up, of tickets.
bool HasSessionId(const WOLFSSL_SESSION& session) {
  return session.isSetup != 0 && session.haveAltSessionID == 0 && session.sessionIDSz > 0;
}

}  // namespace

void InstallCallbacks(Context& context) {
  wolfSSL_CTX_SetIORecv(context.get(), OnRead);
  wolfSSL_CTX_SetIOSend(context.get(), OnWrite);
  context.get()->verifyCallback = OnCertificate;
  if (context.role() == Role::kServer) {
    wolfSSL_CTX_set_cert_cb(context.get(), OnClientHello, &context);
#ifdef HAVE_EXT_CACHE
    if (context.session_ids()) wolfSSL_CTX_sess_set_get_cb(context.get(), OnSessionId);
#endif
  } else if (context.chooses_identity() || context.offers_post_handshake_auth()) {
    wolfSSL_CTX_set_cert_cb(context.get(), OnCertificateRequest, nullptr);
  }
}

Connection::~Connection() {
  if (ssl_.get() != nullptr) OwnBuffer(*ssl_);
}

Result<internal::Owned<EngineConnection>> Connection::Make(const Context& context, EngineHost& host,
                                                           const EngineConnectionConfig& config) {
  internal::Owned<Connection> connection(new (std::nothrow) Connection(context, host));
  if (!connection) return Fail(ErrorKind::kNoMemory);
  if (const Result<void> started = connection->Start(config); !started) {
    return Fail(started.error());
  }
  return internal::Owned<EngineConnection>(std::move(connection));
}

Result<void> Connection::Start(const EngineConnectionConfig& config) {
  ssl_.reset(wolfSSL_new(context_.get()));
  if (!ssl_) return Fail(ErrorKind::kNoMemory);
  wolfSSL_SetIOReadCtx(ssl_.get(), &host_);
  wolfSSL_SetIOWriteCtx(ssl_.get(), this);
  wolfSSL_SetCertCbCtx(ssl_.get(), this);
  if (context_.tells_secrets()) StartSecrets(ssl_.get(), host_);
  if (context_.chooses_identity()) {
    SetIdentity(ssl_.get(), nullptr);  // Not yet: the library would look for its fault.
  } else if (!context_.external_key().empty()) {
    if (const Result<void> used = UseExternalKey(context_); !used) return used;
  }
  return context_.role() == Role::kClient ? StartClient(config) : StartServer(config);
}

Result<void> Connection::UseExternalKey(const Context& identity) {
  way_to_key_ = internal::MakeOwned<WayToKey>();
  if (!way_to_key_) return Fail(ErrorKind::kNoMemory);
  way_to_key_->way = {&identity.external_key(), &host_};
  return identity.external_key().UseIn(ssl_.get(), way_to_key_->way);
}

Result<void> Connection::StartClient(const EngineConnectionConfig& config) {
  uses_psk_ = psk() != nullptr;
  if (!config.sni.empty() &&
      wolfSSL_UseSNI(ssl_.get(), WOLFSSL_SNI_HOST_NAME, config.sni.data(),
                     static_cast<unsigned short>(config.sni.size())) != WOLFSSL_SUCCESS) {
    return Fail(ErrorKind::kNoMemory);
  }
  wolfSSL_set_SessionTicket_cb(ssl_.get(), OnTicket, this);
  if (context_.offers_post_handshake_auth() && !PostHandshake::Offer(*ssl_)) {
    return Fail(ErrorKind::kInternal);
  }
  if (!OfferKeyShares()) return Fail(ErrorKind::kNoMemory);
  if (context_.ocsp_stapling() && !RequestOcsp(ssl_.get())) return Fail(ErrorKind::kNoMemory);
  if (config.session == nullptr) return {};
  if (!static_cast<const Session*>(config.session)->GiveTo(ssl_.get(), context_)) {
    return Fail(ErrorKind::kNoMemory);
  }
  return {};
}

// The library sends a key share for the first group only. A server that does not know a hybrid one
// would have to ask for another, and that costs a round trip (RFC 8446, 4.1.4). With an external
// PSK it goes by the first of its key shares, whichever the server took; so there is one, and not
// the hybrid: the PSK is what no quantum computer finds.
bool Connection::OfferKeyShares() {
#if defined(WOLFSSL_TLS13) && defined(WOLFSSL_HAVE_MLKEM)
  const std::span<const Group> groups = context_.groups();
  if (!context_.Allows(Version::kTls13) || groups.empty() ||
      !WOLFSSL_NAMED_GROUP_IS_PQC_HYBRID(static_cast<int>(groups[0]))) {
    return true;
  }
  for (const Group group : groups) {
    if ((group != groups[0] || psk() != nullptr) && !FindGroup(group)->tls12) continue;
    if (wolfSSL_UseKeyShare(ssl_.get(), static_cast<word16>(group)) != WOLFSSL_SUCCESS) {
      return false;
    }
    if (group != groups[0]) break;
  }
#endif
  return true;
}

Result<void> Connection::StartServer(const EngineConnectionConfig& config) {
  if (!config.alpn.empty() &&
      TLSX_UseALPN(&ssl_->extensions, config.alpn.data(), static_cast<word16>(config.alpn.size()),
                   WOLFSSL_ALPN_CONTINUE_ON_MISMATCH, ssl_->heap) != WOLFSSL_SUCCESS) {
    return Fail(ErrorKind::kNoMemory);
  }
#ifdef WOLFSSL_EARLY_DATA
  if (config.takes_early_data) ssl_->earlyData = expecting_early_data;
#endif
  session_ = config.session;
  to_send_ = config.ocsp_response;
  // The library would not look at the ID of a client that would also take a ticket.
  if (session_ != nullptr) wolfSSL_NoTicketTLSv12(ssl_.get());
  declines_tickets_ = config.decline_tickets;
  uses_psk_ = config.psk;
  if (config.psk) {
    wolfSSL_NoTicketTLSv12(ssl_.get());
    wolfSSL_no_ticket_TLSv13(ssl_.get());
  }
  return {};
}

WOLFSSL_SESSION* Connection::CopySession(ByteView id) const {
  return session_ == nullptr ? nullptr : static_cast<const Session*>(session_)->CopyIf(id);
}

void Connection::NoteTicket(WOLFSSL* ssl) {
  has_new_ticket_ = true;
  if (context_.announces_sessions()) wolfSSL_SSLSetIORecv(ssl, OnReadAfterTicket);
}

void Connection::NoteChangeCipherSpec() {
  if (!context_.tells_secrets()) return;
  TellMasterSecret(ssl_.get(), host_);
  TellFirstFinished(ssl_.get(), host_);
}

// In TLS 1.3 the library counts on from the nonce of the ticket that the client came with, and
// fails after 255. Nonces need differ within one connection only (RFC 8446, 4.6.1).
void Connection::CountTicketsAnew() { ssl_->session->ticketNonce.len = 0; }

bool Connection::JudgePeer(std::span<const ByteView> chain) {
  if (post_handshake_) post_handshake_->NoteCertificate();
  if (context_.ocsp_stapling() && context_.role() == Role::kClient) {
    is_tls13() ? host_.OcspResponse(ReceivedStaple(ssl_.get())) : host_.OcspResponseMayFollow();
  }
  const Alert alert = chain.empty() ? host_.NoPeerCertificate(is_tls13()) : host_.VerifyPeer(chain);
  if (alert == Alert::kNone) return true;
  SendFatal(alert);
  host_.Mute();  // The library would follow with an alert of its own.
  return false;
}

bool Connection::ChooseIdentity() {
  const ByteView request = CertificateRequestBody(*ssl_);
  const EngineContext* chosen = nullptr;
  const Alert alert = host_.ChooseIdentity(request, is_tls13(), chosen);
  if (alert != Alert::kNone) {
    SendFatal(alert);
    host_.Mute();
    return false;
  }
  const auto* const identity = static_cast<const Context*>(chosen);
  SetIdentity(ssl_.get(), identity != nullptr ? identity->get() : nullptr);
  if (identity == nullptr) return true;
  if (!identity->external_key().empty() && !UseExternalKey(*identity)) return false;
  if (!is_tls13()) ChooseScheme(ssl_.get(), request);
  return true;
}

// The library sends some alerts before its error tells what they should be. One that is encrypted
// has used up a number, which the right one takes: the other has been seen by nobody.
bool Connection::HoldBack() {
  if (sends_alert_ || ssl_->pendingAlert.level != alert_fatal) return false;
  holds_alert_ = true;
  if (IsEncryptionOn(ssl_.get(), 1) != 0 && ssl_->keys.sequence_number_lo-- == 0) {
    --ssl_->keys.sequence_number_hi;
  }
  return true;
}

void Connection::SendFatal(Alert description) {
  holds_alert_ = false;
  sends_alert_ = true;
  SendAlert(ssl_.get(), alert_fatal, static_cast<std::uint8_t>(description));
  sends_alert_ = false;
}

Step Connection::Handshake() {
  if (context_.role() == Role::kClient && !to_send_.empty()) {
    if (const Step step = WriteEarlyData(); step != Step::kDone) return step;
  }
  do {
    if (const Step step = ReadEarlyData(); step != Step::kDone) return step;
    const int result =
        context_.role() == Role::kClient ? wolfSSL_connect(ssl_.get()) : wolfSSL_accept(ssl_.get());
    if (result != WOLFSSL_SUCCESS) return Stop();
    // Where early data was offered, the library also says that it has succeeded halfway.
  } while (ssl_->options.handShakeDone == 0);
  // A server that has read Finished along with the end of early data has not gone on from there.
  if (context_.role() == Role::kServer && ssl_->options.handShakeState != HANDSHAKE_DONE) {
    if (wolfSSL_accept(ssl_.get()) != WOLFSSL_SUCCESS) return Stop();
    ssl_->options.handShakeState = HANDSHAKE_DONE;
  }
  session_ = nullptr;
  to_send_ = {};
  if (context_.ocsp_stapling()) ForgetStaple(ssl_.get());
  if (context_.tells_secrets()) FinishSecrets(ssl_.get());
  if (!PrepareForRequests()) return Step::kFailed;
  const bool reads_messages = is_tls13() && (context_.role() == Role::kClient || post_handshake_);
  if (reads_messages && !KeepRoomForMessages()) return Step::kFailed;
  wolfSSL_SetIOWriteCtx(ssl_.get(), &host_);
  wolfSSL_SSLSetIOSend(ssl_.get(), OnWriteData);
  // Not where a ticket is to be told of first.
  if (ssl_->CBIORecv == OnRead) wolfSSL_SSLSetIORecv(ssl_.get(), OnReadData);
  return Step::kDone;
}

// --- early data

Step Connection::WriteEarlyData() {
  const ByteView data = std::exchange(to_send_, {});
#ifdef WOLFSSL_EARLY_DATA
  int written = 0;
  const int size = static_cast<int>(data.size());
  const int result = wolfSSL_write_early_data(ssl_.get(), data.data(), size, &written);
  // The session turned out to be of no use for it, and the handshake goes on without.
  if (result == BAD_STATE_E || wolfSSL_state(ssl_.get()) == WANT_READ) return Step::kDone;
  if (written != size) return Stop();
#endif
  return Step::kDone;
}

// Servers, halfway. Reads until the client's EndOfEarlyData: from there on the library would take
// application data for early data.
Step Connection::ReadEarlyData() {
#ifdef WOLFSSL_EARLY_DATA
  if (ssl_->options.handShakeState != SERVER_FINISHED_COMPLETE) return Step::kDone;
  while (ssl_->earlyData == process_early_data) {
    std::uint8_t data[2048];
    int size = 0;
    if (wolfSSL_read_early_data(ssl_.get(), data, sizeof data, &size) < 0) return Stop();
    if (host_.EarlyData({data, static_cast<std::size_t>(size)})) continue;
    failure_ = {ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError};
    SendFatal(failure_.alert);
    return Step::kFailed;
  }
  if (ssl_->earlyData == done_early_data) return Step::kDone;
  // Not accepted, and to be skipped over; not taken, even under the handshake's keys.
  ssl_->earlyData = early_data_ext;
  ssl_->options.maxEarlyDataSz = internal::kMaxSkippedEarlyData;
#endif
  return Step::kDone;
}

Connection& Connection::Of(WOLFSSL* ssl) {
  return *static_cast<Connection*>(wolfSSL_GetIOWriteCtx(ssl));
}

// Called when a ticket of TLS 1.3 has been opened. Without the extension the library does not
// accept.
void Connection::DecideEarlyData() {
#ifdef WOLFSSL_EARLY_DATA
  if (ssl_->earlyData != expecting_early_data || host_.AllowEarlyData()) return;
  TLSX_Remove(&ssl_->extensions, TLSX_EARLY_DATA, ssl_->heap);
#endif
}

bool Connection::can_write_half_rtt() const {
  return is_tls13() && ssl_->options.handShakeDone == 0 &&
         ssl_->options.acceptState >= TLS13_ACCEPT_FINISHED_SENT;
}

// Not wolfSSL_write, which would go on with the handshake.
Step Connection::WriteHalfRtt(ByteView data) {
  const int size = static_cast<int>(data.size());
  if (SendData(ssl_.get(), data.data(), data.size()) == size) return Step::kDone;
  return Stop(), Step::kFailed;
}

// The library puts a message that came in two records together in what it frees with the handshake.
// (wolfSSL_KeepArrays would keep it, but also makes the library derive the exporter's secret.)
bool Connection::KeepRoomForMessages() {
  if (ssl_->arrays != nullptr) return true;
  ssl_->arrays = static_cast<Arrays*>(XMALLOC(sizeof(Arrays), ssl_->heap, DYNAMIC_TYPE_ARRAYS));
  if (ssl_->arrays == nullptr) {
    failure_ = {ErrorKind::kNoMemory};
    return false;
  }
  std::memset(ssl_->arrays, 0, sizeof(Arrays));
  return true;
}

Step Connection::Stop() {
  switch (wolfSSL_state(ssl_.get())) {
    case WANT_READ:
      return Step::kWantRead;
    case ZERO_RETURN:
      return Step::kClosed;
    default:
      NoteFailure();
      return Step::kFailed;
  }
}

void Connection::NoteFailure() {
  int code = wolfSSL_state(ssl_.get());
  if (code == INVALID_CERT_CTX_E && !AwaitsCertificate(*ssl_)) code = OUT_OF_ORDER_E;
  WOLFSSL_ALERT_HISTORY alerts{};
  wolfSSL_get_alert_history(ssl_.get(), &alerts);
  // A client that has not agreed on a key cannot encrypt an alert; the library minds.
  const bool is_plain_alert = code == PARSE_ERROR && ssl_->options.handShakeDone == 0 &&
                              alerts.last_rx.level == alert_fatal;
  if (code == FATAL_ERROR || is_plain_alert) {
    failure_ = {ErrorKind::kAlertReceived, Detail::kNone, static_cast<Alert>(alerts.last_rx.code),
                code};
    return;
  }
  const bool is_sent = alerts.last_tx.level == alert_fatal;
  const Alert sent = is_sent ? static_cast<Alert>(alerts.last_tx.code) : Alert::kNone;
  failure_ = Translate(code, sent, context_.role());
  if (holds_alert_ || !is_sent) {
    SendFatal(failure_.alert);
  } else {
    failure_.alert = sent;
  }
}

int Connection::Read(MutableBytes out) {
  const int got = wolfSSL_read(ssl_.get(), out.data(), static_cast<int>(out.size()));
  OwnBuffer(*ssl_);
  return got;
}

// A record of which a part is there stays where it is.
bool Connection::ReleaseBuffers(bool /*certainly*/) {
  if (ssl_->buffers.inputBuffer.dynamicFlag != 0) ShrinkInputBuffer(ssl_.get(), NO_FORCED_FREE);
  return false;  // What it writes with it has given back already.
}

EngineIo Connection::ReadStopped(MutableBytes /*out*/, int /*answer*/) { return {0, Stop()}; }

int Connection::Write(ByteView data) {
  return wolfSSL_write(ssl_.get(), data.data(), static_cast<int>(data.size()));
}

EngineIo Connection::WriteStopped(ByteView /*data*/, int /*answer*/) {
  Stop();
  return {0, Step::kFailed};
}

// The library asks the peer for new keys, too, unless it believes that it is being answered.
Step Connection::UpdateKeys([[maybe_unused]] KeyUpdateRequest request) {
  int code = NOT_COMPILED_IN;
#ifdef WOLFSSL_TLS13
  const bool asks = request == KeyUpdateRequest::kUpdateRequested;
  const byte awaits_answer = ssl_->keys.updateResponseReq;
  ssl_->keys.updateResponseReq = asks ? 0 : 1;
  code = wolfSSL_update_keys(ssl_.get());
  if (!asks) ssl_->keys.updateResponseReq = awaits_answer;
  if (code == WOLFSSL_SUCCESS) return Step::kDone;
#endif
  return Failed(code);
}

Step Connection::Failed(int code) {
  const ErrorKind kind = code == MEMORY_E ? ErrorKind::kNoMemory : ErrorKind::kInternal;
  failure_ = {kind, Detail::kNone, Alert::kNone, code};
  return Step::kFailed;
}

// What the handshake has left is of use to those only who ask, or may be asked, for a certificate.
bool Connection::PrepareForRequests() {
  const bool is_client = context_.role() == Role::kClient;
  const bool wanted = is_client ? context_.offers_post_handshake_auth()
                                : context_.post_handshake_auth() != ClientAuth::kNone;
  if (!wanted || !PostHandshake::IsOffered(*ssl_)) {
    FreeHandshake(*ssl_);
    return true;
  }
  post_handshake_ = PostHandshake::Make(*ssl_, info());
  if (!post_handshake_) failure_ = {ErrorKind::kNoMemory};
  return post_handshake_.get() != nullptr;
}

bool Connection::NoteCertificateRequest() {
  if (post_handshake_ && !post_handshake_->RestoreTranscript()) return false;
  return !context_.chooses_identity() || ChooseIdentity();
}

Step Connection::RequestCertificate() {
  if (!post_handshake_) return Failed(POST_HAND_AUTH_ERROR);
  const bool required = context_.post_handshake_auth() == ClientAuth::kRequire;
  const int code = post_handshake_->Request(required);
  return code == WOLFSSL_SUCCESS ? Step::kDone : Failed(code);
}

bool Connection::CertificateAnswered() { return post_handshake_ && post_handshake_->IsAnswered(); }

// Not wolfSSL_shutdown, after which some configurations forget the connection.
Step Connection::SendClose() {
  const int code = SendAlert(ssl_.get(), alert_warning, close_notify);
  if (code == 0) return Step::kDone;
  failure_ = {ErrorKind::kInternal, Detail::kNone, Alert::kNone, code};
  return Step::kFailed;
}

bool Connection::is_tls13() const {
  return ToVersion(wolfSSL_GetVersion(ssl_.get())) == Version::kTls13;
}

EngineInfo Connection::info() const {
  if (post_handshake_) return post_handshake_->info();
  EngineInfo info;
  info.version = ToVersion(wolfSSL_GetVersion(ssl_.get()));
  info.cipher_suite = CipherSuite{
      static_cast<std::uint16_t>(ssl_->options.cipherSuite0 << 8 | ssl_->options.cipherSuite)};
#ifdef WOLFSSL_TLS13
  info.psk = is_tls13() && uses_psk_ && ssl_->options.pskNegotiated != 0;
#endif
  info.resumed = !info.psk && wolfSSL_session_reused(ssl_.get()) != 0;
  info.group = group(info.cipher_suite);
#ifdef WOLFSSL_EARLY_DATA
  info.early_data_accepted =
      context_.role() == Role::kClient
          ? wolfSSL_get_early_data_status(ssl_.get()) == WOLFSSL_EARLY_DATA_ACCEPTED
          : ssl_->msgsReceived.got_end_of_early_data != 0;
#endif
#ifdef HAVE_EXTENDED_MASTER
  info.extended_master_secret = !is_tls13() && ssl_->options.haveEMS != 0;
#endif
  if (context_.role() == Role::kClient) {
    char* name = nullptr;
    word16 size = 0;
    if (wolfSSL_ALPN_GetProtocol(ssl_.get(), &name, &size) == WOLFSSL_SUCCESS) {
      info.alpn = {name, size};
    }
  }
  return info;
}

ByteView Connection::session_id() const {
  const WOLFSSL_SESSION& session = *ssl_->session;
  const bool has_one = context_.session_ids() && !is_tls13() && HasSessionId(session) &&
                       ssl_->options.createTicket == 0;
  return has_one ? ByteView(session.sessionID, session.sessionIDSz) : ByteView();
}

Group Connection::group(CipherSuite suite) const {
  if (is_tls13()) return Group{ssl_->namedGroup};
  const CipherSuiteInfo* info = FindCipherSuite(suite);
  if (info == nullptr || wolfSSL_session_reused(ssl_.get()) != 0) return Group::kNone;
  switch (info->key_exchange) {
    case KeyExchange::kEcdheEcdsa:
    case KeyExchange::kEcdheRsa:
    case KeyExchange::kEcdhePsk:
      return ToGroup(ssl_->ecdhCurveOID);
    default:
      return Group::kNone;
  }
}

// A session is given out once. In TLS 1.3 each ticket is one; the one that was offered is none.
bool Connection::has_session() const {
  const WOLFSSL_SESSION& session = *ssl_->session;
  if (is_tls13()) return has_new_ticket_;
  if (session_taken_) return false;
  return has_new_ticket_ || wolfSSL_session_reused(ssl_.get()) != 0 || HasSessionId(session);
}

Result<internal::Owned<EngineSession>> Connection::TakeSession() {
  // What the server refused would be kept with the secret of this handshake.
  const bool is_refused = !has_new_ticket_ && wolfSSL_session_reused(ssl_.get()) == 0;
  if (is_refused) ssl_->session->ticketLen = 0;
  // A lifetime of 0 is none that is known (RFC 5077, 3.3), not one that is over as the library has
  // it.
  if (!is_tls13() && ssl_->session->timeout == 0) ssl_->session->timeout = ssl_->ctx->timeout;
  Result<internal::Owned<EngineSession>> session = Session::CopyOf(*ssl_->session);
  if (session) {
    has_new_ticket_ = false;
    session_taken_ = true;
  }
  return session;
}

}  // namespace omnitls::wolfssl
