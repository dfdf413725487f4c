#ifndef OMNITLS_BACKENDS_OPENSSL_CONTEXT_H_
#define OMNITLS_BACKENDS_OPENSSL_CONTEXT_H_

#include "backends/openssl/anchor_keys.h"
#include "backends/openssl/external_key.h"
#include "backends/openssl/handles.h"
#include "backends/openssl/tickets.h"
#include "omnitls/backend.h"

namespace omnitls::openssl {

// Context is an SSL_CTX. OpenSSL guards what its connections share.
class Context final : public EngineContext {
 public:
  static Result<internal::Owned<EngineContext>> Make(const EngineConfig& config);

  Result<internal::Owned<EngineConnection>> NewConnection(
      EngineHost& host, const EngineConnectionConfig& config) const override;
  x509::SignatureStatus VerifySignature(const x509::SignatureCheck& check) const override;

  // VerifySignature with a key that is parsed already.
  x509::SignatureStatus VerifySignatureWith(EVP_PKEY* key, const x509::SignatureCheck& check) const;

  SSL_CTX* native() const { return ctx_.get(); }
  Role role() const { return role_; }
  bool half_rtt_data() const { return half_rtt_data_; }
  bool tells_secrets() const { return tells_secrets_; }
  // Clients; null: none.
  const EnginePsk* psk() const { return psk_; }
  // SignedCertificateTimestampList; empty: none.
  ByteView timestamps() const { return timestamps_; }
  bool requests_ocsp() const { return requests_ocsp_; }
  // Servers.
  ClientAuth post_handshake_auth() const { return post_handshake_auth_; }
  const ExternalKey& external_key() const { return external_key_; }
  const Tickets& tickets() const { return tickets_; }

 private:
  explicit Context(const EngineConfig& config)
      : role_(config.role),
        half_rtt_data_(config.half_rtt_data),
        tells_secrets_(config.secrets),
        psk_(config.psk),
        requests_ocsp_(config.ocsp_stapling && config.role == Role::kClient),
        post_handshake_auth_(config.post_handshake_auth) {}

  Result<void> Init(const EngineConfig& config);
  const EVP_MD* DigestFor(x509::SignatureAlgorithm algorithm) const;

  SslCtxHandle ctx_;
  // Fetched once: OpenSSL 3 is slow to find an algorithm by its name.
  DigestHandle sha256_;
  DigestHandle sha384_;
  DigestHandle sha512_;
  AnchorKeys anchor_keys_;
  Bytes timestamps_;
  ExternalKey external_key_;
  Tickets tickets_;
  const Role role_;
  const bool half_rtt_data_;
  const bool tells_secrets_;
  const EnginePsk* const psk_;
  const bool requests_ocsp_;
  const ClientAuth post_handshake_auth_;
};

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_CONTEXT_H_
