/* both: TLS 1.2 and 1.3 with ECDSA certificates of P-256 and AES-128-GCM, and sessions. */
#ifndef OMNITLS_EMBEDDED_PROFILES_BOTH_H_
#define OMNITLS_EMBEDDED_PROFILES_BOTH_H_

/* The longest record, in bytes of plaintext, to read and to write; the peer is told in TLS 1.3 (RFC
 * 8449). In TLS 1.2 ask servers that send longer ones for less (MaxFragmentLength). */
#define MBEDTLS_SSL_IN_CONTENT_LEN 4096
#define MBEDTLS_SSL_OUT_CONTENT_LEN 1024

#include "omnitls/embedded/profiles/certificates.h"
#include "omnitls/embedded/profiles/common.h"
#include "omnitls/embedded/profiles/tls12.h"
/* What resumes in TLS 1.3 is as long as a hash, and the library takes it for a pre-shared key. */
#undef MBEDTLS_PSK_MAX_LEN
#define MBEDTLS_PSK_MAX_LEN 32
#define MBEDTLS_SSL_PROTO_TLS1_3
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_RECORD_SIZE_LIMIT
#define MBEDTLS_SSL_SESSION_TICKETS
#if !defined(OMNITLS_ROLE_CLIENT)
#define MBEDTLS_SSL_TICKET_C
#endif
#define MBEDTLS_SSL_ALPN
#define MBEDTLS_SSL_CIPHERSUITES \
  MBEDTLS_TLS1_3_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256

#endif /* OMNITLS_EMBEDDED_PROFILES_BOTH_H_ */
