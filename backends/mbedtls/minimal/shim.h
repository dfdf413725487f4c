#ifndef OMNITLS_BACKENDS_MBEDTLS_MINIMAL_SHIM_H_
#define OMNITLS_BACKENDS_MBEDTLS_MINIMAL_SHIM_H_

#include <mbedtls/ssl.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether a client's next step reads the server's Certificate message. */
int omnitls_mbedtls_reads_certificate(const mbedtls_ssl_context* ssl);
/* Whether the next step ends a handshake that resumes a session. */
int omnitls_mbedtls_is_about_to_resume(const mbedtls_ssl_context* ssl);
/* Makes a certificate, DER, that of the peer of a session that is offered. 0, or an error. */
int omnitls_mbedtls_set_offered_peer(mbedtls_ssl_context* ssl, const unsigned char* der,
                                     size_t size);
/* The code that stands for the longest record asked for; 0: none is. */
unsigned char omnitls_mbedtls_fragment_code(const mbedtls_ssl_config* conf);
/* Whether a configuration allows a version, and whether it allows none at all. */
int omnitls_mbedtls_allows(const mbedtls_ssl_config* conf, mbedtls_ssl_protocol_version version);
int omnitls_mbedtls_allows_nothing(const mbedtls_ssl_config* conf);
#if defined(MBEDTLS_SSL_HANDSHAKE_WITH_CERT_ENABLED)
/* The signature schemes of a configuration; they end with 0. */
const uint16_t* omnitls_mbedtls_signature_schemes(const mbedtls_ssl_config* conf);
#endif
/* The name that a client verifies; NULL: none. */
const char* omnitls_mbedtls_server_name(const mbedtls_ssl_context* ssl);

#ifdef __cplusplus
}
#endif

#endif /* OMNITLS_BACKENDS_MBEDTLS_MINIMAL_SHIM_H_ */
