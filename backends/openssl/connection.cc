#include "backends/openssl/connection.h"

#include <openssl/err.h>

#include <ctime>
#include <utility>

#include "backends/openssl/algorithms.h"
#include "backends/openssl/certificate_request.h"
#include "backends/openssl/errors.h"
#include "backends/openssl/peer_certificates.h"
#include "backends/openssl/psk.h"
#include "backends/openssl/secrets.h"
#include "backends/openssl/session.h"

namespace omnitls::openssl {
namespace {

// The most bytes that Hold keeps.
constexpr std::size_t kMaxHeld = 131072;
// Of a handshake message: its type, and its size in three bytes.
constexpr std::size_t kHandshakeHeader = 4;

Connection& ConnectionOf(BIO* bio) { return *static_cast<Connection*>(BIO_get_data(bio)); }
Connection& ConnectionOf(const SSL* ssl) { return Connection::Of(ssl); }

// --- the BIO

int ReadBio(BIO* bio, char* out, std::size_t size, std::size_t* read) {
  *read = ConnectionOf(bio).host().ReadSome({reinterpret_cast<std::uint8_t*>(out), size});
  return *read != 0;
}

int WriteBio(BIO* bio, const char* data, std::size_t size, std::size_t* written) {
  ConnectionOf(bio).host().Write({reinterpret_cast<const std::uint8_t*>(data), size});
  *written = size;
  return 1;
}

long ControlBio(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH; }

const BIO_METHOD* MakeBioMethod() {
  BIO_METHOD* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "omnitls");
  if (method == nullptr) return nullptr;
  BIO_meth_set_read_ex(method, ReadBio);
  BIO_meth_set_write_ex(method, WriteBio);
  BIO_meth_set_ctrl(method, ControlBio);
  return method;
}

BIO* NewBio(Connection& connection) {
  static const BIO_METHOD* const method = MakeBioMethod();
  if (method == nullptr) return nullptr;
  BIO* const bio = BIO_new(method);
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, &connection);
  BIO_set_init(bio, 1);
  // For ever: a read that brings nothing never means anything but "try again later".
  BIO_set_retry_read(bio);
  return bio;
}

// --- callbacks of the handshake

void NoteAlert(const SSL* ssl, int where, int alert) {
  if (where != SSL_CB_WRITE_ALERT || alert >> 8 != SSL3_AL_FATAL) return;
  ConnectionOf(ssl).NoteAlertSent(static_cast<Alert>(alert & 0xFF));
}

void NoteMessage(int sent, int, int type, const void* data, std::size_t size, SSL* ssl, void*) {
  if (sent == 0 && size != 0) {
    ConnectionOf(ssl).NoteReceived(type, {static_cast<const std::uint8_t*>(data), size});
  }
}

int VerifyPeer(X509_STORE_CTX* store, void*) {
  const auto* const ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const Alert alert = ConnectionOf(ssl).JudgePeer(X509_STORE_CTX_get0_untrusted(store));
  X509_STORE_CTX_set_error(store, VerifyErrorFor(alert));
  return alert == Alert::kNone;
}

// A client that is told not to verify its server.
int AcceptPeer(X509_STORE_CTX*, void*) { return 1; }

int SelectAlpn(SSL* ssl, const unsigned char** chosen, unsigned char* chosen_size,
               const unsigned char*, unsigned, void*) {
  const ByteView alpn = ConnectionOf(ssl).alpn();
  if (alpn.empty()) return SSL_TLSEXT_ERR_NOACK;
  *chosen = alpn.data();
  *chosen_size = static_cast<unsigned char>(alpn.size());
  return SSL_TLSEXT_ERR_OK;
}

int OnCertificateRequest(SSL* ssl, void*) { return ConnectionOf(ssl).ChooseIdentity() ? 1 : 0; }
int OnEarlyData(SSL* ssl, void*) { return ConnectionOf(ssl).AllowEarlyData() ? 1 : 0; }
void OnSecret(const SSL* ssl, const char* line) { TellSecret(ssl, line, ConnectionOf(ssl).host()); }

int StapleOcsp(SSL* ssl, void*) {
  const ByteView response = ConnectionOf(ssl).staple();
  if (response.empty()) return SSL_TLSEXT_ERR_NOACK;
  void* const copy = OPENSSL_memdup(response.data(), response.size());
  if (copy == nullptr) return SSL_TLSEXT_ERR_ALERT_FATAL;
  SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(response.size()));
  return SSL_TLSEXT_ERR_OK;
}

