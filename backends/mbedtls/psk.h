#ifndef OMNITLS_BACKENDS_MBEDTLS_PSK_H_
#define OMNITLS_BACKENDS_MBEDTLS_PSK_H_

#include <mbedtls/ssl.h>

#include "omnitls/backend.h"
#include "omnitls/engine_host.h"

namespace omnitls::mbedtls {

// Whether the library was built with external PSKs for a version.
#if defined(MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED)
inline constexpr bool kHasTls13Psk = true;
#else
inline constexpr bool kHasTls13Psk = false;
#endif
#if defined(MBEDTLS_SSL_PROTO_TLS1_2) &&                \
    (defined(MBEDTLS_KEY_EXCHANGE_ECDHE_PSK_ENABLED) || \
     (defined(MBEDTLS_KEY_EXCHANGE_PSK_ENABLED) && !defined(MBEDTLS_X509_CRT_PARSE_C)))
inline constexpr bool kHasTls12Psk = true;
#else
inline constexpr bool kHasTls12Psk = false;
#endif

// OfferPsk copies a client's PSK into its configuration: 0, or the library's error.
int OfferPsk(mbedtls_ssl_config& config, const EnginePsk& psk);

// FindPsks lets a server's connection, which has this configuration for itself, ask its host.
void FindPsks(mbedtls_ssl_config& config, EngineHost& host);

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_PSK_H_
