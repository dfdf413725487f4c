#ifndef OMNITLS_BACKENDS_WOLFSSL_CONTEXT_H_
#define OMNITLS_BACKENDS_WOLFSSL_CONTEXT_H_

#include "backends/wolfssl/external_key.h"
#include "backends/wolfssl/handles.h"
#include "backends/wolfssl/tickets.h"
#include "omnitls/backend.h"

namespace omnitls::wolfssl {

// Context is one configuration: a WOLFSSL_CTX that is not changed any more.
class Context final : public EngineContext {
 public:
  // Errors: as Backend::NewContext.
  static Result<internal::Owned<EngineContext>> Make(const EngineConfig& config);

  Result<internal::Owned<EngineConnection>> NewConnection(
      EngineHost& host, const EngineConnectionConfig& config) const override;
  x509::SignatureStatus VerifySignature(const x509::SignatureCheck& check) const override;

  WOLFSSL_CTX* get() const { return ctx_.get(); }
  Role role() const { return role_; }
  bool announces_sessions() const { return announces_sessions_; }
  bool session_ids() const { return session_ids_; }
  bool tls12_tickets() const { return tls12_tickets_; }
  bool chooses_identity() const { return chooses_identity_; }
  bool tells_secrets() const { return tells_secrets_; }
  // Clients; null: none.
  const EnginePsk* psk() const { return psk_; }
  bool ocsp_stapling() const { return ocsp_stapling_; }
  // Servers; clients.
  ClientAuth post_handshake_auth() const { return post_handshake_auth_; }
  bool offers_post_handshake_auth() const { return offers_post_handshake_auth_; }
  const ExternalKey& external_key() const { return external_key_; }
  std::span<const Group> groups() const { return groups_.view(); }
  bool Allows(Version version) const { return min_version_ <= version && version <= max_version_; }

 private:
  explicit Context(const EngineConfig& config)
      : role_(config.role),
        min_version_(config.min_version),
        max_version_(config.max_version),
        announces_sessions_(config.announce_sessions),
        session_ids_(config.session_ids),
        tls12_tickets_(config.tls12_tickets),
        tells_secrets_(config.secrets),
        psk_(config.psk),
        ocsp_stapling_(config.ocsp_stapling),
        chooses_identity_(config.chooses_identity),
        post_handshake_auth_(config.post_handshake_auth),
        offers_post_handshake_auth_(config.offers_post_handshake_auth) {}

  Result<void> SetVersions(const EngineConfig& config);
  Result<void> SetSuites(const EngineConfig& config);
  Result<void> SetSchemes(const EngineConfig& config);
  Result<void> SetGroups(const EngineConfig& config);
  Result<void> SetIdentity(const EngineIdentity& identity);
  Result<void> SetVerification(const EngineConfig& config);
  Result<void> SetResumption(const EngineConfig& config);
  Result<void> SetExtensions(const EngineConfig& config);
  Result<void> SetAlpn(ByteView names);

  const Role role_;
  const Version min_version_;
  const Version max_version_;
  const bool announces_sessions_;
  const bool session_ids_;
  const bool tls12_tickets_;
  const bool tells_secrets_;
  const EnginePsk* const psk_;
  const bool ocsp_stapling_;
  const bool chooses_identity_;
  const ClientAuth post_handshake_auth_;
  const bool offers_post_handshake_auth_;
  internal::Vec<Group> groups_;
  ExternalKey external_key_;
  Tickets tickets_;  // Before ctx_, which refers to it.
  ContextHandle ctx_;
};

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_CONTEXT_H_
