#ifndef OMNITLS_BACKENDS_MBEDTLS_CERTIFICATE_REQUEST_SHIM_H_
#define OMNITLS_BACKENDS_MBEDTLS_CERTIFICATE_REQUEST_SHIM_H_

#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <stddef.h>

/* CertificateRequest messages, as read and as written: see shim.h. */

#ifdef __cplusplus
extern "C" {
#endif

/* --- clients -------------------------------------------------------------------------------- */

/*
 * The body of the CertificateRequest message that was just read; NULL if the last message is
 * another. Valid until the next step.
 */
const unsigned char* omnitls_mbedtls_certificate_request(const mbedtls_ssl_context* ssl,
                                                         size_t* length);
/*
 * Lets `conf`, a copy of a connection's own, present what `from` does; NULL: nothing. Both must
 * outlive it.
 */
void omnitls_mbedtls_use_identity(mbedtls_ssl_config* conf, const mbedtls_ssl_config* from);

/* --- servers -------------------------------------------------------------------------------- */

/*
 * A certificate that is nothing but a subject, for lists of them (linked by `next`), which is what
 * the library takes names from. It owns nothing.
 */
void omnitls_mbedtls_make_name_entry(mbedtls_x509_crt* entry, const unsigned char* name,
                                     size_t length);
void omnitls_mbedtls_set_name_entries(mbedtls_ssl_config* conf, const mbedtls_x509_crt* entries);

/* Whether the next step of the handshake writes the CertificateRequest of TLS 1.3, with names... */
int omnitls_mbedtls_writes_certificate_request(const mbedtls_ssl_context* ssl);
/* ...and that step, in place of the library's, which leaves them out (RFC 8446, 4.3.2). */
int omnitls_mbedtls_write_certificate_request(mbedtls_ssl_context* ssl);

#ifdef __cplusplus
}
#endif

#endif /* OMNITLS_BACKENDS_MBEDTLS_CERTIFICATE_REQUEST_SHIM_H_ */