// The only way to make OpenSSL send bad_certificate_status_response.
int TakeStaple(SSL* ssl, void*) { return ConnectionOf(ssl).refuses_staple() ? 0 : 1; }

int OnNewSession(SSL* ssl, SSL_SESSION*) {
  Connection& connection = ConnectionOf(ssl);
  if (connection.has_session()) connection.host().NewSession();
  return 0;  // OpenSSL's reference stays OpenSSL's.
}

SSL_SESSION* OnSessionId(SSL* ssl, const unsigned char* id, int size, int* keep_own) {
  *keep_own = 0;
  return ConnectionOf(ssl).SessionOf({id, static_cast<std::size_t>(size)}).release();
}

}  // namespace

Connection& Connection::Of(const SSL* ssl) { return ConnectionOf(SSL_get_rbio(ssl)); }

void Connection::SetCallbacks(SSL_CTX* ctx, const EngineConfig& config) {
  if (config.announce_sessions) SSL_CTX_sess_set_new_cb(ctx, OnNewSession);
  if (config.session_ids) SSL_CTX_sess_set_get_cb(ctx, OnSessionId);
  if (config.secrets) SSL_CTX_set_keylog_callback(ctx, OnSecret);
  SSL_CTX_set_info_callback(ctx, NoteAlert);
  SSL_CTX_set_msg_callback(ctx, NoteMessage);
  SSL_CTX_set_cert_verify_callback(ctx, config.verify_peer ? VerifyPeer : AcceptPeer, nullptr);
  if (config.role == Role::kClient) {
    if (config.chooses_identity) SSL_CTX_set_cert_cb(ctx, OnCertificateRequest, nullptr);
    if (config.ocsp_stapling) {
      SSL_CTX_set_tlsext_status_type(ctx, TLSEXT_STATUSTYPE_ocsp);
      SSL_CTX_set_tlsext_status_cb(ctx, TakeStaple);
    }
    return;
  }
  if (config.ocsp_stapling) SSL_CTX_set_tlsext_status_cb(ctx, StapleOcsp);
  SSL_CTX_set_alpn_select_cb(ctx, SelectAlpn, nullptr);
  SSL_CTX_set_allow_early_data_cb(ctx, OnEarlyData, nullptr);
}

Result<internal::Owned<EngineConnection>> Connection::Make(const Context& context, EngineHost& host,
                                                           const EngineConnectionConfig& config) {
  internal::Owned<Connection> connection(new (std::nothrow) Connection(context, host));
  if (!connection) return Fail(ErrorKind::kNoMemory);
  if (const Result<void> made = connection->Init(config); !made) return Fail(made.error());
  return internal::Owned<EngineConnection>(std::move(connection));
}

Result<void> Connection::Init(const EngineConnectionConfig& config) {
  handshake_ = internal::MakeOwned<HandshakeData>();
  if (!handshake_) return Fail(ErrorKind::kNoMemory);
  ssl_.reset(SSL_new(context_.native()));
  BIO* const bio = ssl_ ? NewBio(*this) : nullptr;
  if (bio == nullptr) return Fail(TakeConfigError({ErrorKind::kNoMemory}));
  SSL_set_bio(ssl_.get(), bio, bio);
  if (!context_.external_key().empty()) {
    const Result<KeyHandle> key = context_.external_key().For(host_);
    if (!key) return Fail(key.error());
    if (SSL_use_PrivateKey(ssl_.get(), key->get()) != 1) {
      return Fail(TakeConfigError({ErrorKind::kInternal}));
    }
  }
  return context_.role() == Role::kClient ? InitClient(config) : InitServer(config);
}

Result<void> Connection::InitServer(const EngineConnectionConfig& config) {
  SSL_set_accept_state(ssl_.get());
  handshake_->session = config.session;
  handshake_->decline_tickets = config.decline_tickets;
  handshake_->ocsp_response = config.ocsp_response;
  if (!handshake_->alpn.Assign(AsBytes(config.alpn)) ||
      !context_.tickets().Bind(ssl_.get(), config.session_name)) {
    return Fail(ErrorKind::kNoMemory);
  }
  uses_psk_ = config.psk;
  if (config.psk) RefuseSessions(ssl_.get(), config.tls13_suite);
  if (config.psk && config.tls13_suite != CipherSuite::kNone &&
      !SetPskSuite(ssl_.get(), config.tls13_suite)) {
    return Fail(TakeConfigError({ErrorKind::kNoMemory}));
  }
  // Half-RTT data can be written only where OpenSSL has been asked for early data.
  handshake_->takes_early_data = config.takes_early_data;
  handshake_->reads_early_data = config.takes_early_data || context_.half_rtt_data();
  return {};
}

