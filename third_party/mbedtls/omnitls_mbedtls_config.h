/* Configuration of mbedTLS: upstream's defaults and the differences below. */
#ifndef OMNITLS_THIRD_PARTY_MBEDTLS_CONFIG_H_
#define OMNITLS_THIRD_PARTY_MBEDTLS_CONFIG_H_

#include "mbedtls/mbedtls_config.h"

/* --- TLS ------------------------------------------------------------------ */
#define MBEDTLS_SSL_EARLY_DATA
#define MBEDTLS_SSL_RECORD_SIZE_LIMIT
/* Shrinks the record buffers after the handshake. */
#define MBEDTLS_SSL_VARIABLE_BUFFER_LENGTH
/* Private keys that are not in this process. */
#define MBEDTLS_SSL_ASYNC_PRIVATE
/* External PSKs of up to 64 bytes (RFC 4279, 5.3). */
#define MBEDTLS_PSK_MAX_LEN 64
/* Its own alert for a record that cannot be decrypted: the backend sends the right one. */
#undef MBEDTLS_SSL_ALL_ALERT_MESSAGES
/* No backend of ours renegotiates. */
#undef MBEDTLS_SSL_RENEGOTIATION

/* --- certificates --------------------------------------------------------- */
#define MBEDTLS_X509_TRUSTED_CERTIFICATE_CALLBACK

/* --- cryptography --------------------------------------------------------- */
/* Not MBEDTLS_USE_PSA_CRYPTO: records would set their key up anew each time, and a message of 64
 * bytes take three times as long. Nor MBEDTLS_GCM_LARGE_TABLE, which then takes 4 KiB for each
 * direction of a connection, and is of no use where there are instructions for it. */
/* Not MBEDTLS_PSA_P256M_DRIVER_ENABLED: handshakes take three to four times as long. */

/* --- platform ------------------------------------------------------------- */
#define MBEDTLS_THREADING_C
#define MBEDTLS_THREADING_PTHREAD
/* See wall_clock.c. */
#define MBEDTLS_PLATFORM_MS_TIME_ALT
/* Nobody can ask for its messages, which are a sixth of the instructions of a short write. */
#undef MBEDTLS_DEBUG_C
/* Lets tests count and fail allocations. */
#define MBEDTLS_PLATFORM_MEMORY
/* Its state is shared by all threads without a lock. */
#undef MBEDTLS_SELF_TEST

#endif /* OMNITLS_THIRD_PARTY_MBEDTLS_CONFIG_H_ */
