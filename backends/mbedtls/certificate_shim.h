#ifndef OMNITLS_BACKENDS_MBEDTLS_CERTIFICATE_SHIM_H_
#define OMNITLS_BACKENDS_MBEDTLS_CERTIFICATE_SHIM_H_

#include <mbedtls/ssl.h>

/*
 * The peer's Certificate message, which the library reads and parses in one step: here it is read
 * first, and what is parsed is the leaf alone. See shim.h.
 */

#ifdef __cplusplus
extern "C" {
#endif

/*
 * At OMNITLS_MBEDTLS_READ_CERTIFICATE: reads the message of the next step, which then
 * omnitls_mbedtls_certificate_message gives. 0, or an error, as from the step. Reads nothing where
 * there is no message to come (RFC 4279, 2).
 */
int omnitls_mbedtls_read_certificate(mbedtls_ssl_context* ssl);

/*
 * After it, with a well-formed message: takes all certificates but the first away from it. The
 * handshake's transcript has them (RFC 8446, 4.4.1; RFC 5246, 7.4.9).
 */
void omnitls_mbedtls_leave_leaf(mbedtls_ssl_context* ssl);

/* Then: the step. */
int omnitls_mbedtls_parse_certificate(mbedtls_ssl_context* ssl);

#ifdef __cplusplus
}
#endif

#endif /* OMNITLS_BACKENDS_MBEDTLS_CERTIFICATE_SHIM_H_ */