SslSessionHandle Connection::SessionOf(ByteView id) const {
  if (!handshake_ || handshake_->session == nullptr) return {};
  SslSessionHandle session = static_cast<const Session*>(handshake_->session)->Copy();
  return session && Equal(IdOf(session.get()), id) ? std::move(session) : SslSessionHandle();
}

Result<void> Connection::InitClient(const EngineConnectionConfig& config) {
  uses_psk_ = psk() != nullptr;
  SSL_set_connect_state(ssl_.get());
  if (!config.sni.empty() && SSL_set_tlsext_host_name(ssl_.get(), config.sni.data()) != 1) {
    return Fail(TakeConfigError({ErrorKind::kNoMemory}));
  }
  if (config.session == nullptr) return {};
  known_session_ = static_cast<const Session*>(config.session)->Copy();
  if (!known_session_ || SSL_set_session(ssl_.get(), known_session_.get()) != 1) {
    return Fail(TakeConfigError({ErrorKind::kNoMemory}));
  }
  return {};
}

// --- the handshake

Step Connection::Handshake() {
  if (!handshake_->early_data.empty()) {
    if (const Step step = WriteEarlyData(); step != Step::kDone) return step;
  }
  if (handshake_->reads_early_data) {
    if (const Step step = ReadEarlyData(); step != Step::kDone) return step;
  }
  return SSL_do_handshake(ssl_.get()) == 1 ? FinishHandshake() : Stopped();
}

Step Connection::FinishHandshake() {
  handshake_done_ = true;
  handshake_.reset();
  SSL_set_msg_callback(ssl_.get(), nullptr);  // It would be called for every record.
  // A TLS 1.3 ticket is for one use (RFC 8446, C.4); before, a session may go on.
  if (!is_tls13()) known_session_.reset();
  if (!is_tls13() && context_.tells_secrets()) TellFirstFinished(ssl_.get(), host_);
  const bool asked =
      context_.role() == Role::kServer && (SSL_get_verify_mode(ssl_.get()) & SSL_VERIFY_PEER) != 0;
  if (!asked || certificate_judged_ || host_.NoPeerCertificate(is_tls13()) == Alert::kNone) {
    return Step::kDone;
  }
  error_ = {ErrorKind::kInternal};  // OpenSSL was told to refuse for itself: kRequire.
  return Step::kFailed;
}

// --- early data

Step Connection::WriteEarlyData() {
  const ByteView data = std::exchange(handshake_->early_data, {});
  std::size_t written = 0;
  return SSL_write_early_data(ssl_.get(), data.data(), data.size(), &written) == 1 ? Step::kDone
                                                                                   : Stopped();
}

Step Connection::ReadEarlyData() {
  while (true) {
    std::uint8_t data[2048];
    std::size_t size = 0;
    switch (SSL_read_early_data(ssl_.get(), data, sizeof data, &size)) {
      case SSL_READ_EARLY_DATA_SUCCESS:
        if (!host_.EarlyData({data, size})) {
          error_ = {ErrorKind::kNoMemory};
          return Step::kFailed;
        }
        break;
      case SSL_READ_EARLY_DATA_FINISH:
        handshake_->reads_early_data = false;
        return Step::kDone;
      default:
        return Stopped();
    }
  }
}

bool Connection::AllowEarlyData() {
  return handshake_ && std::exchange(handshake_->takes_early_data, false) && host_.AllowEarlyData();
}

// In this state OpenSSL has sent its Finished. What comes next it has not read.
bool Connection::can_write_half_rtt() const {
  return !handshake_done_ && is_tls13() && SSL_get_state(ssl_.get()) == TLS_ST_EARLY_DATA;
}

Step Connection::WriteHalfRtt(ByteView data) {
  std::size_t written = 0;
  return SSL_write_early_data(ssl_.get(), data.data(), data.size(), &written) == 1 ? Step::kDone
                                                                                   : Failed();
}

// --- what the handshake's messages say

