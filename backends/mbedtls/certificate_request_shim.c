/* Opens the private members of what the public headers declare. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/build_info.h>
#if defined(MBEDTLS_X509_CRT_PARSE_C)
#include "backends/mbedtls/certificate_request_shim.h"

#include <ssl_misc.h>
#include <string.h>

#include "backends/mbedtls/shim.h"

#define HANDSHAKE_HEADER 4

/* --- clients -------------------------------------------------------------------------------- */

const unsigned char* omnitls_mbedtls_certificate_request(const mbedtls_ssl_context* ssl,
                                                         size_t* length) {
  if (ssl->in_msgtype != MBEDTLS_SSL_MSG_HANDSHAKE || ssl->in_hslen < HANDSHAKE_HEADER ||
      ssl->in_hslen > ssl->in_msglen || ssl->in_msg[0] != MBEDTLS_SSL_HS_CERTIFICATE_REQUEST) {
    return NULL;
  }
  *length = ssl->in_hslen - HANDSHAKE_HEADER;
  return ssl->in_msg + HANDSHAKE_HEADER;
}

void omnitls_mbedtls_use_identity(mbedtls_ssl_config* conf, const mbedtls_ssl_config* from) {
  conf->key_cert = from != NULL ? from->key_cert : NULL;
}

/* --- servers -------------------------------------------------------------------------------- */

void omnitls_mbedtls_make_name_entry(mbedtls_x509_crt* entry, const unsigned char* name,
                                     size_t length) {
  memset(entry, 0, sizeof(*entry));
  entry->version = 3; /* 0 would end the list. */
  entry->subject_raw.p = (unsigned char*)name;
  entry->subject_raw.len = length;
}

#if defined(MBEDTLS_SSL_SRV_C) && defined(MBEDTLS_KEY_EXCHANGE_CERT_REQ_ALLOWED_ENABLED)

void omnitls_mbedtls_set_name_entries(mbedtls_ssl_config* conf, const mbedtls_x509_crt* entries) {
  mbedtls_ssl_conf_dn_hints(conf, entries);
}

#else

void omnitls_mbedtls_set_name_entries(mbedtls_ssl_config* conf, const mbedtls_x509_crt* entries) {
  (void)conf;
  (void)entries;
}

#endif

#if defined(MBEDTLS_SSL_SRV_C) &&                                      \
    defined(MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED) && \
    defined(MBEDTLS_KEY_EXCHANGE_CERT_REQ_ALLOWED_ENABLED)

#define CERTIFICATE_AUTHORITIES 47

int omnitls_mbedtls_writes_certificate_request(const mbedtls_ssl_context* ssl) {
  return ssl->conf->endpoint == MBEDTLS_SSL_IS_SERVER &&
         ssl->tls_version == MBEDTLS_SSL_VERSION_TLS1_3 &&
         ssl->state == MBEDTLS_SSL_CERTIFICATE_REQUEST &&
         ssl->conf->authmode != MBEDTLS_SSL_VERIFY_NONE && ssl->conf->dn_hints != NULL;
}

/* Extension: type, size of the extension, size of the list, the list. 0, or an error. */
static int write_authorities(const mbedtls_x509_crt* entry, unsigned char* out,
                             const unsigned char* end, size_t* size) {
  const size_t header = 6;
  unsigned char* at = out + header;
  MBEDTLS_SSL_CHK_BUF_PTR(out, end, header);
  for (; entry != NULL; entry = entry->next) {
    const size_t length = entry->subject_raw.len;
    MBEDTLS_SSL_CHK_BUF_PTR(at, end, 2 + length);
    MBEDTLS_PUT_UINT16_BE(length, at, 0);
    memcpy(at + 2, entry->subject_raw.p, length);
    at += 2 + length;
  }
  *size = (size_t)(at - out);
  MBEDTLS_PUT_UINT16_BE(CERTIFICATE_AUTHORITIES, out, 0);
  MBEDTLS_PUT_UINT16_BE(*size - 4, out, 2);
  MBEDTLS_PUT_UINT16_BE(*size - header, out, 4);
  return 0;
}

/* certificate_request_context, which is empty, and extensions. */
static int write_body(mbedtls_ssl_context* ssl, unsigned char* out, const unsigned char* end,
                      size_t* size) {
  const size_t header = 3;
  size_t schemes = 0;
  size_t authorities = 0;
  MBEDTLS_SSL_CHK_BUF_PTR(out, end, header);
  int result = mbedtls_ssl_write_sig_alg_ext(ssl, out + header, end, &schemes);
  if (result == 0) {
    result = write_authorities(ssl->conf->dn_hints, out + header + schemes, end, &authorities);
  }
  out[0] = 0;
  MBEDTLS_PUT_UINT16_BE(schemes + authorities, out, 1);
  *size = header + schemes + authorities;
  return result;
}

int omnitls_mbedtls_write_certificate_request(mbedtls_ssl_context* ssl) {
  ssl->handshake->certificate_request_sent = 1;
  return omnitls_mbedtls_write_message(ssl, MBEDTLS_SSL_HS_CERTIFICATE_REQUEST, write_body,
                                       MBEDTLS_SSL_SERVER_CERTIFICATE);
}

#else

int omnitls_mbedtls_writes_certificate_request(const mbedtls_ssl_context* ssl) {
  (void)ssl;
  return 0;
}

int omnitls_mbedtls_write_certificate_request(mbedtls_ssl_context* ssl) {
  (void)ssl;
  return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

#endif

#endif /* MBEDTLS_X509_CRT_PARSE_C */
