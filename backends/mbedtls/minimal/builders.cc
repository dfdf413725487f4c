#include <psa/crypto.h>

#include "backends/mbedtls/minimal/core.h"
#include "backends/mbedtls/minimal/shim.h"
#include "backends/mbedtls/shim.h"
#include "omnitls/embedded/application.h"

namespace omnitls {
namespace internal {
namespace {

// A key alone has no forward secrecy: who wants that, says so.
constexpr bool kNamesSuite = !kHasCertificates;

#if !defined(OMNITLS_MINIMAL_FULL)
// The names of all there is, as the registry writes them.
#if defined(OMNITLS_PROFILE_PSK_MIN)
constexpr std::string_view kTls12Suite = "TLS_PSK_WITH_AES_128_GCM_SHA256";
#elif defined(MBEDTLS_SSL_PROTO_TLS1_2)
constexpr std::string_view kTls12Suite = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
#else
constexpr std::string_view kTls12Suite;
#endif
constexpr std::string_view kTls13Suite = profile::kTls13 ? "TLS_AES_128_GCM_SHA256" : "";

void CheckName(ContextSettings* settings, std::string_view name, std::string_view only) {
  if (settings == nullptr) return;
  if (name == only) {
    settings->has_suite = true;
  } else {
    settings->Fail({ErrorKind::kUnsupported, Detail::kUnknownName},
                   "this profile of the library has another, and only that");
  }
}
#else
// What goes without naming (docs/defaults.md). For suites the configuration says so.
constexpr std::uint16_t kGroups[] = {29, 23, 24, 0};
constexpr std::uint16_t kSignatureSchemes[] = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805,
                                               0x0501, 0x0603, 0x0806, 0x0601, 0};
#endif

ContextSettings* MakeSettings(Role role) {
  omnitls_heap_forget_refusal();
  Owned<ContextCore> core(new (std::nothrow) ContextCore(role));
  Owned<ContextSettings> settings(core ? new (std::nothrow) ContextSettings(core.get()) : nullptr);
  if (!settings) return nullptr;
  core.release();
  mbedtls_ssl_config& config = settings->core->config;
  settings->has_suite = !kNamesSuite;
  if ((role == Role::kClient && !profile::kClient) ||
      (role == Role::kServer && !profile::kServer)) {
    settings->Fail({ErrorKind::kUnsupported, Detail::kSetting},
                   profile::kServer ? "this profile of the library leaves out clients"
                                    : "this profile of the library leaves out servers");
  }
  settings->Check(psa_crypto_init(), Detail::kNone);
  settings->Check(
      mbedtls_ssl_config_defaults(
          &config, settings->core->is_client() ? MBEDTLS_SSL_IS_CLIENT : MBEDTLS_SSL_IS_SERVER,
          MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT),
      Detail::kNone);
  mbedtls_ssl_conf_rng(&config, omnitls_mbedtls_random, nullptr);
#if defined(OMNITLS_MINIMAL_FULL)
  mbedtls_ssl_conf_groups(&config, kGroups);
  mbedtls_ssl_conf_sig_algs(&config, kSignatureSchemes);
#endif
#if defined(OMNITLS_MINIMAL_BOTH)
  // Sessions are for who asks: KeepTickets and UseTickets.
  mbedtls_ssl_conf_tls13_key_exchange_modes(&config,
                                            MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL);
#if defined(MBEDTLS_SSL_CLI_C)
  mbedtls_ssl_conf_session_tickets(&config, MBEDTLS_SSL_SESSION_TICKETS_DISABLED);
#endif
#endif
  return settings.release();
}

}  // namespace

bool IsUsable(const ContextSettings* settings) {
  omnitls_heap_forget_refusal();
  return settings != nullptr && settings->usable();
}

void ContextSettings::Fail(const Error& e, const char* words) {
  if (failed) return;
  failed = true;
  error = e;
  message = words;
}

void ContextSettings::Check(int native, Detail otherwise) {
  if (native == 0) return;
  if (omnitls_heap_has_refused()) return Fail({ErrorKind::kNoMemory});
  Fail({otherwise == Detail::kNone ? ErrorKind::kInternal : ErrorKind::kConfig, otherwise,
        Alert::kNone, native});
}

}  // namespace internal

using internal::ContextCore;
namespace profile = internal::profile;

BuilderBase::BuilderBase(Role role, const Backend& /*backend*/)
    : settings_(internal::MakeSettings(role)) {}
BuilderBase::~BuilderBase() { delete settings_; }

std::string_view BuilderBase::error_message() const {
  return settings_ == nullptr ? "out of memory" : settings_->message;
}

