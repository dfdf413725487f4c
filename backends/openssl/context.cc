#include "backends/openssl/context.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "backends/openssl/algorithms.h"
#include "backends/openssl/certificate_request.h"
#include "backends/openssl/connection.h"
#include "backends/openssl/errors.h"
#include "backends/openssl/private_key.h"
#include "backends/openssl/psk.h"
#include "backends/openssl/timestamps.h"

namespace omnitls::openssl {
namespace {

constexpr Error kRefused{ErrorKind::kUnsupported, Detail::kSetting};

// The longest Certificate message a peer may send, in bytes.
constexpr long kMaxCertificateMessage = 102400;
// The strength of a 2048-bit group (SP 800-57, 5.6.1.1).
constexpr int kMinDheStrength = 112;

constexpr std::uint64_t kOptions =
    SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
    SSL_OP_ENABLE_MIDDLEBOX_COMPAT |
    SSL_OP_NO_ANTI_REPLAY  // The core has its own.
#ifdef SSL_OP_NO_RX_CERTIFICATE_COMPRESSION
    // The peer's certificates are read from its message as it is on the wire.
    | SSL_OP_NO_RX_CERTIFICATE_COMPRESSION | SSL_OP_NO_TX_CERTIFICATE_COMPRESSION
#endif
    ;

// No partial writes: a write takes all, in records as small as the peer wants them. Moving buffers
// only relax what OpenSSL asks of its caller.
constexpr long kMode =
    SSL_MODE_AUTO_RETRY | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_NO_AUTO_CHAIN;

// In place of OpenSSL's security levels. The suites, groups, schemes and certificates have been
// judged above; the size of a server's own DHE group is seen nowhere else.
int CheckSecurity(const SSL*, const SSL_CTX*, int operation, int strength, int, void*, void*) {
  return operation != SSL_SECOP_TMP_DH || strength >= kMinDheStrength;
}

// Everything that the system's openssl.cnf may have set is set again.
bool SetProtocol(SSL_CTX* ctx, const EngineConfig& config) {
  SSL_CTX_clear_options(ctx, ~std::uint64_t{0});
  // For clients, too, only about TLS 1.2; for servers about both.
  const bool tickets = config.resumption && config.tls12_tickets;
  SSL_CTX_set_options(ctx, tickets ? kOptions : kOptions | SSL_OP_NO_TICKET);
  SSL_CTX_clear_mode(ctx, ~0L);
  SSL_CTX_set_mode(ctx, kMode);
  SSL_CTX_set_security_level(ctx, 0);
  SSL_CTX_set_security_callback(ctx, CheckSecurity);
  SSL_CTX_set_read_ahead(ctx, 0);
  SSL_CTX_set_max_cert_list(ctx, kMaxCertificateMessage);
  return SSL_CTX_set_min_proto_version(ctx, ToProtocol(config.min_version)) == 1 &&
         SSL_CTX_set_max_proto_version(ctx, ToProtocol(config.max_version)) == 1;
}

bool SetRecords(SSL_CTX* ctx, const EngineConfig& config) {
  return SSL_CTX_set_tlsext_max_fragment_length(ctx, config.max_fragment_length) == 1 &&
         SSL_CTX_set_block_padding(ctx, config.padding) == 1;
}

Result<void> SetCipherSuites(SSL_CTX* ctx, const EngineConfig& config) {
  Bytes names;
  if (!JoinNames(config.tls13_suites, names)) return Fail(ErrorKind::kNoMemory);
  if (SSL_CTX_set_ciphersuites(ctx, CString(names)) != 1) return Fail(TakeConfigError(kRefused));
  if (!JoinNames(config.tls12_suites, names)) return Fail(ErrorKind::kNoMemory);
  // OpenSSL calls an empty list an error, and sets it nevertheless. Names that it does not know it
  // leaves out. So count.
  SSL_CTX_set_cipher_list(ctx, config.tls12_suites.empty() ? "-ALL" : CString(names));
  const std::size_t wanted = config.tls12_suites.size() + config.tls13_suites.size();
  const int got = sk_SSL_CIPHER_num(SSL_CTX_get_ciphers(ctx));
  if (got < 0 || static_cast<std::size_t>(got) != wanted) return Fail(TakeConfigError(kRefused));
  return {};
}

Result<void> SetGroupsAndSchemes(SSL_CTX* ctx, const EngineConfig& config) {
  Bytes groups;
  Bytes schemes;
  if (!JoinNames(config.groups, groups) || !JoinNames(config.signature_schemes, schemes)) {
    return Fail(ErrorKind::kNoMemory);
  }
  if (SSL_CTX_set1_groups_list(ctx, CString(groups)) != 1 ||
      SSL_CTX_set1_sigalgs_list(ctx, CString(schemes)) != 1 ||
      SSL_CTX_set1_client_sigalgs_list(ctx, CString(schemes)) != 1) {
    return Fail(TakeConfigError(kRefused));
  }
  // For DHE in TLS 1.2: a group as strong as the server's key.
  SSL_CTX_set_dh_auto(ctx, 1);
  return {};
}

Result<CertificateHandle> ParseCertificate(ByteView der) {
  const unsigned char* position = der.data();
  CertificateHandle certificate(d2i_X509(nullptr, &position, static_cast<long>(der.size())));
  if (!certificate) {
    return Fail(TakeConfigError({ErrorKind::kConfig, Detail::kMalformedCertificate}));
  }
  return certificate;
}

Result<void> SetIdentity(SSL_CTX* ctx, const EngineIdentity& identity) {
  const Result<CertificateHandle> leaf = ParseCertificate(identity.chain[0]);
  if (!leaf) return Fail(leaf.error());
  const CertificatesHandle others(sk_X509_new_null());
  if (!others) return Fail(ErrorKind::kNoMemory);
  for (const ByteView der : identity.chain.subspan(1)) {
    Result<CertificateHandle> other = ParseCertificate(der);
    if (!other) return Fail(other.error());
    if (sk_X509_push(others.get(), other->get()) == 0) return Fail(ErrorKind::kNoMemory);
    other->release();
  }
  if (identity.is_external) {  // Each connection gets one of its own: Connection::Init.
    if (SSL_CTX_use_certificate(ctx, leaf->get()) == 1 &&
        SSL_CTX_set1_chain(ctx, others.get()) == 1) {
      return {};
    }
    return Fail(TakeConfigError(kRefused));
  }
  const Result<KeyHandle> key = ParsePrivateKey(identity);
  if (!key) return Fail(key.error());
  if (X509_check_private_key(leaf->get(), key->get()) != 1) {
    return Fail(TakeConfigError({ErrorKind::kConfig, Detail::kKeyMismatch}));
  }
  if (SSL_CTX_use_cert_and_key(ctx, leaf->get(), key->get(), others.get(), 1) != 1) {
    return Fail(TakeConfigError(kRefused));
  }
  return {};
}

void SetVerification(SSL_CTX* ctx, const EngineConfig& config) {
  int mode = SSL_VERIFY_NONE;
  if (config.role == Role::kClient) {
    if (config.verify_peer) mode = SSL_VERIFY_PEER;
  } else if (config.client_auth != ClientAuth::kNone) {
    mode = SSL_VERIFY_PEER;
    if (config.client_auth == ClientAuth::kRequire) mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  }
  SSL_CTX_set_verify(ctx, mode, nullptr);
  SSL_CTX_set_post_handshake_auth(ctx, config.offers_post_handshake_auth ? 1 : 0);
}

void SetResumption(SSL_CTX* ctx, const EngineConfig& config) {
  const bool is_server = config.role == Role::kServer;
  long mode = SSL_SESS_CACHE_OFF;
  // For the callbacks, not for OpenSSL to keep them. Without a cache a server gives no session IDs.
  if (is_server && config.session_ids) mode = SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL;
  if (!is_server && config.announce_sessions) {
    mode = SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL;
  }
  SSL_CTX_set_session_cache_mode(ctx, mode);
  SSL_CTX_set_timeout(ctx, static_cast<long>(config.session_lifetime));
  SSL_CTX_set_num_tickets(ctx, config.resumption ? config.ticket_count : 0);
  // What tickets promise, and what is taken, or skipped over.
  SSL_CTX_set_max_early_data(ctx, config.max_early_data);
  SSL_CTX_set_recv_max_early_data(ctx, internal::kMaxSkippedEarlyData);
}

}  // namespace

Result<internal::Owned<EngineContext>> Context::Make(const EngineConfig& config) {
  internal::Owned<Context> context(new (std::nothrow) Context(config));
  if (!context) return Fail(ErrorKind::kNoMemory);
  const Result<void> made = context->Init(config);
  ERR_clear_error();  // Also where all went well: see SetCipherSuites.
  if (!made) return Fail(made.error());
  return internal::Owned<EngineContext>(std::move(context));
}

Result<void> Context::Init(const EngineConfig& config) {
  ctx_.reset(SSL_CTX_new(role_ == Role::kClient ? TLS_client_method() : TLS_server_method()));
  sha256_.reset(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  sha384_.reset(EVP_MD_fetch(nullptr, "SHA384", nullptr));
  sha512_.reset(EVP_MD_fetch(nullptr, "SHA512", nullptr));
  if (!ctx_ || !sha256_ || !sha384_ || !sha512_) {
    return Fail(TakeConfigError({ErrorKind::kInternal}));
  }
  if (!anchor_keys_.Init(config.anchors)) return Fail(ErrorKind::kNoMemory);
  if (!SetProtocol(ctx_.get(), config) || !SetRecords(ctx_.get(), config)) {
    return Fail(TakeConfigError(kRefused));
  }
  if (const Result<void> set = SetCipherSuites(ctx_.get(), config); !set) return set;
  if (const Result<void> set = SetGroupsAndSchemes(ctx_.get(), config); !set) return set;
  if (config.identity != nullptr) {
    if (const Result<void> set = SetIdentity(ctx_.get(), *config.identity); !set) return set;
    if (config.identity->is_external) {
      if (const Result<void> set = external_key_.Init(*config.identity); !set) return set;
    }
  }
  SetVerification(ctx_.get(), config);
  if (!config.authorities.empty() && !NameAuthorities(ctx_.get(), config.authorities)) {
    return Fail(TakeConfigError({ErrorKind::kNoMemory}));
  }
  SetResumption(ctx_.get(), config);
  if (config.role == Role::kServer && !tickets_.Install(config, ctx_.get())) {
    return Fail(TakeConfigError(kRefused));
  }
  // Unlike its siblings, this call returns 0 for success.
  if (!config.alpn.empty() &&
      SSL_CTX_set_alpn_protos(ctx_.get(), config.alpn.data(),
                              static_cast<unsigned>(config.alpn.size())) != 0) {
    return Fail(TakeConfigError(kRefused));
  }
  if (!timestamps_.Assign(config.timestamps)) return Fail(ErrorKind::kNoMemory);
  if ((config.requests_timestamps || !timestamps_.empty()) && !ExchangeTimestamps(ctx_.get())) {
    return Fail(TakeConfigError({ErrorKind::kNoMemory}));
  }
  Connection::SetCallbacks(ctx_.get(), config);
  InstallPsk(ctx_.get(), config);
  return {};
}

Result<internal::Owned<EngineConnection>> Context::NewConnection(
    EngineHost& host, const EngineConnectionConfig& config) const {
  return Connection::Make(*this, host, config);
}

}  // namespace omnitls::openssl
