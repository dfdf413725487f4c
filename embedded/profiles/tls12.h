/* TLS 1.2 with ECDHE_ECDSA. */
#ifndef OMNITLS_EMBEDDED_PROFILES_TLS12_H_
#define OMNITLS_EMBEDDED_PROFILES_TLS12_H_

#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
/* Two things that mbedTLS 3.6 forgets for a curve that is a driver's only: the supported_groups
 * extension, and room for the premaster secret, which is as large as the largest of all key
 * exchanges'. */
#define MBEDTLS_SSL_TLS1_2_SOME_ECC
#define MBEDTLS_KEY_EXCHANGE_PSK_ENABLED
#define MBEDTLS_PSK_MAX_LEN 16

#endif /* OMNITLS_EMBEDDED_PROFILES_TLS12_H_ */
