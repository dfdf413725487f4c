/* Opens the private members of what the public headers declare. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/build_info.h>
#if defined(MBEDTLS_X509_CRT_PARSE_C)
#include "backends/mbedtls/certificate_shim.h"

#include <ssl_misc.h>
#include <string.h>

#define HANDSHAKE_HEADER 4

static int is_tls13(const mbedtls_ssl_context* ssl) {
  return ssl->tls_version == MBEDTLS_SSL_VERSION_TLS1_3;
}

/* Whether the next step reads a message: with some cipher suites of TLS 1.2 it goes on without. */
static int has_message(const mbedtls_ssl_context* ssl) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_2)
  const mbedtls_ssl_ciphersuite_t* suite = ssl->handshake->ciphersuite_info;
  if (!is_tls13(ssl)) {
    return mbedtls_ssl_ciphersuite_uses_srv_cert(suite) &&
           (ssl->conf->endpoint == MBEDTLS_SSL_IS_CLIENT ||
            suite->key_exchange != MBEDTLS_KEY_EXCHANGE_RSA_PSK);
  }
#else
  (void)ssl;
#endif
  return 1;
}

/*
 * TLS 1.2 hashes a message when it is read, TLS 1.3 when it has been parsed. A client of TLS 1.3
 * may have read it already, while it looked for a CertificateRequest: then it is just taken.
 */
int omnitls_mbedtls_read_certificate(mbedtls_ssl_context* ssl) {
  int ret;
  if (!has_message(ssl)) {
    return 0;
  }
  ret = mbedtls_ssl_read_record(ssl, !is_tls13(ssl));
  if (ret != 0) {
    return ret;
  }
  ssl->keep_current_message = 1;
  if (!is_tls13(ssl) || ssl->in_msgtype != MBEDTLS_SSL_MSG_HANDSHAKE ||
      ssl->in_msg[0] != MBEDTLS_SSL_HS_CERTIFICATE) {
    return 0;
  }
  return mbedtls_ssl_add_hs_msg_to_checksum(ssl, MBEDTLS_SSL_HS_CERTIFICATE,
                                            ssl->in_msg + HANDSHAKE_HEADER,
                                            ssl->in_hslen - HANDSHAKE_HEADER);
}

void omnitls_mbedtls_leave_leaf(mbedtls_ssl_context* ssl) {
  unsigned char* list = ssl->in_msg + HANDSHAKE_HEADER;
  size_t size, leaf, excess;
  if (is_tls13(ssl)) {
    list += 1 + list[0]; /* certificate_request_context */
  }
  size = MBEDTLS_GET_UINT24_BE(list, 0);
  if (size == 0) {
    return;
  }
  leaf = 3 + MBEDTLS_GET_UINT24_BE(list, 3);
  if (is_tls13(ssl)) {
    leaf += 2 + MBEDTLS_GET_UINT16_BE(list, 3 + leaf); /* extensions */
  }
  excess = size - leaf;
  /* The messages behind it in the same record come closer. */
  memmove(list + 3 + leaf, ssl->in_msg + ssl->in_hslen, ssl->in_msglen - ssl->in_hslen);
  ssl->in_hslen -= excess;
  ssl->in_msglen -= excess;
  MBEDTLS_PUT_UINT24_BE(leaf, list, 0);
  MBEDTLS_PUT_UINT24_BE(ssl->in_hslen - HANDSHAKE_HEADER, ssl->in_msg, 1);
}

static int no_checksum(mbedtls_ssl_context* ssl, const unsigned char* data, size_t size) {
  (void)ssl;
  (void)data;
  (void)size;
  return 0;
}

int omnitls_mbedtls_parse_certificate(mbedtls_ssl_context* ssl) {
  int (*const update)(mbedtls_ssl_context*, const unsigned char*, size_t) =
      ssl->handshake->update_checksum;
  int ret;
  ssl->handshake->update_checksum = no_checksum; /* The message counts already. */
  ret = mbedtls_ssl_handshake_step(ssl);
  if (ssl->handshake != NULL) {
    ssl->handshake->update_checksum = update;
  }
  return ret;
}

#if defined(OMNITLS_PROFILE_COMPUTER)

/*
 * In place of the library's own verification, 2 KB, which it calls where a server asks for a
 * certificate, for a verdict that nobody looks at: the linker is told so in BUILD.bazel.
 */
int __wrap_mbedtls_x509_crt_verify_restartable(
    mbedtls_x509_crt* chain, mbedtls_x509_crt* anchors, mbedtls_x509_crl* crls,
    const mbedtls_x509_crt_profile* profile, const char* name, uint32_t* flags,
    int (*callback)(void*, mbedtls_x509_crt*, int, uint32_t*), void* user,
    mbedtls_x509_crt_restart_ctx* restart);

int __wrap_mbedtls_x509_crt_verify_restartable(
    mbedtls_x509_crt* chain, mbedtls_x509_crt* anchors, mbedtls_x509_crl* crls,
    const mbedtls_x509_crt_profile* profile, const char* name, uint32_t* flags,
    int (*callback)(void*, mbedtls_x509_crt*, int, uint32_t*), void* user,
    mbedtls_x509_crt_restart_ctx* restart) {
  (void)chain;
  (void)anchors;
  (void)crls;
  (void)profile;
  (void)name;
  (void)callback;
  (void)user;
  (void)restart;
  *flags = MBEDTLS_X509_BADCERT_NOT_TRUSTED;
  return MBEDTLS_ERR_X509_CERT_VERIFY_FAILED;
}

#endif

#endif /* MBEDTLS_X509_CRT_PARSE_C */
