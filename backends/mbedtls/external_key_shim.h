#ifndef OMNITLS_BACKENDS_MBEDTLS_EXTERNAL_KEY_SHIM_H_
#define OMNITLS_BACKENDS_MBEDTLS_EXTERNAL_KEY_SHIM_H_

#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <stddef.h>

/* Keys that are not here, for a library that has no public type for them: see shim.h. */

#ifdef __cplusplus
extern "C" {
#endif

/* A key of one connection. `sign` returns the size of the signature, 0 if there is none. */
typedef struct {
  size_t bits;
  size_t (*sign)(void* user, mbedtls_pk_type_t type, mbedtls_md_type_t hash,
                 const unsigned char* digest, size_t digest_size, unsigned char* out, size_t room);
  void* user;
} omnitls_mbedtls_external_key;

/*
 * Makes `pk` such a key, of RSA or ECDSA. It owns nothing: mbedtls_pk_free is not called. It signs
 * all but RSA-PSS, with which the library gets past it.
 */
void omnitls_mbedtls_use_external_key(mbedtls_pk_context* pk, int is_rsa,
                                      omnitls_mbedtls_external_key* key);
/* Frees what mbedtls_ssl_conf_own_cert allocates. */
void omnitls_mbedtls_free_own_key(mbedtls_ssl_config* conf);

/* Whether the next step of the handshake writes the CertificateVerify of TLS 1.3... */
int omnitls_mbedtls_writes_certificate_verify(const mbedtls_ssl_context* ssl);
/* ...and that step, in place of the library's (RFC 8446, 4.4.3). */
int omnitls_mbedtls_write_certificate_verify(mbedtls_ssl_context* ssl);

#ifdef __cplusplus
}
#endif

#endif /* OMNITLS_BACKENDS_MBEDTLS_EXTERNAL_KEY_SHIM_H_ */
