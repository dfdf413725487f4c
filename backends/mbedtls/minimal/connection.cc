#include <mbedtls/net_sockets.h>
#include <mbedtls/platform.h>

#include <algorithm>
#include <cstring>

#include "backends/mbedtls/minimal/core.h"
#include "backends/mbedtls/minimal/shim.h"
#include "backends/mbedtls/shim.h"
#include "omnitls/embedded/application.h"

namespace omnitls {
namespace internal {
namespace {

constexpr Error kEmptyHandle{ErrorKind::kUsage, Detail::kEmptyHandle};
constexpr Error kReentrantCall{ErrorKind::kUsage, Detail::kReentrantCall};
constexpr Error kBeforeHandshake{ErrorKind::kUsage, Detail::kBeforeHandshake};
constexpr Error kAfterClose{ErrorKind::kUsage, Detail::kAfterClose};
constexpr Error kNullBuffer{ErrorKind::kUsage, Detail::kNullBuffer};

// Our own codes for the library to hand back: what became of the transport.
constexpr int kTransportEnded = MBEDTLS_ERR_NET_CONN_RESET;
constexpr int kTransportBroken = MBEDTLS_ERR_NET_RECV_FAILED;
// And of ContextCore::step: error_ is the error.
[[maybe_unused]] constexpr int kFault = MBEDTLS_ERR_NET_SEND_FAILED;

constexpr std::uint8_t kAlertRecord = 21;
constexpr std::uint8_t kEncryptedRecord = 23;
[[maybe_unused]] constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::size_t kRecordHeader = 5;

Unexpected CannotSetUp() {
  return Fail(omnitls_heap_has_refused() ? ErrorKind::kNoMemory : ErrorKind::kInternal);
}

#if defined(MBEDTLS_X509_CRT_PARSE_C)

// What a program may ask for: a DNS name (RFC 1123, 2.1), or an IP address, of which the library
// knows the form.
bool IsName(std::string_view name, bool is_ip) {
  if (name.size() > MBEDTLS_SSL_MAX_HOST_NAME_LEN) return false;
  bool has_letter = is_ip;
  for (const char c : name) {
    const bool letter = static_cast<unsigned>((c | 0x20) - 'a') < 26;
    has_letter |= letter;
    // The characters from '-' to ':' but '/': "-.0123456789:".
    if (!letter && c != '_' && (c < '-' || c > (is_ip ? ':' : '9') || c == '/')) return false;
  }
  return has_letter;
}

#endif

}  // namespace

// --- making and ending

ConnectionCore::ConnectionCore(ContextCore& context, Transport& transport)
    : context_(&context), transport_(&transport) {
  context.AddReference();
  mbedtls_ssl_init(&ssl_);
}

ConnectionCore::~ConnectionCore() {
  mbedtls_ssl_free(&ssl_);
  Release(late_name_);
  context_->RemoveReference();
}

Result<Connection> ConnectionCore::Make(ContextCore& context, Transport& transport,
                                        std::string_view name) {
  omnitls_heap_forget_refusal();
  Owned<ConnectionCore> core(new (std::nothrow) ConnectionCore(context, transport));
  if (!core || mbedtls_ssl_setup(&core->ssl_, &context.config) != 0) return CannotSetUp();
  mbedtls_ssl_set_bio(&core->ssl_, core.get(), Send, Receive, nullptr);
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  if (context.is_client()) {
    if (name.empty()) name = context.name.text();
    // Who has a pre-shared key alone verifies none.
    const bool verifies = !kHasChoice || context.anchors.raw.p != nullptr;
    if (name.empty() && verifies) return Fail(ErrorKind::kConfig, Detail::kMissingServerName);
    if ((verifies || !name.empty()) && core->SetName(name) != 0) {
      if (omnitls_heap_has_refused()) return CannotSetUp();
      return Fail(ErrorKind::kConfig, Detail::kInvalidServerName);
    }
  }
#else
  // The library sends names only where it knows certificates.
  if (!name.empty()) return Fail(ErrorKind::kUnsupported, Detail::kSetting);
#endif
  return Connection(core.release());
}

#if defined(MBEDTLS_X509_CRT_PARSE_C)

// The library sends the name that it verifies. One that is not to be sent (RFC 6066, 3: addresses)
// it is told later: see Handshake.
int ConnectionCore::SetName(std::string_view name) {
  late_name_ = static_cast<char*>(Allocate(name.size() + 1));
  if (late_name_ == nullptr) return -1;
  std::memcpy(late_name_, name.data(), name.size());
  late_name_[name.size()] = '\0';
  std::uint8_t address[16];
  const bool is_ip = mbedtls_x509_crt_parse_cn_inet_pton(late_name_, address) != 0;
  if (!IsName(name, is_ip)) return -1;
  const bool late = is_ip || !context_->sends_server_name;
  const int set = mbedtls_ssl_set_hostname(&ssl_, late ? nullptr : late_name_);
  if (!late) Release(std::exchange(late_name_, nullptr));
  return set;
}

#endif

// --- the transport

int ConnectionCore::Receive(void* connection, unsigned char* out, std::size_t size) {
  auto& core = *static_cast<ConnectionCore*>(connection);
  const IoResult got = core.transport_->Read({out, size});
  if (got.status == IoStatus::kOk) return static_cast<int>(got.bytes);
  if (got.status == IoStatus::kWouldBlock) return MBEDTLS_ERR_SSL_WANT_READ;
  core.error_.native = got.error;
  return got.status == IoStatus::kEof ? kTransportEnded : kTransportBroken;
}

// Alerts that would go out with keys that the peer does not expect are left to Stop.
int ConnectionCore::Send(void* connection, const unsigned char* data, std::size_t size) {
  auto& core = *static_cast<ConnectionCore*>(connection);
  if (core.in_step_ && (data[0] == kAlertRecord || data[0] == kEncryptedRecord)) {
    if (omnitls_mbedtls_is_plaintext(&core.ssl_) || omnitls_mbedtls_keys_are_stale(&core.ssl_)) {
      return static_cast<int>(size);
    }
    core.alert_sent_ = true;
  }
  const IoResult put = core.transport_->Write({data, size});
  if (put.bytes != 0 && put.status <= IoStatus::kWouldBlock) return static_cast<int>(put.bytes);
  if (put.status <= IoStatus::kWouldBlock) return MBEDTLS_ERR_SSL_WANT_WRITE;
  core.error_.native = put.error;
  return kTransportBroken;
}

// --- calls

const Error* ConnectionCore::Start(Call call, const std::uint8_t* data, std::size_t size) const {
  if ((state_ & kBusy) != 0) return &kReentrantCall;
  if ((state_ & kFailed) != 0 && call != kFlush) return &error_;
  if (call == kHandshake || call == kFlush) return nullptr;
  if (!handshake_done()) return &kBeforeHandshake;
  if (call == kWrite && (state_ & kCloseSent) != 0) return &kAfterClose;
  if (data == nullptr && size != 0) return &kNullBuffer;
  return nullptr;
}

const Error* ConnectionCore::Run(ConnectionCore* core, Call call, std::uint8_t* data,
                                 std::size_t size, Progress& progress) {
  if (core == nullptr) return &kEmptyHandle;
  if (const Error* const error = core->Start(call, data, size)) return error;
  core->state_ |= kBusy;
  omnitls_heap_forget_refusal();
  const int result = core->Do(call, data, size, progress);
  const Error* const error = result != 0 ? core->Stop(result, progress.next) : nullptr;
  core->state_ &= static_cast<std::uint8_t>(~kBusy);
  return error;
}

int ConnectionCore::Do(Call call, std::uint8_t* data, std::size_t size, Progress& progress) {
  if (call == kHandshake) {
    if (const int result = Handshake(); result != 0) return result;
  }
  if (call == kRead) {
    if (size == 0) return 0;
    if ((state_ & kCloseReceived) != 0) return MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY;
    int result = 0;  // Also said of a record without data.
    while (result == 0 || result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) {
      result = mbedtls_ssl_read(&ssl_, data, size);
      // Also said when a ticket has arrived, and waits for the next call to be looked at.
      if (kHasBoth && result == MBEDTLS_ERR_SSL_WANT_READ && !is_idle()) result = 0;
    }
    if (result < 0) return result;
    progress.bytes = static_cast<std::size_t>(result);
    return 0;
  }
  // What has not been taken yet goes first.
  int result = omnitls_mbedtls_flush(&ssl_);
  if (result == 0 && call == kWrite) result = Write(data, size, progress.bytes);
  if (result == 0 && call == kClose && (state_ & kCloseSent) == 0) {
    state_ |= kCloseSent;
    result = mbedtls_ssl_close_notify(&ssl_);
  }
  return result;
}

int ConnectionCore::Handshake() {
  while (!is_idle()) {
#if defined(MBEDTLS_X509_CRT_PARSE_C)
    if (late_name_ != nullptr && omnitls_mbedtls_reads_certificate(&ssl_)) {
      if (const int set = mbedtls_ssl_set_hostname(&ssl_, late_name_); set != 0) return set;
      Release(std::exchange(late_name_, nullptr));
    }
#endif
    int result = omnitls_mbedtls_flush(&ssl_);
    if (result != 0) return result;
    in_step_ = true;
#if defined(OMNITLS_MINIMAL_BOTH)
    // An external pre-shared key looks like a session; but contexts with one have none.
    if ((!kHasChoice || context_->has_sessions) && omnitls_mbedtls_is_about_to_resume(&ssl_)) {
      state_ |= kResumed;
    }
#if defined(OMNITLS_MINIMAL_FULL)
    if (omnitls_mbedtls_next_stage(&ssl_) == OMNITLS_MBEDTLS_WRAP_UP) {
      group_ = omnitls_mbedtls_group(&ssl_);
    }
#endif
    result = context_->step != nullptr ? context_->step(*this) : mbedtls_ssl_handshake_step(&ssl_);
#else
    result = mbedtls_ssl_handshake_step(&ssl_);
#endif
    in_step_ = false;
#if defined(MBEDTLS_X509_CRT_PARSE_C)
    // A client whose certificate was asked for, and is bad: the library would go on.
    if (profile::kServer && result == 0 &&
        (mbedtls_ssl_get_verify_result(&ssl_) &
         ~std::uint32_t{MBEDTLS_X509_BADCERT_MISSING | MBEDTLS_X509_BADCERT_SKIP_VERIFY}) != 0 &&
        mbedtls_ssl_get_verify_result(&ssl_) != ~std::uint32_t{0}) {
      return MBEDTLS_ERR_X509_CERT_VERIFY_FAILED;
    }
#endif
    if (result == MBEDTLS_ERR_SSL_WANT_READ && omnitls_mbedtls_awaits_too_much(&ssl_)) {
      result = MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER;
    }
    if (result != 0) return result;
  }
  // Who has no name to verify has verified nothing; unless in the session's first handshake, or by
  // a pre-shared key.
  if (late_name_ != nullptr && !resumed() && (!kHasChoice || !peer_chain().empty())) {
    return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
  }
  omnitls_mbedtls_drop_handshake_keys(&ssl_);
  return 0;
}

int ConnectionCore::Write(const std::uint8_t* data, std::size_t size, std::size_t& done) {
  while (done < size) {
    const int result = mbedtls_ssl_write(&ssl_, data + done, size - done);
    if (result == MBEDTLS_ERR_SSL_WANT_WRITE) {
      // The record is made, and waits.
      const auto most = static_cast<std::size_t>(mbedtls_ssl_get_max_out_record_payload(&ssl_));
      done += std::min(size - done, most);
    }
    if (result < 0) return result;
    done += static_cast<std::size_t>(result);
  }
  return 0;
}

// --- waiting and failing

const Error* ConnectionCore::Stop(int native, Next& next) {
  if (native == MBEDTLS_ERR_SSL_WANT_READ) {
    next = Next::kWantRead;
    return nullptr;
  }
  if (native == MBEDTLS_ERR_SSL_WANT_WRITE) {
    next = Next::kWantWrite;
    return nullptr;
  }
  const bool done = handshake_done();
  if (native == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY && done) {
    state_ |= kCloseReceived;
    next = Next::kClosed;
    return nullptr;
  }
  if ((state_ & kFailed) != 0) return nullptr;  // The rest of Flush is lost.
  state_ |= kFailed;
  int chosen = omnitls_mbedtls_library_alert(&ssl_, native);
#if defined(MBEDTLS_SSL_SRV_C)
  // What the library says in TLS 1.3 of a client that has no certificate.
  if (chosen == MBEDTLS_SSL_ALERT_MSG_NO_CERT) {
    native = MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE;
    chosen = OMNITLS_MBEDTLS_NO_ALERT;
  }
  // A client that had no keys yet.
  if (native == MBEDTLS_ERR_SSL_INVALID_MAC) {
    const int alert = omnitls_mbedtls_plaintext_alert(&ssl_);
    if (alert != OMNITLS_MBEDTLS_NO_ALERT) {
      error_ = {ErrorKind::kAlertReceived, Detail::kNone, Alert{static_cast<std::uint8_t>(alert)},
                native};
      return &error_;
    }
  }
#endif
  // What ends a connection without an alert of ours.
  if (native == kTransportEnded || native == kTransportBroken) {
    error_.kind = native == kTransportEnded ? ErrorKind::kTruncated : ErrorKind::kTransport;
    return &error_;
  }
  if (native == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ||
      native == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) {
    error_ = {ErrorKind::kAlertReceived, Detail::kNone,
              Alert{omnitls_mbedtls_received_alert(&ssl_)}, native};
    return &error_;
  }
  if (omnitls_heap_has_refused()) {
    // The library calls it a failed handshake, too, or a wrong key.
    error_ = {ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError, native};
  } else if (!kHasBoth || native != kFault) {
    const bool has_chosen = chosen != OMNITLS_MBEDTLS_NO_ALERT;
    alert_sent_ |= has_chosen && done;
    error_ = Translate(ssl_, native,
                       has_chosen ? Alert{static_cast<std::uint8_t>(chosen)} : Alert::kNone);
  }
  if ((state_ & kCloseSent) != 0) {
    error_.alert = Alert::kNone;  // It was the last word (RFC 8446, 6.1).
  } else if (!alert_sent_) {
    omnitls_mbedtls_send_final_alert(&ssl_, static_cast<unsigned char>(error_.alert));
  }
  return &error_;
}

#if defined(OMNITLS_MINIMAL_BOTH)
int ConnectionCore::Fault(const Error& error) {
  error_ = error;
  return kFault;
}
#endif

// --- questions

CloseState ConnectionCore::close_state() const {
  constexpr CloseState kStates[] = {CloseState::kOpen, CloseState::kSent, CloseState::kReceived,
                                    CloseState::kComplete};
  return kStates[state_ / kCloseSent & 3];
}

const char* ConnectionCore::name() const {
  return late_name_ != nullptr ? late_name_ : omnitls_mbedtls_server_name(&ssl_);
}

PeerChain ConnectionCore::peer_chain() {
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  if (const mbedtls_x509_crt* const leaf = mbedtls_ssl_get_peer_cert(&ssl_); leaf != nullptr) {
    peer_end_ = static_cast<std::uint32_t>(leaf->raw.len);
    return {{leaf->raw.p, leaf->raw.len}, {&peer_end_, 1}};
  }
#endif
  return {};
}

}  // namespace internal

// --- the interface

namespace {

using internal::ConnectionCore;

Result<Progress> Answer(const Error* error, const Progress& progress) {
  if (error != nullptr) return Fail(*error);
  return progress;
}

Result<Next> Call(ConnectionCore* core, ConnectionCore::Call call) {
  Progress progress;
  const Error* const error = ConnectionCore::Run(core, call, nullptr, 0, progress);
  if (error != nullptr) return Fail(*error);
  return progress.next;
}

}  // namespace

Connection& Connection::operator=(Connection&& other) noexcept {
  if (this != &other) delete std::exchange(core_, std::exchange(other.core_, nullptr));
  return *this;
}
Connection::~Connection() { delete core_; }

Result<Next> Connection::Handshake() { return Call(core_, ConnectionCore::kHandshake); }
Result<Next> Connection::Flush() { return Call(core_, ConnectionCore::kFlush); }
Result<Next> Connection::SendClose() { return Call(core_, ConnectionCore::kClose); }

Result<Progress> Connection::Read(MutableBytes out) {
  Progress progress;
  const Error* const error =
      ConnectionCore::Run(core_, ConnectionCore::kRead, out.data(), out.size(), progress);
  return Answer(error, progress);
}

Result<Progress> Connection::Write(ByteView data) {
  Progress progress;
  const Error* const error = ConnectionCore::Run(
      core_, ConnectionCore::kWrite, const_cast<std::uint8_t*>(data.data()), data.size(), progress);
  return Answer(error, progress);
}

// Each span gets records of its own.
Result<Progress> Connection::WriteGathered(std::span<const ByteView> spans) {
  Progress all;
  for (const ByteView data : spans) {
    const Result<Progress> put = Write(data);
    if (!put) return put;
    all.bytes += put->bytes;
    all.next = put->next;
    if (put->bytes != data.size()) break;
  }
  return all;
}

// Nothing is kept that could be given back.
Result<void> Connection::ReleaseBuffers() {
  Progress progress;
  const Error* const error =
      ConnectionCore::Run(core_, ConnectionCore::kNothing, nullptr, 0, progress);
  if (error != nullptr) return Fail(*error);
  return {};
}

CloseState Connection::close_state() const {
  return core_ == nullptr ? CloseState::kOpen : core_->close_state();
}
bool Connection::handshake_done() const { return core_ != nullptr && core_->handshake_done(); }
Version Connection::version() const {
  if (!handshake_done()) return Version::kNone;
  if (!internal::kHasBoth) return internal::kMostVersion;
  return Version{static_cast<std::uint16_t>(mbedtls_ssl_get_version_number(&core_->ssl()))};
}
#if defined(OMNITLS_MINIMAL_BOTH)
bool Connection::resumed() const { return handshake_done() && core_->resumed(); }
#endif
CipherSuite Connection::cipher_suite() const {
  if (!handshake_done()) return CipherSuite::kNone;
  return CipherSuite{
      static_cast<std::uint16_t>(mbedtls_ssl_get_ciphersuite_id_from_ssl(&core_->ssl()))};
}
Group Connection::group() const {
  return internal::kHasCertificates && handshake_done() ? core_->group() : Group::kNone;
}
std::string_view Connection::server_name() const {
  const char* const name = core_ == nullptr ? nullptr : core_->name();
  return name == nullptr ? std::string_view() : std::string_view(name);
}
PeerChain Connection::peer_chain() const {
  return core_ == nullptr ? PeerChain() : core_->peer_chain();
}
ByteView Connection::peer_certificate() const {
  const PeerChain chain = peer_chain();
  return chain.empty() ? ByteView() : chain[0];
}

}  // namespace omnitls