void BuilderBase::SetVersions(Version minimum, Version maximum) {
  if (settings_ == nullptr) return;
  if (minimum > internal::kMostVersion ||
      (maximum != Version::kNone && maximum < internal::kLeastVersion)) {
    return settings_->Fail({ErrorKind::kUnsupported, Detail::kSetting},
                           "this profile of the library leaves out that version");
  }
#if defined(OMNITLS_MINIMAL_BOTH)
  if (!internal::IsUsable(settings_)) return;
  mbedtls_ssl_config& config = settings_->core->config;
  if (minimum == Version::kTls13) {
    mbedtls_ssl_conf_min_tls_version(&config, MBEDTLS_SSL_VERSION_TLS1_3);
  } else if (minimum != Version::kNone) {
    mbedtls_ssl_conf_min_tls_version(&config, MBEDTLS_SSL_VERSION_TLS1_2);
  }
  if (maximum == Version::kTls12) {
    mbedtls_ssl_conf_max_tls_version(&config, MBEDTLS_SSL_VERSION_TLS1_2);
  } else if (maximum != Version::kNone) {
    mbedtls_ssl_conf_max_tls_version(&config, MBEDTLS_SSL_VERSION_TLS1_3);
  }
  settings_->Check(omnitls_mbedtls_allows_nothing(&config), Detail::kVersionRange);
#endif
}
#if !defined(OMNITLS_MINIMAL_FULL)
void BuilderBase::SetTls12CipherSuites(std::string_view names) {
  internal::CheckName(settings_, names, internal::kTls12Suite);
}
void BuilderBase::SetTls13CipherSuites(std::string_view names) {
  internal::CheckName(settings_, names, internal::kTls13Suite);
}
void BuilderBase::SetGroups(std::string_view names) {
  internal::CheckName(settings_, names, "secp256r1");
}
void BuilderBase::SetSignatureSchemes(std::string_view names) {
  internal::CheckName(settings_, names, "ecdsa_secp256r1_sha256");
}
#endif

void BuilderBase::SetMaxFragmentLength([[maybe_unused]] std::size_t bytes) {
  if (!internal::IsUsable(settings_)) return;
#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
  unsigned char code = MBEDTLS_SSL_MAX_FRAG_LEN_512;
  for (std::size_t length = 512; length < bytes; length *= 2) ++code;
  const bool valid = (bytes & (bytes - 1)) == 0 && bytes >= 512;
  settings_->Check(valid ? mbedtls_ssl_conf_max_frag_len(&settings_->core->config, code) : -1,
                   Detail::kSetting);
#if defined(OMNITLS_MINIMAL_BOTH)
  settings_->fragments = internal::ContextSettings::CheckFragments;
#endif
#else
  settings_->Fail({ErrorKind::kUnsupported, Detail::kSetting},
                  "this profile of the library leaves out MaxFragmentLength");
#endif
}

#if defined(OMNITLS_MINIMAL_BOTH)

void internal::ContextSettings::CheckFragments(ContextSettings& settings) {
  if (omnitls_mbedtls_allows(&settings.core->config, MBEDTLS_SSL_VERSION_TLS1_3)) {
    settings.Fail({ErrorKind::kUnsupported, Detail::kSetting},
                  "MaxFragmentLength is for TLS 1.2, and TLS 1.3 is allowed");
  }
}

void internal::ContextSettings::Keep(Extra* extra) {
  if (extra == nullptr) return Fail({ErrorKind::kNoMemory});
  extra->next = std::exchange(core->extras, extra);
}

#endif

#if defined(MBEDTLS_X509_CRT_PARSE_C)

namespace {

int Parse(mbedtls_x509_crt& chain, ByteView der) {
  return omnitls_application_is_constant(der.data(), der.size())
             ? mbedtls_x509_crt_parse_der_nocopy(&chain, der.data(), der.size())
             : mbedtls_x509_crt_parse_der(&chain, der.data(), der.size());
}

}  // namespace

void BuilderBase::AddCa(ByteView der, std::string_view /*source*/) {
  if (!internal::IsUsable(settings_)) return;
  mbedtls_x509_crt& anchors = settings_->core->anchors;
  settings_->Check(Parse(anchors, der), Detail::kMalformedCertificate);
  mbedtls_ssl_conf_ca_chain(&settings_->core->config, &anchors, nullptr);
}

void BuilderBase::SetCertificate(ByteView der, std::string_view /*source*/) {
  if (!internal::IsUsable(settings_)) return;
  mbedtls_x509_crt& chain = settings_->core->chain;
  mbedtls_x509_crt_free(&chain);
  settings_->Check(Parse(chain, der), Detail::kMalformedCertificate);
  // What a certificate is for, its peer judges.
  omnitls_mbedtls_ignore_usage(&chain);
  if (settings_->own_identity == nullptr) {
    settings_->own_identity = internal::ContextSettings::UseIdentity;
  }
}

