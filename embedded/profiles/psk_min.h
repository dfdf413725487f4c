/* psk-min: TLS 1.2 with TLS_PSK_WITH_AES_128_GCM_SHA256: a shared key, no certificate, no curve. */
#ifndef OMNITLS_EMBEDDED_PROFILES_PSK_MIN_H_
#define OMNITLS_EMBEDDED_PROFILES_PSK_MIN_H_

/* The longest record, in bytes of plaintext, to read and to write. With servers that send longer
 * ones, ask for less (MaxFragmentLength). */
#define MBEDTLS_SSL_IN_CONTENT_LEN 512
#define MBEDTLS_SSL_OUT_CONTENT_LEN 512

#include "omnitls/embedded/profiles/common.h"
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
#define MBEDTLS_KEY_EXCHANGE_PSK_ENABLED
#define MBEDTLS_PSK_MAX_LEN 64
#define MBEDTLS_PSA_CRYPTO_CONFIG_FILE "omnitls/embedded/profiles/psa_symmetric.h"
#define MBEDTLS_SSL_CIPHERSUITES MBEDTLS_TLS_PSK_WITH_AES_128_GCM_SHA256

#endif /* OMNITLS_EMBEDDED_PROFILES_PSK_MIN_H_ */
