/* full: all algorithms of the library, and TLS 1.2 and 1.3 with certificates, shared keys and
 * sessions. */
#ifndef OMNITLS_EMBEDDED_PROFILES_FULL_H_
#define OMNITLS_EMBEDDED_PROFILES_FULL_H_

#include "omnitls/embedded/profiles/complete.h"
#undef MBEDTLS_PLATFORM_MS_TIME_ALT
#include "omnitls/embedded/profiles/wall_clock.h"

#if defined(OMNITLS_ROLE_CLIENT)
#undef MBEDTLS_SSL_SRV_C
#undef MBEDTLS_SSL_TICKET_C
#undef MBEDTLS_SSL_CACHE_C
#elif defined(OMNITLS_ROLE_SERVER)
#undef MBEDTLS_SSL_CLI_C
#endif
/* Those that nobody has to name (docs/defaults.md), in this order. */
#define MBEDTLS_SSL_CIPHERSUITES                                                                \
  MBEDTLS_TLS1_3_AES_128_GCM_SHA256, MBEDTLS_TLS1_3_AES_256_GCM_SHA384,                         \
      MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, \
      MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,                                            \
      MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,                                          \
      MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,                                            \
      MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,                                    \
      MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256

#endif /* OMNITLS_EMBEDDED_PROFILES_FULL_H_ */
