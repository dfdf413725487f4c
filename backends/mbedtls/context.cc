#include "backends/mbedtls/context.h"

#include "backends/mbedtls/algorithms.h"
#include "backends/mbedtls/connection.h"
#include "backends/mbedtls/errors.h"
#include "backends/mbedtls/psa.h"
#include "backends/mbedtls/psk.h"
#include "backends/mbedtls/shim.h"
#include "omnitls/profile.h"
#if defined(OMNITLS_BARE_METAL)
#include "omnitls/embedded/application.h"
#endif
#if defined(MBEDTLS_X509_CRT_PARSE_C)
#include "backends/mbedtls/private_key.h"
#endif

namespace omnitls::mbedtls {
namespace {

// The shortest prime a client accepts for finite-field Diffie-Hellman, in bits.
[[maybe_unused]] constexpr unsigned kMinDhBits = 2048;

constexpr Unexpected OutOfMemory() { return Fail(ErrorKind::kNoMemory); }

// What the library refuses, although Supports() confirmed it, is a setting it cannot honour.
Result<void> Check(int native) {
  if (native == 0) return {};
  if (IsOutOfMemory(native)) return OutOfMemory();
  return Fail(ErrorKind::kUnsupported, Detail::kSetting, Alert::kNone, native);
}

[[maybe_unused]] bool AnySupported(std::span<const SignatureScheme> schemes, Version version) {
  for (const SignatureScheme scheme : schemes) {
    if (Supports(scheme, version)) return true;
  }
  return false;
}

#if defined(MBEDTLS_X509_CRT_PARSE_C)
int ParseLeaf(mbedtls_x509_crt& chain, ByteView leaf) {
#if defined(OMNITLS_BARE_METAL)
  if (omnitls_application_is_constant(leaf.data(), leaf.size())) {
    return mbedtls_x509_crt_parse_der_nocopy(&chain, leaf.data(), leaf.size());
  }
#endif
  return mbedtls_x509_crt_parse_der(&chain, leaf.data(), leaf.size());
}
#endif

}  // namespace

Result<internal::Owned<EngineContext>> Context::Make(const EngineConfig& config) {
  if (const Result<void> started = StartPsa(); !started) return Fail(started.error());
  internal::Owned<Context> context(new (std::nothrow) Context(config));
  if (!context) return OutOfMemory();
  for (const auto step :
       {&Context::SetBasics, &Context::SetAlgorithms, &Context::SetPeerVerification,
        &Context::SetIdentity, &Context::SetAlpn, &Context::SetResumption, &Context::SetPsk}) {
    if (const Result<void> done = (context.get()->*step)(config); !done) return Fail(done.error());
  }
  return internal::Owned<EngineContext>(std::move(context));
}

Result<void> Context::SetBasics(const EngineConfig& config) {
  const int endpoint = is_server_ ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT;
  const int set = mbedtls_ssl_config_defaults(config_.get(), endpoint, MBEDTLS_SSL_TRANSPORT_STREAM,
                                              MBEDTLS_SSL_PRESET_DEFAULT);
  mbedtls_ssl_conf_rng(config_.get(), omnitls_mbedtls_random, nullptr);
  mbedtls_ssl_conf_min_tls_version(config_.get(), ToProtocol(config.min_version));
  mbedtls_ssl_conf_max_tls_version(config_.get(), ToProtocol(config.max_version));
#if defined(MBEDTLS_DHM_C) && defined(MBEDTLS_SSL_CLI_C)
  mbedtls_ssl_conf_dhm_min_bitlen(config_.get(), kMinDhBits);
#endif
#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
  if (set == 0) {
    return Check(mbedtls_ssl_conf_max_frag_len(config_.get(), config.max_fragment_length));
  }
#endif
  return Check(set);
}

Result<void> Context::SetAlgorithms(const EngineConfig& config) {
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    if (config.min_version <= version && version <= config.max_version &&
        !AnySupported(config.signature_schemes, version)) {
      return Fail(ErrorKind::kUnsupported, Detail::kSetting);
    }
  }
#endif
  // Suites of both versions stand in one list, which ends with 0 like the others.
  if (!AppendNumbers(config.tls13_suites, suites_) ||
      !AppendNumbers(config.tls12_suites, suites_) || !AppendNumbers(config.groups, groups_) ||
      !AppendNumbers(config.signature_schemes, signature_schemes_) || !suites_.Push(0) ||
      !groups_.Push(0) || !signature_schemes_.Push(0)) {
    return OutOfMemory();
  }
  mbedtls_ssl_conf_ciphersuites(config_.get(), suites_.data());
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  mbedtls_ssl_conf_groups(config_.get(), groups_.data());
  mbedtls_ssl_conf_sig_algs(config_.get(), signature_schemes_.data());
#endif
#if defined(MBEDTLS_SSL_SRV_C) && defined(MBEDTLS_SSL_PROTO_TLS1_2)
  mbedtls_ssl_conf_preference_order(config_.get(), MBEDTLS_SSL_SRV_CIPHERSUITE_ORDER_SERVER);
#endif
  return {};
}