void Connection::NoteReceived(int type, ByteView data) {
  if (type == SSL3_RT_HEADER) {
    record_type_ = data[0];
    record_size_ = static_cast<std::uint16_t>(data[3] << 8 | data[4]);
  } else if (type == SSL3_RT_HANDSHAKE && data[0] == SSL3_MT_CERTIFICATE) {
    // OpenSSL may move or overwrite the message before the chain is judged.
    if (!handshake_->certificate_message.Assign(data)) own_fault_ = ErrorKind::kNoMemory;
  } else if (type == SSL3_RT_HANDSHAKE && data[0] == SSL3_MT_CERTIFICATE_REQUEST) {
    if (!handshake_->certificate_request.Assign(data)) own_fault_ = ErrorKind::kNoMemory;
  } else if (type == SSL3_RT_HANDSHAKE && data[0] == SSL3_MT_FINISHED) {
    handshake_->finished_came = true;
  } else if (type == SSL3_RT_HANDSHAKE && data[0] == SSL3_MT_CERTIFICATE_STATUS) {
    NoteCertificateStatus(data);
  }
}

// With the message as it was; after the handshake, when nobody looks at messages any more, as
// OpenSSL has understood it.
bool Connection::ChooseIdentity() {
  Bytes message;
  if (handshake_) {
    message = std::move(handshake_->certificate_request);
  } else if (!DescribeRequest(ssl_.get(), message)) {
    own_fault_ = ErrorKind::kNoMemory;
  }
  if (own_fault_ || message.size() < kHandshakeHeader) return false;
  const EngineContext* chosen = nullptr;
  const ByteView body = message.view().subspan(kHandshakeHeader);
  if (host_.ChooseIdentity(body, is_tls13(), chosen) != Alert::kNone) return false;
  const auto* const identity = static_cast<const Context*>(chosen);
  const bool is_presented = handshake_ && identity == &context_;  // From the beginning.
  if (is_presented || PresentIdentity(ssl_.get(), identity, host_)) return true;
  own_fault_ = ErrorKind::kNoMemory;
  return false;
}

// TLS 1.2 (RFC 6066, 8). A malformed one OpenSSL will refuse.
void Connection::NoteCertificateStatus(ByteView message) {
  if (!context_.requests_ocsp() || message.size() < kHandshakeHeader) return;
  host_.OcspResponse(ReadCertificateStatus(message.subspan(kHandshakeHeader)));
}

Alert Connection::JudgePeer(const STACK_OF(X509) * parsed) {
  certificate_judged_ = true;
  PeerCertificates certificates(context_);
  const Result<void> read = certificates.Read(handshake_->certificate_message, is_tls13(), parsed);
  if (!read && !own_fault_) own_fault_ = read.error().kind;
  if (own_fault_) return Alert::kInternalError;
  if (context_.requests_ocsp()) {
    is_tls13() ? host_.OcspResponse(certificates.ocsp_response()) : host_.OcspResponseMayFollow();
  }
  const Alert alert = host_.VerifyPeer(certificates.chain(), &certificates);
  // No verdict on a chain has this alert. OpenSSL asks again before it sends anything.
  handshake_->refuses_staple =
      context_.requests_ocsp() && alert == Alert::kBadCertificateStatusResponse;
  return handshake_->refuses_staple ? Alert::kNone : alert;
}

// --- data

int Connection::Read(MutableBytes out) {
  return SSL_read(ssl_.get(), out.data(), static_cast<int>(out.size()));
}

EngineIo Connection::ReadStopped(MutableBytes /*out*/, int /*answer*/) {
  Step step = Stopped();
  if (step != Step::kFailed && waiting_ && WriteHeld() != Step::kDone) step = Step::kFailed;
  return {0, step};
}

int Connection::Write(ByteView data) {
  if (waiting_) [[unlikely]]
    return 0;
  return SSL_write(ssl_.get(), data.data(), static_cast<int>(data.size()));
}

EngineIo Connection::WriteStopped(ByteView data, int /*answer*/) {
  return {data.size(), Hold(data)};
}

Step Connection::UpdateKeys(KeyUpdateRequest request) {
  if (!waiting_ && !SSL_in_init(ssl_.get())) return SendKeyUpdate(request);
  waiting_ = true;
  if (key_update_held_ != KeyUpdateRequest::kUpdateRequested) key_update_held_ = request;
  return WriteHeld();
}

Step Connection::SendKeyUpdate(KeyUpdateRequest request) {
  const int type = request == KeyUpdateRequest::kUpdateRequested ? SSL_KEY_UPDATE_REQUESTED
                                                                 : SSL_KEY_UPDATE_NOT_REQUESTED;
  const bool sent = SSL_key_update(ssl_.get(), type) == 1 && SSL_do_handshake(ssl_.get()) == 1;
  return sent ? Step::kDone : Failed();
}

