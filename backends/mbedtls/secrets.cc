#include "backends/mbedtls/secrets.h"

#include <psa/crypto.h>

#include <optional>

#include "backends/mbedtls/psa.h"
#include "backends/mbedtls/shim.h"

namespace omnitls::mbedtls {
namespace {

constexpr std::size_t kRandomSize = 32;

psa_algorithm_t Native(HashAlgorithm hash) {
  switch (hash) {
    case HashAlgorithm::kSha256:
      return PSA_ALG_SHA_256;
    case HashAlgorithm::kSha384:
      return PSA_ALG_SHA_384;
    case HashAlgorithm::kSha512:
      return PSA_ALG_SHA_512;
    case HashAlgorithm::kSha1:
      return PSA_ALG_SHA_1;
  }
  return PSA_ALG_NONE;
}

std::optional<SecretLabel> ToLabel(mbedtls_ssl_key_export_type type) {
  switch (type) {
    case MBEDTLS_SSL_KEY_EXPORT_TLS12_MASTER_SECRET:
      return SecretLabel::kMaster;
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_EARLY_SECRET:
      return SecretLabel::kClientEarlyTraffic;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_HANDSHAKE_TRAFFIC_SECRET:
      return SecretLabel::kClientHandshakeTraffic;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_HANDSHAKE_TRAFFIC_SECRET:
      return SecretLabel::kServerHandshakeTraffic;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_APPLICATION_TRAFFIC_SECRET:
      return SecretLabel::kClientTraffic;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_APPLICATION_TRAFFIC_SECRET:
      return SecretLabel::kServerTraffic;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_EARLY_EXPORTER_SECRET:
      break;
#endif
  }
  return std::nullopt;
}

}  // namespace

bool Digest(HashAlgorithm hash, std::span<const ByteView> parts, MutableBytes out) {
  if (!StartPsa()) return false;
  psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;
  psa_status_t status = psa_hash_setup(&operation, Native(hash));
  for (const ByteView part : parts) {
    if (status == PSA_SUCCESS && !part.empty()) {
      status = psa_hash_update(&operation, part.data(), part.size());
    }
  }
  std::size_t size = 0;
  if (status == PSA_SUCCESS) status = psa_hash_finish(&operation, out.data(), out.size(), &size);
  psa_hash_abort(&operation);
  return status == PSA_SUCCESS;
}

void SecretTeller::Start() { mbedtls_ssl_set_export_keys_cb(&ssl_, OnSecret, this); }

void SecretTeller::TellFirstFinished() {
  std::uint8_t verify_data[OMNITLS_MBEDTLS_VERIFY_DATA];
  if (omnitls_mbedtls_first_finished(&ssl_, verify_data) == 0) {
    host_.NoteSecret({SecretLabel::kFirstFinished, verify_data, {}, {}});
  }
}

void SecretTeller::OnSecret(void* teller, mbedtls_ssl_key_export_type type,
                            const unsigned char* secret, std::size_t size,
                            const unsigned char client_random[32],
                            const unsigned char server_random[32], mbedtls_tls_prf_types) {
  const SecretTeller& self = *static_cast<SecretTeller*>(teller);
  const std::optional<SecretLabel> label = ToLabel(type);
  if (!label) return;
  const ByteView client(client_random, kRandomSize);
  EngineSecret told{*label, {secret, size}, client, {}};
  if (label == SecretLabel::kMaster) told.server_random = {server_random, kRandomSize};
  self.host_.NoteSecret(told);
  if (label != SecretLabel::kServerTraffic) return;
  // The library derives this one with the traffic secrets, but does not tell it.
  if (const unsigned char* exporter = omnitls_mbedtls_exporter_secret(&self.ssl_)) {
    self.host_.NoteSecret({SecretLabel::kExporter, {exporter, size}, client, {}});
  }
}

}  // namespace omnitls::mbedtls
