/* ECDSA certificates of P-256 and ECDHE on it, with the small implementation (p256-m). */
#ifndef OMNITLS_EMBEDDED_PROFILES_CERTIFICATES_H_
#define OMNITLS_EMBEDDED_PROFILES_CERTIFICATES_H_

#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_OID_C
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_REMOVE_INFO
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_PSA_P256M_DRIVER_ENABLED
#define MBEDTLS_PSA_CRYPTO_CONFIG_FILE "omnitls/embedded/profiles/psa_certificates.h"

/* The library's verifier judges certificates, and asks the application for the time:
 * embedded/clock.c. */
#include <time.h>
#define MBEDTLS_HAVE_TIME
#define MBEDTLS_HAVE_TIME_DATE
#define MBEDTLS_PLATFORM_TIME_MACRO omnitls_platform_time
#define MBEDTLS_PLATFORM_TIME_TYPE_MACRO time_t
#define MBEDTLS_PLATFORM_MS_TIME_ALT
#define MBEDTLS_PLATFORM_GMTIME_R_ALT
#ifdef __cplusplus
extern "C" {
#endif
time_t omnitls_platform_time(time_t* out);
#ifdef __cplusplus
}
#endif

#endif /* OMNITLS_EMBEDDED_PROFILES_CERTIFICATES_H_ */
