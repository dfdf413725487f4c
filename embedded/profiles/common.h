/* What the small profiles for microcontrollers share: no operating system, no files, no PEM,
 * no RSA; cryptography through PSA, in as little flash and RAM as mbedTLS can do it. */
#ifndef OMNITLS_EMBEDDED_PROFILES_COMMON_H_
#define OMNITLS_EMBEDDED_PROFILES_COMMON_H_

#include "omnitls/embedded/profiles/platform.h"

/* --- platform ------------------------------------------------------------- */
#define MBEDTLS_HAVE_ASM
#define MBEDTLS_PLATFORM_NO_STD_FUNCTIONS
#define MBEDTLS_DEPRECATED_REMOVED
/* One thread, so arguments need no copies that nobody else can change. */
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS
/* Random numbers are the application's (embedded/application.h), as they are: 2 KB less than a
 * generator of the library's own. */
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG

/* --- TLS ------------------------------------------------------------------ */
#define MBEDTLS_SSL_TLS_C
#if !defined(OMNITLS_ROLE_SERVER)
#define MBEDTLS_SSL_CLI_C
#endif
#if !defined(OMNITLS_ROLE_CLIENT)
#define MBEDTLS_SSL_SRV_C
#endif
/* Programs may ask what the peer presented. */
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE

/* --- cryptography --------------------------------------------------------- */
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_USE_PSA_CRYPTO
#define MBEDTLS_PSA_CRYPTO_CONFIG
/* Room for keys comes from the pool: for 16 at first, then as much again and more. */
#define MBEDTLS_PSA_KEY_STORE_DYNAMIC
/* No key is stored anywhere else, which this many would be for. */
#define MBEDTLS_PSA_KEY_SLOT_COUNT 1
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH
#define MBEDTLS_BLOCK_CIPHER_NO_DECRYPT
#define MBEDTLS_SHA256_SMALLER

#endif /* OMNITLS_EMBEDDED_PROFILES_COMMON_H_ */
