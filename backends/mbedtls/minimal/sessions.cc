#include "backends/mbedtls/minimal/core.h"

#if defined(OMNITLS_MINIMAL_BOTH)
#include "backends/mbedtls/backend.h"
#include "backends/mbedtls/minimal/shim.h"
#include "backends/mbedtls/shim.h"
#include "omnitls/embedded/application.h"
#include "omnitls/saved_bytes.h"
#include "omnitls/system_time.h"

// Clients' sessions. A saved one, numbers big-endian, fields of bytes after their size:
//
//   8 bytes       kMagic, which ends with the form's version
//   64 bits       the policy it was made under
//   64 bits       when it was made: seconds since 1970 UTC
//   16-bit field  the server's name
//   16-bit field  the server's certificate
//   16-bit field  the library's session, which begins with the library's version and configuration
//   64 bits       a checksum of everything before it (FNV-1a): against accidents, not attackers
namespace omnitls {
namespace internal {

// SessionCore is what a Session counts references to, without atomics as contexts'.
class SessionCore : public Allocated {
 public:
  SessionCore() { mbedtls_ssl_session_init(&native); }
  ~SessionCore() { mbedtls_ssl_session_free(&native); }  // Which wipes it.

  static SessionCore* Get(const Session& session) { return session.core_; }
  static Session Make(Owned<SessionCore>& core) { return Session(core.release()); }
  void AddReference() { ++references; }
  void RemoveReference() {
    if (--references == 0) delete this;
  }