// --- authentication after the handshake

// Asking in the handshake is what OpenSSL would do in TLS 1.2, had it been told before.
Step Connection::RequestCertificate() {
  handshake_ = internal::MakeOwned<HandshakeData>();
  if (!handshake_) {
    error_ = {ErrorKind::kNoMemory};
    return Step::kFailed;
  }
  certificate_judged_ = false;
  SSL_set_msg_callback(ssl_.get(), NoteMessage);
  const int if_missing =
      context_.post_handshake_auth() == ClientAuth::kRequire ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
  SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE | if_missing, nullptr);
  if (!waiting_ && !SSL_in_init(ssl_.get())) return SendCertificateRequest();
  waiting_ = request_held_ = true;
  return WriteHeld();
}

Step Connection::SendCertificateRequest() {
  const bool sent =
      SSL_verify_client_post_handshake(ssl_.get()) == 1 && SSL_do_handshake(ssl_.get()) == 1;
  return sent ? Step::kDone : Failed();
}

// After the client's Finished, if it is wrong, OpenSSL does not leave its handshake any more.
bool Connection::CertificateAnswered() {
  if (!handshake_ || !handshake_->finished_came || SSL_in_init(ssl_.get())) return false;
  if (!certificate_judged_) host_.NoPeerCertificate(is_tls13());
  handshake_.reset();
  SSL_set_msg_callback(ssl_.get(), nullptr);
  return true;
}

Step Connection::SendClose() {
  if (waiting_ || SSL_in_init(ssl_.get())) {
    waiting_ = close_held_ = true;
    const Step step = WriteHeld();
    return step == Step::kDone && waiting_ ? Step::kWantRead : step;
  }
  return Shutdown();
}

// OpenSSL sends no alert once it has closed, and without one its errors cannot be told apart: so it
// forgets that it has.
Step Connection::Shutdown() {
  if (SSL_shutdown(ssl_.get()) < 0) return Failed();  // 0: the peer's is still to come.
  SSL_set_shutdown(ssl_.get(), SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN);
  return Step::kDone;
}

// --- resting

// What came of a record must not be given back with the buffer it is in: that its body is awaited,
// versions before 3.0.14 forget.
bool Connection::ReleaseBuffers(bool certainly) {
  if (!certainly && IsBusy()) return false;
  const bool awaits_header = SSL_rstate_string(ssl_.get())[1] == 'H';
  return awaits_header && SSL_free_buffers(ssl_.get()) == 1;
}

// To get the buffers again costs a fifth of what it takes to exchange two small messages. So a
// connection pays for it some times, which is nothing to what its handshake took, and then once per
// tick, of 1 to 10 milliseconds: no conversation across a network is much faster.
bool Connection::IsBusy() {
  std::timespec now{};
#ifdef CLOCK_MONOTONIC_COARSE
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
#else
  clock_gettime(CLOCK_MONOTONIC, &now);
#endif
  constexpr long kTick = 1000000;  // In nanoseconds.
  const auto tick =
      static_cast<std::uint32_t>(std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / kTick);
  if (tick == released_at_ && free_releases_ == 0) return true;
  if (tick == released_at_) --free_releases_;
  released_at_ = tick;
  return false;
}

// --- writing between two halves of a message
//
// When OpenSSL has read the first half of a ticket that is cut in two records, it writes nothing
// until it has the second. So what is to be written waits here.

Step Connection::Hold(ByteView data) {
  if (!waiting_ && Stopped() != Step::kWantRead) return Step::kFailed;
  waiting_ = true;
  if (held_.size() + data.size() > kMaxHeld || !held_.Append(data)) {
    error_ = {ErrorKind::kNoMemory};
    return Step::kFailed;
  }
  return WriteHeld();
}

Step Connection::WriteHeld() {
  if (SSL_do_handshake(ssl_.get()) != 1) {  // It goes on reading the message.
    return Stopped() == Step::kFailed ? Step::kFailed : Step::kDone;
  }
  for (ByteView rest = held_; !rest.empty();) {
    std::size_t written = 0;
    if (SSL_write_ex(ssl_.get(), rest.data(), rest.size(), &written) != 1) return Failed();
    rest = rest.subspan(written);
  }
  held_.Reset();
  waiting_ = false;
  if (key_update_held_ && SendKeyUpdate(*std::exchange(key_update_held_, {})) != Step::kDone) {
    return Step::kFailed;
  }
  if (std::exchange(request_held_, false) && SendCertificateRequest() != Step::kDone) {
    return Step::kFailed;
  }
  if (!close_held_) return Step::kDone;
  const Step step = Shutdown();
  host_.Mute();  // The core could not.
  return step;
}

