/* ECDSA certificates of P-256 and ECDHE on it, with the small implementation (p256-m). */
#ifndef OMNITLS_EMBEDDED_PROFILES_CERTIFICATES_H_
#define OMNITLS_EMBEDDED_PROFILES_CERTIFICATES_H_

#include "omnitls/embedded/profiles/wall_clock.h"

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

#endif /* OMNITLS_EMBEDDED_PROFILES_CERTIFICATES_H_ */