// The library parses the peer's chain and checks the handshake's signatures with its key; the chain
// itself is judged above the seam (Connection::CheckPeer).
Result<void> Context::SetPeerVerification(const EngineConfig& config) {
  // A server that does not verify does not ask, so one that asks verifies, for nothing.
  const bool asks = is_server_ && config.client_auth != ClientAuth::kNone;
  mbedtls_ssl_conf_authmode(config_.get(),
                            asks ? MBEDTLS_SSL_VERIFY_OPTIONAL : MBEDTLS_SSL_VERIFY_NONE);
#if defined(MBEDTLS_X509_TRUSTED_CERTIFICATE_CALLBACK)
  mbedtls_ssl_conf_ca_cb(config_.get(), omnitls_mbedtls_no_issuer, nullptr);
#endif
#if defined(MBEDTLS_SSL_SRV_C) && defined(MBEDTLS_X509_CRT_PARSE_C)
  mbedtls_ssl_conf_cert_req_ca_list(config_.get(), MBEDTLS_SSL_CERT_REQ_CA_LIST_DISABLED);
#endif
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  if (!config.authorities.empty() && !authorities_.Install(config.authorities, *config_.get())) {
    return OutOfMemory();
  }
#endif
  return {};
}

Result<void> Context::SetIdentity([[maybe_unused]] const EngineConfig& config) {
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  if (config.identity == nullptr) return {};
  const EngineIdentity& identity = *config.identity;
  const ByteView leaf = identity.chain[0];
  if (const int parsed = ParseLeaf(*chain_.get(), leaf); parsed != 0) {
    if (IsOutOfMemory(parsed)) return OutOfMemory();
    return Fail(ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm, Alert::kNone, parsed);
  }
  omnitls_mbedtls_ignore_usage(chain_.get());
  for (const ByteView certificate : identity.chain.subspan(1)) {
    if (omnitls_mbedtls_append_unparsed(chain_.get(), certificate.data(), certificate.size()) !=
        0) {
      return OutOfMemory();
    }
  }
  if (identity.is_external) {
    key_kind_ = identity.key_kind;
    external_key_bits_ = identity.key_bits;
    return {};
  }
  if (const Result<void> read = ReadPrivateKey(identity, *key_.get()); !read) return read;
  if (const Result<void> match = CheckMatch(chain_->pk, *key_.get()); !match) return match;
  return Check(mbedtls_ssl_conf_own_cert(config_.get(), chain_.get(), key_.get()));
#else
  return {};
#endif
}

// From the wire's form to strings that end with a NUL, one after the other.
Result<void> Context::SetAlpn(const EngineConfig& config) {
  ByteView list = config.alpn;
  if (list.empty()) return {};
#if defined(MBEDTLS_SSL_ALPN)
  if (is_server_) return {};  // The choice is the core's, for each connection.
  if (!alpn_names_.Reserve(list.size())) return OutOfMemory();
  while (!list.empty()) {
    const std::string_view name = AsText(list.subspan(1, list[0]));
    list = list.subspan(1 + name.size());
    if (!alpn_.Push(alpn_names_.end()) || !alpn_names_.Append(name) || !alpn_names_.Push('\0')) {
      return OutOfMemory();
    }
  }
  if (!alpn_.Push(nullptr)) return OutOfMemory();
  return Check(mbedtls_ssl_conf_alpn_protocols(config_.get(), alpn_.data()));
#else
  return Fail(ErrorKind::kUnsupported, Detail::kSetting);
#endif
}

Result<void> Context::SetResumption([[maybe_unused]] const EngineConfig& config) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  // Never a pre-shared key alone: what a ticket gives away would be all that protects the data.
  mbedtls_ssl_conf_tls13_key_exchange_modes(config_.get(),
                                            config.resumption || offers_psk_ || config.accepts_psk
                                                ? MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ALL
                                                : MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL);
#endif
#if defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_SRV_C)
  if (is_server_ && config.resumption) tickets_.Install(config, *config_.get());
#endif
#if defined(MBEDTLS_SSL_EARLY_DATA)
  if (is_server_) {
    mbedtls_ssl_conf_early_data(config_.get(), early_data_enabled());
    mbedtls_ssl_conf_max_early_data_size(config_.get(), config.max_early_data);
  }
#endif
  if (is_server_) return {};
#if defined(MBEDTLS_SSL_CLI_C) && defined(MBEDTLS_SSL_SESSION_TICKETS)
  // About TLS 1.2; the next is about TLS 1.3.
  mbedtls_ssl_conf_session_tickets(config_.get(), config.resumption && config.tls12_tickets
                                                      ? MBEDTLS_SSL_SESSION_TICKETS_ENABLED
                                                      : MBEDTLS_SSL_SESSION_TICKETS_DISABLED);
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
      config_.get(), config.resumption ? MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED
                                       : MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_DISABLED);
#endif
#endif
  return {};
}

// A server's are for each connection to find.
Result<void> Context::SetPsk(const EngineConfig& config) {
  if (config.psk == nullptr) return {};
  return Check(OfferPsk(*config_.get(), *config.psk));
}

Result<internal::Owned<EngineConnection>> Context::NewConnection(
    EngineHost& host, const EngineConnectionConfig& config) const {
  return Connection::Make(*this, host, config);
}

}  // namespace omnitls::mbedtls