// --- stopping

// SSL_get_error would need the error queue to be emptied before every call. A failure puts OpenSSL
// back into its handshake, and that empties the queue as it begins: so, and only there, an error in
// the queue is this connection's.
Step Connection::Stopped() {
  if (SSL_in_init(ssl_.get()) && ERR_peek_last_error() != 0) return Failed();
  if ((SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0) return Step::kClosed;
  return SSL_want_read(ssl_.get()) ? Step::kWantRead : Failed();
}

Step Connection::Failed() {
  const Fault fault = NewestFault();
  if (fault == Fault::kNoCertificate) host_.NoPeerCertificate(is_tls13());
  const Alert better = BetterAlert(alert_sent_, SSL_get_state(ssl_.get()));
  if (better != alert_sent_ && host_.SetPlaintextAlert(better)) {
    alert_sent_ = better;
  }
  error_ = TakeError(alert_sent_);
  if (fault == Fault::kWrongVersion && !handshake_done_) {
    record_type_ == SSL3_RT_ALERT ? ReadAlert() : RefuseJunk();
  }
  if (own_fault_) error_ = {*own_fault_, Detail::kNone, error_.alert, error_.native};
  return Step::kFailed;
}

// OpenSSL reads no alert under a version other than the one it chose. But a client that cannot read
// the ServerHello does not know that version. An alert is a level and a description.
void Connection::ReadAlert() {
  std::uint8_t body[2];
  if (record_size_ != sizeof body || host_.ReadSome(body) != sizeof body) return;
  error_.kind = ErrorKind::kAlertReceived;
  error_.detail = Detail::kNone;
  error_.alert = static_cast<Alert>(body[1]);
}

// OpenSSL sends no alert to a peer whose first record does not look like TLS.
void Connection::RefuseJunk() {
  if (alert_sent_ != Alert::kNone) return;
  const bool is_tls_type =
      SSL3_RT_CHANGE_CIPHER_SPEC <= record_type_ && record_type_ <= SSL3_RT_APPLICATION_DATA;
  error_.detail = is_tls_type ? Detail::kNoCommonVersion : Detail::kUnexpectedMessage;
  error_.alert = is_tls_type ? Alert::kProtocolVersion : Alert::kUnexpectedMessage;
  const std::uint8_t record[] = {
      SSL3_RT_ALERT, 3, 3, 0, 2, SSL3_AL_FATAL, static_cast<std::uint8_t>(error_.alert)};
  host_.Write(record);
}

// --- questions

EngineInfo Connection::info() const {
  SSL* const ssl = ssl_.get();
  EngineInfo info;
  info.version = ToVersion(SSL_version(ssl));
  info.cipher_suite = CipherSuite{SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(ssl))};
  const bool reused = SSL_session_reused(ssl) == 1;
  info.psk = reused && uses_psk_;
  info.resumed = reused && !info.psk;
  info.early_data_accepted = SSL_get_early_data_status(ssl) == SSL_EARLY_DATA_ACCEPTED;
  // In TLS 1.2 OpenSSL would tell the group of the session's first handshake.
  if (!info.resumed || info.version == Version::kTls13) {
    info.group = ToGroup(SSL_get_negotiated_group(ssl));
  }
  const unsigned char* alpn = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl, &alpn, &size);
  info.alpn = AsText({alpn, size});
  info.extended_master_secret = SSL_get_extms_support(ssl) == 1;
  return info;
}

// With a ticket there is none.
ByteView Connection::session_id() const {
  return is_tls13() ? ByteView() : IdOf(SSL_get0_session(ssl_.get()));
}

bool Connection::has_session() const {
  const SSL_SESSION* const session = SSL_get0_session(ssl_.get());
  return session != nullptr && session != known_session_.get() &&
         SSL_SESSION_is_resumable(session) == 1;
}

Result<internal::Owned<EngineSession>> Connection::TakeSession() {
  Result<internal::Owned<EngineSession>> copy = Session::CopyOf(*SSL_get0_session(ssl_.get()));
  if (copy && context_.role() == Role::kClient) known_session_.reset(SSL_get1_session(ssl_.get()));
  return copy;
}

}  // namespace omnitls::openssl
