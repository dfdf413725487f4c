/* tls13-min: TLS 1.3 with TLS_AES_128_GCM_SHA256 and P-256. */
#ifndef OMNITLS_EMBEDDED_PROFILES_TLS13_MIN_H_
#define OMNITLS_EMBEDDED_PROFILES_TLS13_MIN_H_

/* The longest record, in bytes of plaintext, to read and to write; the peer is told (RFC 8449). */
#define MBEDTLS_SSL_IN_CONTENT_LEN 2048
#define MBEDTLS_SSL_OUT_CONTENT_LEN 1024

#include "omnitls/embedded/profiles/certificates.h"
#include "omnitls/embedded/profiles/common.h"
#define MBEDTLS_SSL_PROTO_TLS1_3
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_RECORD_SIZE_LIMIT
#define MBEDTLS_SSL_CIPHERSUITES MBEDTLS_TLS1_3_AES_128_GCM_SHA256

#endif /* OMNITLS_EMBEDDED_PROFILES_TLS13_MIN_H_ */
