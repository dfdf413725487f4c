#ifndef OMNITLS_BACKENDS_MBEDTLS_CONTEXT_H_
#define OMNITLS_BACKENDS_MBEDTLS_CONTEXT_H_

#include <cstdint>

#include "backends/mbedtls/handles.h"
#include "backends/mbedtls/tickets.h"
#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#if defined(MBEDTLS_X509_CRT_PARSE_C)
#include "backends/mbedtls/certificate_request.h"
#endif

namespace omnitls::mbedtls {

// Context is a mbedtls_ssl_config and all it points to. Immutable once made; what the library keeps
// for servers in it has the library's locks.
class Context final : public EngineContext {
 public:
  static Result<internal::Owned<EngineContext>> Make(const EngineConfig& config);

  Result<internal::Owned<EngineConnection>> NewConnection(
      EngineHost& host, const EngineConnectionConfig& config) const override;
  x509::SignatureStatus VerifySignature(const x509::SignatureCheck& check) const override;

  const mbedtls_ssl_config* ssl_config() const { return config_.get(); }
  bool is_server() const { return is_server_; }
  bool session_ids() const { return session_ids_; }
#if defined(MBEDTLS_SSL_SESSION_TICKETS)
  // Null: the server issues and takes none.
  const Tickets* tickets() const { return resumption_ ? &tickets_ : nullptr; }
#endif
  bool announces_sessions() const { return announces_sessions_; }
#if defined(MBEDTLS_SSL_EARLY_DATA)
  int early_data_enabled() const {
    return takes_early_data_ ? MBEDTLS_SSL_EARLY_DATA_ENABLED : MBEDTLS_SSL_EARLY_DATA_DISABLED;
  }
#endif
  // Whether the private key is somewhere else: then each connection has its own way to it.
  bool has_external_key() const { return external_key_bits_ != 0; }
  KeyKind key_kind() const { return key_kind_; }
  std::uint32_t key_bits() const { return external_key_bits_; }
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  // The library takes what it does not change.
  mbedtls_x509_crt* chain() const { return const_cast<mbedtls_x509_crt*>(chain_.get()); }
#endif
  bool chooses_identity() const { return chooses_identity_; }
  bool tells_secrets() const { return tells_secrets_; }
  bool offers_psk() const { return offers_psk_; }

 private:
  explicit Context(const EngineConfig& config)
      : is_server_(config.role == Role::kServer),
        resumption_(config.resumption),
        session_ids_(config.session_ids),
        announces_sessions_(config.announce_sessions),
        takes_early_data_(config.max_early_data != 0),
        tells_secrets_(config.secrets),
        offers_psk_(config.psk != nullptr),
        chooses_identity_(config.chooses_identity) {}

  Result<void> SetBasics(const EngineConfig& config);
  Result<void> SetAlgorithms(const EngineConfig& config);
  Result<void> SetPeerVerification(const EngineConfig& config);
  Result<void> SetIdentity(const EngineConfig& config);
  Result<void> SetAlpn(const EngineConfig& config);
  Result<void> SetResumption(const EngineConfig& config);
  Result<void> SetPsk(const EngineConfig& config);

  // The configuration points into everything below it here, so it goes first.
  internal::Vec<int> suites_;
  internal::Vec<std::uint16_t> groups_;
  internal::Vec<std::uint16_t> signature_schemes_;
  internal::Vec<char> alpn_names_;
  internal::Vec<const char*> alpn_;
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  CertificatesHandle chain_;
  KeyHandle key_;
  Authorities authorities_;
#endif
#if defined(MBEDTLS_SSL_SESSION_TICKETS)
  Tickets tickets_;
#endif
  ConfigHandle config_;
  bool is_server_;
  bool resumption_;
  bool session_ids_;
  bool announces_sessions_;
  bool takes_early_data_;
  bool tells_secrets_;
  bool offers_psk_;
  bool chooses_identity_;
  KeyKind key_kind_ = KeyKind::kUnknown;
  std::uint32_t external_key_bits_ = 0;  // 0: the key is here.
};

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_CONTEXT_H_
