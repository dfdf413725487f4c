#ifndef OMNITLS_BACKENDS_MBEDTLS_SECRETS_H_
#define OMNITLS_BACKENDS_MBEDTLS_SECRETS_H_

#include <mbedtls/ssl.h>

#include "omnitls/bytes.h"
#include "omnitls/digest.h"
#include "omnitls/engine_host.h"

namespace omnitls::mbedtls {

// Digest is Backend::Digest.
bool Digest(HashAlgorithm hash, std::span<const ByteView> parts, MutableBytes out);

// SecretTeller tells a host the secrets of a handshake.
class SecretTeller : public internal::Allocated {
 public:
  SecretTeller(EngineHost& host, mbedtls_ssl_context& ssl) : host_(host), ssl_(ssl) {}

  // Start makes the library call this, which then must outlive its handshake.
  void Start();
  // TellFirstFinished tells the first Finished message, when it is about to be written or read. Not
  // only once.
  void TellFirstFinished();

 private:
  static void OnSecret(void* teller, mbedtls_ssl_key_export_type type, const unsigned char* secret,
                       std::size_t size, const unsigned char client_random[32],
                       const unsigned char server_random[32], mbedtls_tls_prf_types prf);

  EngineHost& host_;
  mbedtls_ssl_context& ssl_;
};

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_SECRETS_H_