void BuilderBase::SetPrivateKey(ByteView der, std::string_view /*source*/) {
  if (!internal::IsUsable(settings_)) return;
  mbedtls_pk_context& key = settings_->core->key;
  mbedtls_pk_free(&key);
  settings_->Check(mbedtls_pk_parse_key(&key, der.data(), der.size(), nullptr, 0,
                                        omnitls_mbedtls_random, nullptr),
                   Detail::kMalformedDer);
  if (settings_->own_identity == nullptr) {
    settings_->own_identity = internal::ContextSettings::UseIdentity;
  }
}

// Linked by programs that have an identity.
void internal::ContextSettings::UseIdentity(ContextSettings& settings) {
  ContextCore& own = *settings.core;
  if (own.chain.raw.p == nullptr || mbedtls_pk_get_type(&own.key) == MBEDTLS_PK_NONE) {
    return settings.Fail({ErrorKind::kConfig, Detail::kMissingIdentity});
  }
  settings.Check(mbedtls_pk_check_pair(&own.chain.pk, &own.key, omnitls_mbedtls_random, nullptr),
                 Detail::kKeyMismatch);
  settings.Check(mbedtls_ssl_conf_own_cert(&own.config, &own.chain, &own.key), Detail::kNone);
}

ClientContextBuilder& ClientContextBuilder::ServerName(std::string_view name) {
  if (internal::IsUsable(settings_) && !settings_->core->name.Assign(AsBytes(name))) {
    settings_->Fail({ErrorKind::kNoMemory});
  }
  return *this;
}

ClientContextBuilder& ClientContextBuilder::SendServerName(bool send) {
  if (internal::IsUsable(settings_)) settings_->core->sends_server_name = send;
  return *this;
}

ServerContextBuilder& ServerContextBuilder::ClientAuthentication([[maybe_unused]] ClientAuth mode) {
#if defined(MBEDTLS_SSL_SRV_C)
  if (!internal::IsUsable(settings_)) return *this;
  constexpr std::uint8_t kModes[] = {MBEDTLS_SSL_VERIFY_NONE, MBEDTLS_SSL_VERIFY_OPTIONAL,
                                     MBEDTLS_SSL_VERIFY_REQUIRED};
  settings_->client_auth = mode;
  mbedtls_ssl_conf_authmode(&settings_->core->config, kModes[static_cast<std::size_t>(mode)]);
  mbedtls_ssl_conf_cert_req_ca_list(&settings_->core->config,
                                    MBEDTLS_SSL_CERT_REQ_CA_LIST_DISABLED);
#endif
  return *this;
}

#endif

Result<ContextCore*> BuilderBase::BuildCore() {
  if (settings_ == nullptr) return Fail(ErrorKind::kNoMemory);
  internal::ContextSettings& settings = *settings_;
  if (internal::IsUsable(settings_)) {
    if (settings.own_identity != nullptr) settings.own_identity(settings);
    const bool is_client = settings.core->is_client();
#if defined(OMNITLS_MINIMAL_BOTH)
    if (settings.fragments != nullptr) settings.fragments(settings);
    if (is_client && settings.core->has_sessions && internal::KeepTickets != nullptr) {
      internal::KeepTickets(settings.core->config);
    }
#endif
    Detail missing = Detail::kNone;
    if (!settings.has_suite) missing = Detail::kNothingLeft;
#if defined(MBEDTLS_X509_CRT_PARSE_C)
    const bool judges = is_client || settings.client_auth != ClientAuth::kNone;
    const bool needs_certificates = !internal::kHasChoice || !settings.has_key;
    if (judges && needs_certificates && settings.core->anchors.raw.p == nullptr) {
      missing = Detail::kMissingTrustAnchors;
    }
    if (!is_client && needs_certificates && settings.own_identity == nullptr) {
      missing = Detail::kMissingIdentity;
    }
#else
    if (!settings.has_key) missing = is_client ? Detail::kNothingLeft : Detail::kMissingIdentity;
#endif
    if (missing != Detail::kNone) settings.Fail({ErrorKind::kConfig, missing});
#if defined(OMNITLS_MINIMAL_FULL)
    if (settings.suites != nullptr && settings.usable()) settings.suites(settings);
#endif
  } else {
    settings.Fail({ErrorKind::kUsage, Detail::kNotAvailable});  // It has built its context already.
  }
  if (settings.failed) return Fail(settings.error);
  return settings.core.release();
}

Result<ClientContext> ClientContextBuilder::Build() {
  const Result<ContextCore*> core = BuildCore();
  if (!core) return Fail(core.error());
  return ClientContext(*core);
}

Result<ServerContext> ServerContextBuilder::Build() {
#if defined(OMNITLS_MINIMAL_BOTH) && defined(MBEDTLS_SSL_SRV_C)
  if (internal::IsUsable(settings_)) settings_->UseTickets();
#endif
  const Result<ContextCore*> core = BuildCore();
  if (!core) return Fail(core.error());
  return ServerContext(*core);
}

}  // namespace omnitls