  std::uint32_t references = 1;
  std::uint64_t policy = 0;
  std::int64_t created_at = 0;  // Seconds since 1970 UTC.
  Bytes server_name;
  Bytes leaf;                  // What the server presented, for connections that resume.
  mbedtls_ssl_session native;  // Without it.
};

#if defined(MBEDTLS_SSL_CLI_C)
void KeepTickets(mbedtls_ssl_config& config) {
  mbedtls_ssl_conf_session_tickets(&config, MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
  mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
      &config, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
  // Never a pre-shared key alone: what a ticket gives away would be all that protects the data.
  mbedtls_ssl_conf_tls13_key_exchange_modes(&config,
                                            MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ALL);
}
#endif

namespace {

constexpr std::uint8_t kMagic[] = {'o', 'm', 'n', 'i', 'm', 'i', 'n', 1};
constexpr std::int64_t kMaxLifetime = 604800;  // RFC 8446, 4.6.1.
// The clock may have been set back a little since.
constexpr std::int64_t kMaxFromFuture = 86400;

constexpr Unexpected Malformed() { return Fail(ErrorKind::kConfig, Detail::kMalformedSession); }

// All that a server's chain was judged by, and who the client was.
std::uint64_t PolicyOf(const ContextCore& context) {
  Fnv print;
  print.Add(std::uint8_t{context.sends_server_name});
  print.Add(omnitls_mbedtls_fragment_code(&context.config));
#if defined(OMNITLS_MINIMAL_FULL)
  for (const std::uint16_t* scheme = omnitls_mbedtls_signature_schemes(&context.config);
       *scheme != 0; ++scheme) {
    print.Add(static_cast<std::uint8_t>(*scheme >> 8));
    print.Add(static_cast<std::uint8_t>(*scheme));
  }
#endif
  for (const mbedtls_x509_crt* of : {&context.chain, &context.anchors}) {
    for (; of != nullptr && of->raw.p != nullptr; of = of->next)
      print.Add({of->raw.p, of->raw.len});
    print.Add(std::uint8_t{0});
  }
  return print.value();
}

// A session is good for the name and the policy it was verified under, and for nothing else.
Result<void> Offer(ConnectionCore& connection, const SessionCore& session) {
  const ContextCore& context = connection.context();
  if (!context.has_sessions || session.policy != PolicyOf(context) ||
      session.server_name.text() != connection.name()) {
    return Fail(ErrorKind::kUsage, Detail::kPolicyMismatch);
  }
#if defined(MBEDTLS_SSL_CLI_C)
  // One that the context has left behind: then the handshake is a full one.
  if (!omnitls_mbedtls_session_fits(&context.config, &session.native)) return {};
  mbedtls_ssl_context* const ssl = &connection.native();
  if (mbedtls_ssl_set_session(ssl, &session.native) == 0 &&
      omnitls_mbedtls_set_offered_peer(ssl, session.leaf.view().data(), session.leaf.size()) == 0) {
    return {};
  }
#endif
  return Fail(omnitls_heap_has_refused() ? ErrorKind::kNoMemory : ErrorKind::kInternal);
}

Result<Session> Take(const ConnectionCore& connection, ByteView leaf) {
  Owned<SessionCore> core = MakeOwned<SessionCore>();
  if (!core || !core->server_name.Assign(AsBytes(connection.name())) || !core->leaf.Assign(leaf) ||
      omnitls_mbedtls_take_session(&connection.ssl(), &core->native) != 0) {
    return Fail(ErrorKind::kNoMemory);
  }
  omnitls_mbedtls_drop_peer(&core->native);
  core->policy = PolicyOf(connection.context());
  core->created_at = SystemTime();
  return SessionCore::Make(core);
}

}  // namespace
}  // namespace internal

using internal::ConnectionCore;
using internal::SessionCore;

Result<Connection> ClientContext::Connect(Transport& transport,
                                          const ConnectOptions& options) const {
  Result<Connection> made = Connect(transport, options.server_name);
  if (!made || options.session.empty()) return made;
  const Result<void> offered =
      internal::Offer(*ConnectionCore::Get(*made), *SessionCore::Get(options.session));
  if (!offered) return Fail(offered.error());
  return made;
}

SessionReadiness Connection::session_readiness() const {
  if (core_ == nullptr || !core_->context().is_client() || !core_->context().has_sessions ||
      core_->failed()) {
    return SessionReadiness::kNever;
  }
  if (!handshake_done()) return SessionReadiness::kLater;
  if (omnitls_mbedtls_has_session(&core_->ssl())) return SessionReadiness::kReady;
  return version() == Version::kTls13 ? SessionReadiness::kLater : SessionReadiness::kNever;
}

Result<Session> Connection::TakeSession() {
  if (session_readiness() != SessionReadiness::kReady) {
    return Fail(ErrorKind::kUsage, Detail::kNotAvailable);
  }
  return internal::Take(*core_, peer_certificate());
}

Session::Session(const Session& other) : core_(other.core_) {
  if (core_ != nullptr) core_->AddReference();
}
Session::~Session() {
  if (core_ != nullptr) core_->RemoveReference();
}
std::string_view Session::backend_name() const {
  return empty() ? std::string_view() : MbedTlsBackend().name();
}
std::string_view Session::server_name() const {
  return empty() ? std::string_view() : core_->server_name.text();
}
std::uint32_t Session::max_early_data() const { return 0; }

Result<void> Session::Save(SecretBytes& out) const {
  if (empty()) return Fail(ErrorKind::kUsage, Detail::kEmptyHandle);
  std::size_t size = 0;
  // Only tells the size.
  (void)mbedtls_ssl_session_save(&core_->native, nullptr, 0, &size);
  SecretBytes native, saved;
  MutableBytes room;
  if (!native.Grow(size, room) ||
      !saved.Reserve(64 + core_->server_name.size() + core_->leaf.size() + size)) {
    return Fail(ErrorKind::kNoMemory);
  }
  if (mbedtls_ssl_session_save(&core_->native, room.data(), room.size(), &size) != 0) {
    return Fail(ErrorKind::kInternal);
  }
  internal::SavedWriter writer(saved);
  writer.Bytes(internal::kMagic);
  writer.Number(core_->policy, 8);
  writer.Number(static_cast<std::uint64_t>(core_->created_at), 8);
  writer.Field(core_->server_name, 2);
  writer.Field(core_->leaf, 2);
  writer.Field(native, 2);
  writer.Number(internal::Checksum(saved), internal::kChecksumSize);
  if (!writer.good()) return Fail(ErrorKind::kNoMemory);
  out = std::move(saved);
  return {};
}

Result<Session> Session::Load(ByteView saved, const Backend& /*backend*/) {
  omnitls_heap_forget_refusal();
  constexpr std::size_t kSumSize = internal::kChecksumSize;
  if (saved.size() < sizeof internal::kMagic + kSumSize) return internal::Malformed();
  const ByteView body = saved.first(saved.size() - kSumSize);
  internal::ByteReader reader(body);
  if (!Equal(reader.Take(sizeof internal::kMagic), internal::kMagic) ||
      internal::ByteReader(saved.last(kSumSize)).LongNumber(kSumSize) != internal::Checksum(body)) {
    return internal::Malformed();
  }
  internal::Owned<SessionCore> core = internal::MakeOwned<SessionCore>();
  if (!core) return Fail(ErrorKind::kNoMemory);
  core->policy = reader.LongNumber(8);
  core->created_at = static_cast<std::int64_t>(reader.LongNumber(8));
  const ByteView name = reader.Vector(2);
  const ByteView leaf = reader.Vector(2);
  const ByteView native = reader.Vector(2);
  if (!reader.at_end()) return internal::Malformed();
  if (!core->server_name.Assign(name) || !core->leaf.Assign(leaf)) {
    return Fail(ErrorKind::kNoMemory);
  }
  const std::int64_t now = internal::SystemTime();
  if (core->created_at > now + internal::kMaxFromFuture ||
      core->created_at < now - internal::kMaxLifetime) {
    return Fail(ErrorKind::kConfig, Detail::kExpired);
  }
  const int loaded = mbedtls_ssl_session_load(&core->native, native.data(), native.size());
  if (loaded == 0) return SessionCore::Make(core);
  if (omnitls_heap_has_refused()) return Fail(ErrorKind::kNoMemory);
  return Fail(ErrorKind::kConfig,
              loaded == MBEDTLS_ERR_SSL_VERSION_MISMATCH ? Detail::kWrongBackend
                                                         : Detail::kMalformedSession,
              Alert::kNone, loaded);
}

}  // namespace omnitls

#endif  // OMNITLS_MINIMAL_BOTH
