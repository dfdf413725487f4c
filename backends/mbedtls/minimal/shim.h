#ifndef OMNITLS_BACKENDS_MBEDTLS_MINIMAL_SHIM_H_
#define OMNITLS_BACKENDS_MBEDTLS_MINIMAL_SHIM_H_

#include <mbedtls/ssl.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether a client's next step reads the server's Certificate message. */
int omnitls_mbedtls_reads_certificate(const mbedtls_ssl_context* ssl);
/* The name that a client verifies; NULL: none. */
const char* omnitls_mbedtls_server_name(const mbedtls_ssl_context* ssl);

#ifdef __cplusplus
}
#endif

#endif /* OMNITLS_BACKENDS_MBEDTLS_MINIMAL_SHIM_H_ */
