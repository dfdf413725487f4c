#include "backends/mbedtls/connection.h"

#include <algorithm>
#include <cstring>

#include "backends/mbedtls/algorithms.h"
#include "backends/mbedtls/errors.h"
#include "backends/mbedtls/messages.h"
#include "backends/mbedtls/psk.h"
#include "backends/mbedtls/session.h"
#include "backends/mbedtls/shim.h"
#include "omnitls/profile.h"
#if defined(OMNITLS_BARE_METAL)
#include "omnitls/embedded/application.h"
#endif
#if defined(MBEDTLS_X509_CRT_PARSE_C)
#include "backends/mbedtls/certificate_request_shim.h"
#include "backends/mbedtls/certificate_shim.h"
#endif

namespace omnitls::mbedtls {

namespace profile = internal::profile;

namespace {

// The first byte of records: an alert, a handshake message, and what hides every kind of record in
// TLS 1.3.
constexpr std::uint8_t kAlertRecord = 21;
constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::uint8_t kEncryptedRecord = 23;
constexpr std::size_t kRecordHeader = 5;
// The longest protected record (RFC 5246, 6.2.3; RFC 8446, 5.2).
constexpr std::size_t kMaxTls12Record = 16384 + 2048;
constexpr std::size_t kMaxTls13Record = 16384 + 256;

// --- what the library calls
// ---------------------------------------------------------------------------------

int SendTo(EngineHost& host, const unsigned char* data, std::size_t size) {
  host.Write(ByteView(data, size));
  return static_cast<int>(size);
}

// The library asks for a header, then for the rest of a record.
template <std::size_t kMaxRecord>
int ReceiveFrom(EngineHost& host, unsigned char* out, std::size_t size) {
  if (size > kMaxRecord) [[unlikely]]
    return MBEDTLS_ERR_SSL_INVALID_RECORD;
  const std::size_t got = host.ReadSome(MutableBytes(out, size));
  return got != 0 ? static_cast<int>(got) : MBEDTLS_ERR_SSL_WANT_READ;
}

int Send(void* host, const unsigned char* data, std::size_t size) {
  return SendTo(*static_cast<EngineHost*>(host), data, size);
}

template <std::size_t kMaxRecord>
int Receive(void* host, unsigned char* out, std::size_t size) {
  return ReceiveFrom<kMaxRecord>(*static_cast<EngineHost*>(host), out, size);
}

// The library fragments no handshake messages. In the clear that can be done behind its back: what
// is hashed is the messages, not the records.
void SendFragmented(EngineHost& host, ByteView record, std::size_t most) {
  std::uint8_t header[kRecordHeader];
  std::memcpy(header, record.data(), sizeof header);
  for (ByteView rest = record.subspan(kRecordHeader); !rest.empty();) {
    const ByteView fragment = rest.first(std::min(rest.size(), most));
    header[3] = static_cast<std::uint8_t>(fragment.size() >> 8);
    header[4] = static_cast<std::uint8_t>(fragment.size());
    host.Write(header);
    host.Write(fragment);
    rest = rest.subspan(fragment.size());
  }
}

int SendHandshake(void* context, const unsigned char* data, std::size_t size) {
  HandshakeIo& io = *static_cast<HandshakeIo*>(context);
  if (io.in_step && (data[0] == kAlertRecord || data[0] == kEncryptedRecord)) {
    const bool plaintext = omnitls_mbedtls_is_plaintext(io.ssl);
    if (plaintext || omnitls_mbedtls_keys_are_stale(io.ssl)) {
      if (plaintext) io.withheld = Alert{data[size - 1]};
      return static_cast<int>(size);
    }
    io.alert_sent = true;
  }
  const std::size_t most = omnitls_mbedtls_max_fragment(io.ssl);
  if (size > kRecordHeader + most && data[0] == kHandshakeRecord &&
      omnitls_mbedtls_is_plaintext(io.ssl)) {
    SendFragmented(*io.host, ByteView(data, size), most);
    return static_cast<int>(size);
  }
  return SendTo(*io.host, data, size);
}

int ReceiveHandshake(void* context, unsigned char* out, std::size_t size) {
  if (static_cast<HandshakeIo*>(context)->deaf) return MBEDTLS_ERR_SSL_WANT_READ;
  return ReceiveFrom<kMaxTls12Record>(*static_cast<HandshakeIo*>(context)->host, out, size);
}

Unexpected CannotSetUp(int result) {
  return omnitls::Fail(IsOutOfMemory(result) ? ErrorKind::kNoMemory : ErrorKind::kInternal,
                       Detail::kNone, Alert::kNone, result);
}

Alert ToAlert(int number) {
  return number == OMNITLS_MBEDTLS_NO_ALERT ? Alert::kNone
                                            : Alert{static_cast<std::uint8_t>(number)};
}

}  // namespace

// --- making
// ------------------------------------------------------------------------------------------------

Result<internal::Owned<EngineConnection>> Connection::Make(const Context& context, EngineHost& host,
                                                           const EngineConnectionConfig& config) {
  internal::Owned<Connection> connection(new (std::nothrow) Connection(context, host));
  if (!connection) return omnitls::Fail(ErrorKind::kNoMemory);
  if (const Result<void> set_up = connection->SetUp(config); !set_up) {
    return omnitls::Fail(set_up.error());
  }
  return internal::Owned<EngineConnection>(std::move(connection));
}

Result<void> Connection::SetUp(const EngineConnectionConfig& config) {
  handshake_io_.host = host_;
  handshake_io_.ssl = ssl_.get();
  mbedtls_ssl_set_bio(ssl_.get(), &handshake_io_, SendHandshake, ReceiveHandshake, nullptr);
  if (context_->tells_secrets()) {
    secrets_ = internal::MakeOwned<SecretTeller>(*host_, *ssl_.get());
    if (!secrets_) return omnitls::Fail(ErrorKind::kNoMemory);
    secrets_->Start();
  }
  if (profile::kServer && (context_->is_server() || !profile::kClient)) return SetUpServer(config);
  return SetUpClient(config);
}

Result<void> Connection::SetUpClient(const EngineConnectionConfig& config) {
  uses_psk_ = context_->offers_psk();
  const mbedtls_ssl_config* ssl_config = context_->ssl_config();
  if (context_->has_external_key()) {
    if (!MakeOwnConfig()) return omnitls::Fail(ErrorKind::kNoMemory);
    ssl_config = &own_config_->config;
    if (const Result<void> used = UseExternalKey(*context_); !used) return used;
  }
  int result = mbedtls_ssl_setup(ssl_.get(), ssl_config);
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  if (result == 0) {
    // Nothing is verified against it (see Context::SetPeerVerification).
    result = mbedtls_ssl_set_hostname(ssl_.get(), config.sni.empty() ? nullptr : config.sni.data());
  }
#endif
  if (result != 0) return CannotSetUp(result);
  if (config.session == nullptr) return {};
  return static_cast<const Session*>(config.session)->Offer(*ssl_.get(), *context_->ssl_config());
}

// Some choices are the core's, and the library takes them from its configuration: so each
// connection has its own, which is as cheap to copy as it looks.
Result<void> Connection::SetUpServer(const EngineConnectionConfig& config) {
  if (!MakeOwnConfig()) return omnitls::Fail(ErrorKind::kNoMemory);
  OwnConfig& own = *own_config_;
  if (context_->has_external_key()) {
    if (const Result<void> used = UseExternalKey(*context_); !used) return used;
  }
  SetUpResumption(config);
  uses_psk_ = config.psk;
  if (config.psk) FindPsks(own.config, *host_);
  if (config.tls13_suite != CipherSuite::kNone) {
    own.suites[0] = static_cast<int>(config.tls13_suite);
    mbedtls_ssl_conf_ciphersuites(&own.config, own.suites);
  }
#if defined(MBEDTLS_SSL_ALPN)
  if (!config.alpn.empty()) {
    const std::uint8_t end = 0;
    if (!own.alpn.Append(AsBytes(config.alpn)) || !own.alpn.Append({&end, 1})) {
      return omnitls::Fail(ErrorKind::kNoMemory);
    }
    own.alpn_list[0] = reinterpret_cast<const char*>(own.alpn.data());
    mbedtls_ssl_conf_alpn_protocols(&own.config, own.alpn_list);
  }
#endif
#if defined(MBEDTLS_SSL_EARLY_DATA)
  own.takes_early_data = config.takes_early_data;
  if (!config.takes_early_data) {
    mbedtls_ssl_conf_early_data(&own.config, MBEDTLS_SSL_EARLY_DATA_DISABLED);
  }
  mbedtls_ssl_set_user_data_p(ssl_.get(), this);
  mbedtls_ssl_conf_cert_cb(&own.config, OnClientHello);
#endif
  if (const int result = mbedtls_ssl_setup(ssl_.get(), &own.config); result != 0) {
    return CannotSetUp(result);
  }
  return {};
}

bool Connection::MakeOwnConfig() {
  if (own_config_) return true;
  own_config_ = internal::MakeOwned<OwnConfig>();
  if (!own_config_) return false;
  own_config_->config = *context_->ssl_config();
  return true;
}

Result<void> Connection::UseExternalKey([[maybe_unused]] const Context& identity) {
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  OwnConfig& own = *own_config_;
  own.external_key =
      internal::MakeOwned<ExternalKey>(*host_, identity.key_kind(), identity.key_bits());
  if (!own.external_key ||
      mbedtls_ssl_conf_own_cert(&own.config, identity.chain(), &own.external_key->native()) != 0) {
    return omnitls::Fail(ErrorKind::kNoMemory);
  }
  return {};
#else
  return omnitls::Fail(ErrorKind::kInternal);
#endif
}

void Connection::SetUpResumption(const EngineConnectionConfig& config) {
  if constexpr (!profile::kServer) return;
  OwnConfig& own = *own_config_;
  if (!context_->session_ids() || config.psk) {
    mbedtls_ssl_conf_rng(&own.config, omnitls_mbedtls_random_without_session_id, ssl_.get());
  }
#if defined(MBEDTLS_SSL_SRV_C)
  if (config.session != nullptr) {
    const auto* const session = static_cast<const Session*>(config.session);
    mbedtls_ssl_conf_session_cache(&own.config, const_cast<Session*>(session), Session::OnId,
                                   nullptr);
  }
#endif
#if defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_SRV_C)
  if (context_->tickets() == nullptr || config.psk) return;
  own.tickets = {context_->tickets(), config.session_name, config.decline_tickets};
  own.tickets.Install(own.config);
#endif
}

// --- the handshake
// -----------------------------------------------------------------------------------------

Step Connection::Handshake() {
  if (!early_data_.empty()) {
    if (const Step step = WriteEarlyData(); step != Step::kDone) return step;
  }
  while (!omnitls_mbedtls_is_idle(ssl_.get())) {
    const omnitls_mbedtls_stage stage = omnitls_mbedtls_next_stage(ssl_.get());
    if (stage == OMNITLS_MBEDTLS_WRAP_UP) {
      group_ = Group{omnitls_mbedtls_group(ssl_.get())};
      resumed_ = omnitls_mbedtls_resumed(ssl_.get()) != 0;
      early_data_accepted_ = omnitls_mbedtls_early_data_accepted(ssl_.get()) != 0;
      extended_master_secret_ = omnitls_mbedtls_extended_master_secret(ssl_.get()) != 0;
    }
    if (stage == OMNITLS_MBEDTLS_FIRST_FINISHED && secrets_) secrets_->TellFirstFinished();
    int result = 0;
    if (stage == OMNITLS_MBEDTLS_READ_CERTIFICATE) {
      if (ReadPeer(result) != Step::kDone) return Step::kFailed;
    } else {
      result = HandshakeStep();
    }
    if (stage == OMNITLS_MBEDTLS_READ_CLIENT_HELLO) AfterClientHello();
#if defined(MBEDTLS_SSL_EARLY_DATA)
    if (result == MBEDTLS_ERR_SSL_RECEIVED_EARLY_DATA) result = ReadEarlyData();
#endif
    if (stage == OMNITLS_MBEDTLS_READ_CERTIFICATE_REQUEST &&
        ChooseIdentity(result) != Step::kDone) {
      return Step::kFailed;
    }
    if (result == 0 && HasMalformedMessage()) {
      return Refuse({ErrorKind::kProtocol, Detail::kDecodeError, Alert::kDecodeError});
    }
    if (result != 0) return AfterHandshakeStep(result);
  }
  FinishHandshake();
  return Step::kDone;
}

int Connection::HandshakeStep() {
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  if (own_config_ && own_config_->external_key &&
      omnitls_mbedtls_writes_certificate_verify(ssl_.get())) {
    return Run(omnitls_mbedtls_write_certificate_verify);
  }
  return Run(omnitls_mbedtls_writes_certificate_request(ssl_.get())
                 ? omnitls_mbedtls_write_certificate_request
                 : mbedtls_ssl_handshake_step);
#else
  return Run(mbedtls_ssl_handshake_step);
#endif
}

int Connection::Run(int (*step)(mbedtls_ssl_context*)) {
#if defined(OMNITLS_BARE_METAL)
  omnitls_heap_forget_refusal();
#endif
  if (const int flushed = omnitls_mbedtls_flush(ssl_.get()); flushed != 0) return flushed;
  handshake_io_.in_step = true;
  const int result = step(ssl_.get());
  handshake_io_.in_step = false;
  return result;
}

// --- early data

// The library writes what fits into a record, and each time but the first also goes on with the
// handshake, past where the peer's certificate would be judged: so there is nothing to read.
Step Connection::WriteEarlyData() {
#if defined(MBEDTLS_SSL_EARLY_DATA) && defined(MBEDTLS_SSL_CLI_C)
  if (!MakeOwnConfig()) return Fail(MBEDTLS_ERR_SSL_ALLOC_FAILED);
  mbedtls_ssl_conf_early_data(&own_config_->config, MBEDTLS_SSL_EARLY_DATA_ENABLED);
  omnitls_mbedtls_set_client_config(ssl_.get(), &own_config_->config);
  handshake_io_.deaf = true;
  int written = 0;
  while (!early_data_.empty()) {
    written = mbedtls_ssl_write_early_data(ssl_.get(), early_data_.data(), early_data_.size());
    if (written < 0) break;
    early_data_ = early_data_.subspan(static_cast<std::size_t>(written));
  }
  handshake_io_.deaf = false;
  // The session turned out to be of no use for it.
  if (written < 0 && written != MBEDTLS_ERR_SSL_CANNOT_WRITE_EARLY_DATA) return Fail(written);
#endif
  early_data_ = {};
  return Step::kDone;
}

// 0: go on.
int Connection::ReadEarlyData() {
#if defined(MBEDTLS_SSL_EARLY_DATA) && defined(MBEDTLS_SSL_SRV_C)
  std::uint8_t data[1024];
  const int size = mbedtls_ssl_read_early_data(ssl_.get(), data, sizeof data);
  if (size < 0) return size;
  if (!host_->EarlyData({data, static_cast<std::size_t>(size)}))
    return MBEDTLS_ERR_SSL_ALLOC_FAILED;
#endif
  return 0;
}

// Called when the session is known, and early data not accepted yet.
int Connection::OnClientHello([[maybe_unused]] mbedtls_ssl_context* ssl) {
#if defined(MBEDTLS_SSL_EARLY_DATA)
  auto& connection = *static_cast<Connection*>(mbedtls_ssl_get_user_data_p(ssl));
  OwnConfig& own = *connection.own_config_;
  if (own.takes_early_data && omnitls_mbedtls_resumes(ssl) && !connection.host_->AllowEarlyData()) {
    mbedtls_ssl_conf_early_data(&own.config, MBEDTLS_SSL_EARLY_DATA_DISABLED);
  }
  own.takes_early_data = false;
#endif
  return 0;
}

// The tickets of this connection promise what the context's do.
void Connection::AfterClientHello() {
#if defined(MBEDTLS_SSL_EARLY_DATA)
  omnitls_mbedtls_skip_early_data(ssl_.get(), internal::kMaxSkippedEarlyData);
  mbedtls_ssl_conf_early_data(&own_config_->config, context_->early_data_enabled());
#endif
}

// From here on the callbacks are as short as they can be, and nothing is asked of the configuration
// but what all connections of the context share.
void Connection::FinishHandshake() {
  const bool tls13 = mbedtls_ssl_get_version_number(ssl_.get()) == MBEDTLS_SSL_VERSION_TLS1_3;
  mbedtls_ssl_set_bio(ssl_.get(), host_, Send,
                      tls13 ? Receive<kMaxTls13Record> : Receive<kMaxTls12Record>, nullptr);
  if (secrets_) mbedtls_ssl_set_export_keys_cb(ssl_.get(), nullptr, nullptr);
  secrets_.reset();
  if constexpr (profile::kBareMetal) omnitls_mbedtls_forget_peer(ssl_.get());
  if (!own_config_) return;
  if (context_->is_server()) {
    omnitls_mbedtls_set_config(ssl_.get(), context_->ssl_config());
  } else {
    omnitls_mbedtls_set_client_config(ssl_.get(), context_->ssl_config());
  }
  own_config_.reset();
}

#if defined(MBEDTLS_X509_CRT_PARSE_C)
// The chain is taken from the message itself, and judged before the library looks at it. The
// library then gets to see the leaf only, whose key it needs: it stops at certificates that it
// cannot parse, be it for a critical extension that it does not know, and leaves out those whose
// signature it does not know.
Step Connection::ReadPeer(int& result) {
  result = Run(omnitls_mbedtls_read_certificate);
  if (result != 0) return Step::kDone;
  bool has_certificate = false;
  if (CheckPeer(has_certificate) != Step::kDone) return Step::kFailed;
  if (has_certificate) omnitls_mbedtls_leave_leaf(ssl_.get());
  result = Run(omnitls_mbedtls_parse_certificate);
  // A good chain is of no use if the library cannot read its leaf.
  const mbedtls_x509_crt* const leaf = omnitls_mbedtls_peer_leaf(ssl_.get());
  if (!has_certificate || (leaf != nullptr && leaf->raw.p != nullptr)) return Step::kDone;
#if defined(OMNITLS_BARE_METAL)
  if (omnitls_heap_has_refused()) return Fail(result);
#endif
  return Refuse({ErrorKind::kCertificate, Detail::kUnsupportedAlgorithm,
                 Alert::kUnsupportedCertificate, result});
}

Step Connection::CheckPeer(bool& has_certificate) {
  std::size_t size = 0;
  const unsigned char* message = omnitls_mbedtls_certificate_message(ssl_.get(), &size);
  if (message == nullptr) return Step::kDone;
  const bool tls13 = mbedtls_ssl_get_version_number(ssl_.get()) == MBEDTLS_SSL_VERSION_TLS1_3;
  internal::Vec<ByteView> chain;
  const ChainStatus status =
      ReadChain(ByteView(message, size), tls13, context_->is_server(), chain);
  if (status == ChainStatus::kNoMemory) return Fail(MBEDTLS_ERR_SSL_ALLOC_FAILED);
  if (status == ChainStatus::kMalformed || (chain.empty() && !context_->is_server())) {
    return Refuse({ErrorKind::kProtocol, Detail::kDecodeError, Alert::kDecodeError});
  }
  has_certificate = !chain.empty();
  const Alert verdict =
      has_certificate ? host_->VerifyPeer(chain.view()) : host_->NoPeerCertificate(tls13);
  if (verdict == Alert::kNone) return Step::kDone;
  return Refuse({ErrorKind::kCertificate, Detail::kUnsupportedAlgorithm, verdict});
}

Step Connection::ChooseIdentity(int result) {
  std::size_t size = 0;
  const unsigned char* const body = omnitls_mbedtls_certificate_request(ssl_.get(), &size);
  if (!context_->chooses_identity() || result != 0 || body == nullptr) return Step::kDone;
  const bool tls13 = mbedtls_ssl_get_version_number(ssl_.get()) == MBEDTLS_SSL_VERSION_TLS1_3;
  const EngineContext* identity = nullptr;
  const Alert alert = host_->ChooseIdentity(ByteView(body, size), tls13, identity);
  if (alert != Alert::kNone) return Refuse({ErrorKind::kInternal, Detail::kNone, alert});
  return identity == context_ ? Step::kDone
                              : PresentIdentity(static_cast<const Context*>(identity));
}

Step Connection::PresentIdentity(const Context* identity) {
  if (!MakeOwnConfig()) return Fail(MBEDTLS_ERR_SSL_ALLOC_FAILED);
  OwnConfig& own = *own_config_;
  if (own.external_key) {
    omnitls_mbedtls_free_own_key(&own.config);
    own.external_key.reset();
  }
  omnitls_mbedtls_use_identity(&own.config, identity != nullptr ? identity->ssl_config() : nullptr);
  if (identity != nullptr && identity->has_external_key() && !UseExternalKey(*identity)) {
    return Fail(MBEDTLS_ERR_SSL_ALLOC_FAILED);
  }
  omnitls_mbedtls_set_client_config(ssl_.get(), &own.config);
  return Step::kDone;
}

#else

// Never called: there are no certificates.
Step Connection::ReadPeer(int& result) {
  result = Run(mbedtls_ssl_handshake_step);
  return Step::kDone;
}
Step Connection::ChooseIdentity(int /*result*/) { return Step::kDone; }

#endif

// --- data
// --------------------------------------------------------------------------------------------------

int Connection::Read(MutableBytes out) {
  return mbedtls_ssl_read(ssl_.get(), out.data(), out.size());
}

EngineIo Connection::ReadStopped(MutableBytes out, int result) {
  while (true) {
    if (const Step step = AfterRead(result); step != Step::kDone) return {0, step};
    result = mbedtls_ssl_read(ssl_.get(), out.data(), out.size());
    if (result > 0) return {static_cast<std::size_t>(result), Step::kDone};
  }
}

int Connection::Write(ByteView data) {
  return mbedtls_ssl_write(ssl_.get(), data.data(), data.size());
}

// The peer may have asked for shorter records.
EngineIo Connection::WriteStopped(ByteView data, int result) {
  std::size_t done = 0;
  while (result > 0) {
    done += static_cast<std::size_t>(result);
    if (done == data.size()) return {done, Step::kDone};
    result = mbedtls_ssl_write(ssl_.get(), data.data() + done, data.size() - done);
  }
  return {done, Fail(result)};
}

// Never called: the library knows no KeyUpdate.
Step Connection::UpdateKeys(KeyUpdateRequest /*request*/) {
  error_ = {ErrorKind::kInternal};
  return Step::kFailed;
}

Step Connection::SendClose() {
  const int result = mbedtls_ssl_close_notify(ssl_.get());
  return result == 0 ? Step::kDone : Fail(result);
}

// --- failing
// -----------------------------------------------------------------------------------------------

Step Connection::AfterHandshakeStep(int result) {
  switch (result) {
    case MBEDTLS_ERR_SSL_WANT_READ:
      if (!omnitls_mbedtls_awaits_too_much(ssl_.get())) return Step::kWantRead;
      return Refuse({ErrorKind::kProtocol, Detail::kIllegalParameter, Alert::kIllegalParameter});
    case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY:
      return Step::kClosed;
    default:
      return Fail(result);
  }
}

Step Connection::AfterRead(int result) {
  switch (result) {
    case 0:  // A record without data.
      return Step::kDone;
    case MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET:
      if (context_->announces_sessions()) host_->NewSession();
      return Step::kDone;
    case MBEDTLS_ERR_SSL_WANT_READ:
      // Also said when a ticket has arrived, and waits for the next call to be looked at.
      return omnitls_mbedtls_is_idle(ssl_.get()) ? Step::kWantRead : Step::kDone;
    case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY:
      return Step::kClosed;
    default:
      return Fail(result);
  }
}

// The library sends some alerts at once, puts others off, and forgets some. In a handshake those it
// sends at once are withheld where they would go out in the clear or with the wrong keys, so that
// the one sent by Refuse is the only one.
Step Connection::Fail(int result) {
#if defined(OMNITLS_BARE_METAL)
  // The library calls it a failed handshake, too, or a wrong key.
  if (omnitls_heap_has_refused()) result = MBEDTLS_ERR_SSL_ALLOC_FAILED;
#endif
  if (const Alert received = ReceivedAlert(result); received != Alert::kNone) {
    error_ = {ErrorKind::kAlertReceived, Detail::kNone, received, result};
    return Step::kFailed;
  }
  const Alert fault =
      mbedtls_ssl_is_handshake_over(ssl_.get()) ? Alert::kNone : MessageFault(result);
  return Refuse(Translate(result, fault != Alert::kNone ? fault : ChosenAlert(result)));
}

// The library does not look at what follows a signature or a key.
bool Connection::HasMalformedMessage() const {
  std::size_t size = 0;
  const unsigned char* const last = omnitls_mbedtls_last_message(ssl_.get(), &size);
  return last != nullptr &&
         !IsWellFormed(ByteView(last, size), omnitls_mbedtls_signs_ecdhe(ssl_.get()) != 0);
}

// What is wrong with the last message, where the library has one error for everything.
Alert Connection::MessageFault(int result) const {
  std::size_t size = 0;
  const unsigned char* const last = omnitls_mbedtls_last_message(ssl_.get(), &size);
  if (last == nullptr || result == MBEDTLS_ERR_SSL_INVALID_MAC || IsOutOfMemory(result)) {
    return Alert::kNone;
  }
  const ByteView message(last, size);
  if (HasMalformedMessage()) return Alert::kDecodeError;
  if (mbedtls_ssl_get_version_number(ssl_.get()) != MBEDTLS_SSL_VERSION_TLS1_3) {
    // A ClientKeyExchange that is well-formed: all that can be wrong is its point.
    const bool is_about_point = result == MBEDTLS_ERR_SSL_DECODE_ERROR &&
                                message[0] == MBEDTLS_SSL_HS_CLIENT_KEY_EXCHANGE &&
                                omnitls_mbedtls_signs_ecdhe(ssl_.get()) != 0;
    return is_about_point ? Alert::kIllegalParameter : Alert::kNone;
  }
  if (const std::optional<std::uint16_t> scheme = SchemeOf(message)) {
    return omnitls_mbedtls_takes_signature(ssl_.get(), *scheme) ? Alert::kNone
                                                                : Alert::kIllegalParameter;
  }
  // A ServerHello has been looked at before: all that can be wrong is its key share.
  const bool is_about_share =
      result == MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE && message[0] == MBEDTLS_SSL_HS_SERVER_HELLO;
  return is_about_share ? Alert::kIllegalParameter : Alert::kNone;
}

Alert Connection::ReceivedAlert(int result) const {
  switch (result) {
    case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE:
      return ToAlert(omnitls_mbedtls_received_alert(ssl_.get()));
    case MBEDTLS_ERR_SSL_INVALID_MAC:
      return ToAlert(omnitls_mbedtls_plaintext_alert(ssl_.get()));
    default:
      return Alert::kNone;
  }
}

// The alert that the library chose for an error, where it is known.
Alert Connection::ChosenAlert(int result) {
  const Alert library = ToAlert(omnitls_mbedtls_library_alert(ssl_.get(), result));
  if (library != Alert::kNone) {
    if (mbedtls_ssl_is_handshake_over(ssl_.get())) handshake_io_.alert_sent = true;
    return library;
  }
  // Only for the Finished message of TLS 1.2 does the library send this under the new keys.
  if (result == MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE && handshake_io_.alert_sent) {
    return Alert::kDecryptError;
  }
  const Alert record = ToAlert(omnitls_mbedtls_record_alert(ssl_.get(), result));
  return record != Alert::kNone ? record : handshake_io_.withheld;
}

Step Connection::Refuse(const Error& error) {
  error_ = error;
  if (!handshake_io_.alert_sent) {
    omnitls_mbedtls_send_final_alert(ssl_.get(), static_cast<unsigned char>(error.alert));
  }
  return Step::kFailed;
}

// --- questions
// ---------------------------------------------------------------------------------------------

EngineInfo Connection::info() const {
  EngineInfo info;
  info.version = ToVersion(mbedtls_ssl_get_version_number(ssl_.get()));
  info.cipher_suite =
      CipherSuite{static_cast<std::uint16_t>(mbedtls_ssl_get_ciphersuite_id_from_ssl(ssl_.get()))};
  info.group = group_;
#if defined(MBEDTLS_SSL_ALPN)
  if (const char* alpn = mbedtls_ssl_get_alpn_protocol(ssl_.get()); alpn != nullptr) {
    info.alpn = alpn;
  }
#endif
  // In TLS 1.3 the library tells a PSK from another by nothing.
  info.psk = resumed_ && uses_psk_;
  info.resumed = resumed_ && !info.psk;
  info.early_data_accepted = early_data_accepted_;
  info.extended_master_secret = extended_master_secret_;
  // 16,383 in TLS 1.3, because of the padding to a multiple of 16; less if the peer says so.
  const int most = mbedtls_ssl_get_max_out_record_payload(ssl_.get());
  if (most > 0) info.max_record = static_cast<std::size_t>(most);
  return info;
}

ByteView Connection::session_id() const {
  const bool tls12 = mbedtls_ssl_get_version_number(ssl_.get()) == MBEDTLS_SSL_VERSION_TLS1_2;
  if (!context_->session_ids() || !tls12) return {};
  std::size_t size = 0;
  const unsigned char* const id = omnitls_mbedtls_session_id(ssl_.get(), &size);
  return {id, size};
}

bool Connection::has_session() const { return omnitls_mbedtls_has_session(ssl_.get()) != 0; }

Result<internal::Owned<EngineSession>> Connection::TakeSession() {
  return Session::Take(*ssl_.get());
}

}  // namespace omnitls::mbedtls
