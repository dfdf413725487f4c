#include "backends/wolfssl/connection.h"

#include <algorithm>
#include <climits>

#include "backends/wolfssl/algorithms.h"
#include "backends/wolfssl/errors.h"
#include "backends/wolfssl/session.h"

namespace omnitls::wolfssl {
namespace {

int OnRead(WOLFSSL* /*ssl*/, char* out, int size, void* user) {
  auto& host = *static_cast<EngineHost*>(user);
  const std::size_t got =
      host.ReadSome({reinterpret_cast<std::uint8_t*>(out), static_cast<std::size_t>(size)});
  return got > 0 ? static_cast<int>(got) : WOLFSSL_CBIO_ERR_WANT_READ;
}

int OnWrite(WOLFSSL* /*ssl*/, char* data, int size, void* user) {
  auto& host = *static_cast<EngineHost*>(user);
  host.Write({reinterpret_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)});
  return size;
}

// Faults that are not about whom to trust; the library must not go on after them.
bool IsBroken(int code) {
  return code == PEER_KEY_ERROR || code == MEMORY_E || code == MEMORY_ERROR;
}

// Called for the leaf, last of the chain, and not only once; by some configurations for the other
// certificates, too. A return value other than 0 overrides the library's own verdict.
int OnCertificate(int /*is_good*/, WOLFSSL_X509_STORE_CTX* store) {
  if (store->error_depth != 0) return 1;
  ByteView chain[MAX_CHAIN_DEPTH];
  const std::size_t count =
      std::min<std::size_t>(static_cast<std::size_t>(store->totalCerts), MAX_CHAIN_DEPTH);
  for (std::size_t i = 0; i < count; ++i)
    chain[i] = {store->certs[i].buffer, store->certs[i].length};
  auto& connection = *static_cast<Connection*>(store->userCtx);
  return connection.OnPeerChain({chain, count}) && !IsBroken(store->error) ? 1 : 0;
}

}  // namespace

void InstallCallbacks(WOLFSSL_CTX* ctx) {
  wolfSSL_CTX_SetIORecv(ctx, OnRead);
  wolfSSL_CTX_SetIOSend(ctx, OnWrite);
  ctx->verifyCallback = OnCertificate;
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
  wolfSSL_SetIOWriteCtx(ssl_.get(), &host_);
  wolfSSL_SetCertCbCtx(ssl_.get(), this);
  return context_.role() == Role::kClient ? StartClient(config) : StartServer(config);
}

Result<void> Connection::StartClient(const EngineConnectionConfig& config) {
  if (!config.sni.empty() &&
      wolfSSL_UseSNI(ssl_.get(), WOLFSSL_SNI_HOST_NAME, config.sni.data(),
                     static_cast<unsigned short>(config.sni.size())) != WOLFSSL_SUCCESS) {
    return Fail(ErrorKind::kNoMemory);
  }
  if (config.session == nullptr) return {};
  if (!static_cast<const Session*>(config.session)->GiveTo(ssl_.get())) {
    return Fail(ErrorKind::kNoMemory);
  }
  MarkTicketOld();
  return {};
}

Result<void> Connection::StartServer(const EngineConnectionConfig& config) {
  if (!config.alpn.empty() &&
      TLSX_UseALPN(&ssl_->extensions, config.alpn.data(), static_cast<word16>(config.alpn.size()),
                   WOLFSSL_ALPN_CONTINUE_ON_MISMATCH, ssl_->heap) != WOLFSSL_SUCCESS) {
    return Fail(ErrorKind::kNoMemory);
  }
  return {};
}

bool Connection::OnPeerChain(std::span<const ByteView> chain) {
  peer_shown_ = true;
  const Alert alert = host_.VerifyPeer(chain);
  if (alert == Alert::kNone) return true;
  FailWith(alert);
  return false;
}

// The library would follow with an alert of its own.
Step Connection::FailWith(Alert alert) {
  SendAlert(ssl_.get(), alert_fatal, static_cast<int>(alert));
  host_.Mute();
  return Step::kFailed;
}

Step Connection::Handshake() {
  const int result =
      context_.role() == Role::kClient ? wolfSSL_connect(ssl_.get()) : wolfSSL_accept(ssl_.get());
  return result == WOLFSSL_SUCCESS ? FinishHandshake() : Stop();
}

Step Connection::FinishHandshake() {
  if (context_.client_auth() == ClientAuth::kNone || peer_shown_) return Step::kDone;
  const Alert alert = host_.NoPeerCertificate(is_tls13());
  return alert == Alert::kNone ? Step::kDone : FailWith(alert);
}

Step Connection::Stop() {
  switch (wolfSSL_state(ssl_.get())) {
    case WANT_READ:
      return Step::kWantRead;
    case ZERO_RETURN:
      return Step::kClosed;
    default:
      failure_ = TakeError(ssl_.get());
      return Step::kFailed;
  }
}

EngineIo Connection::Read(MutableBytes out) {
  const std::size_t most = std::min<std::size_t>(out.size(), INT_MAX);
  const int got = wolfSSL_read(ssl_.get(), out.data(), static_cast<int>(most));
  if (got > 0) [[likely]]
    return {static_cast<std::size_t>(got), Step::kDone};
  return {0, Stop()};
}

EngineIo Connection::Write(ByteView data) {
  const int put = wolfSSL_write(ssl_.get(), data.data(), static_cast<int>(data.size()));
  if (put > 0) [[likely]]
    return {static_cast<std::size_t>(put), Step::kDone};
  Stop();
  return {0, Step::kFailed};
}

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
  EngineInfo info;
  info.version = ToVersion(wolfSSL_GetVersion(ssl_.get()));
  info.cipher_suite = CipherSuite{
      static_cast<std::uint16_t>(ssl_->options.cipherSuite0 << 8 | ssl_->options.cipherSuite)};
  info.resumed = wolfSSL_session_reused(ssl_.get()) != 0;
  info.group = group(info.cipher_suite);
  if (context_.role() == Role::kClient) {
    char* name = nullptr;
    word16 size = 0;
    if (wolfSSL_ALPN_GetProtocol(ssl_.get(), &name, &size) == WOLFSSL_SUCCESS) {
      info.alpn = {name, size};
    }
  }
  return info;
}

Group Connection::group(CipherSuite suite) const {
  if (is_tls13()) return Group{ssl_->namedGroup};
  const CipherSuiteInfo* info = FindCipherSuite(suite);
  if (info == nullptr || wolfSSL_session_reused(ssl_.get()) != 0) return Group::kNone;
  switch (info->key_exchange) {
    case KeyExchange::kEcdheEcdsa:
    case KeyExchange::kEcdheRsa:
      return ToGroup(ssl_->ecdhCurveOID);
    default:
      return Group::kNone;
  }
}

void Connection::MarkTicketOld() {
  has_old_ticket_ = true;
  old_age_add_ = ssl_->session->ticketAdd;
}

bool Connection::has_session() const {
  const WOLFSSL_SESSION& session = *ssl_->session;
  if (session.isSetup == 0) return false;
  if (is_tls13()) {
    return session.ticketLen > 0 && !(has_old_ticket_ && session.ticketAdd == old_age_add_);
  }
  return !session_taken_ && (session.ticketLen > 0 || session.sessionIDSz > 0);
}

Result<internal::Owned<EngineSession>> Connection::TakeSession() {
  Result<internal::Owned<EngineSession>> session = Session::CopyOf(*ssl_->session);
  if (session) {
    session_taken_ = true;
    MarkTicketOld();
  }
  return session;
}

}  // namespace omnitls::wolfssl
