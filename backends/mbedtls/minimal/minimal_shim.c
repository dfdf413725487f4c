/* Opens the private members of what the public headers declare. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/platform.h>
#include <ssl_misc.h>

#include "backends/mbedtls/minimal/shim.h"
#include "backends/mbedtls/shim.h"

int omnitls_mbedtls_reads_certificate(const mbedtls_ssl_context* ssl) {
  return ssl->state == MBEDTLS_SSL_SERVER_CERTIFICATE;
}

int omnitls_mbedtls_is_about_to_resume(const mbedtls_ssl_context* ssl) {
  return ssl->state == MBEDTLS_SSL_HANDSHAKE_WRAPUP && omnitls_mbedtls_resumed(ssl);
}

#if defined(MBEDTLS_X509_CRT_PARSE_C)
int omnitls_mbedtls_set_offered_peer(mbedtls_ssl_context* ssl, const unsigned char* der,
                                     size_t size) {
  mbedtls_x509_crt* peer = mbedtls_calloc(1, sizeof(*peer));
  if (peer == NULL) {
    return MBEDTLS_ERR_SSL_ALLOC_FAILED;
  }
  mbedtls_x509_crt_init(peer);
  omnitls_mbedtls_drop_peer(ssl->session_negotiate);
  ssl->session_negotiate->peer_cert = peer; /* Which frees it. */
  return mbedtls_x509_crt_parse_der(peer, der, size);
}
#endif

#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
unsigned char omnitls_mbedtls_fragment_code(const mbedtls_ssl_config* conf) {
  return (unsigned char)conf->mfl_code;
}
#endif

int omnitls_mbedtls_allows(const mbedtls_ssl_config* conf, mbedtls_ssl_protocol_version version) {
  return conf->min_tls_version <= version && version <= conf->max_tls_version;
}

#if defined(MBEDTLS_SSL_HANDSHAKE_WITH_CERT_ENABLED)
const uint16_t* omnitls_mbedtls_signature_schemes(const mbedtls_ssl_config* conf) {
  return conf->sig_algs;
}
#endif

int omnitls_mbedtls_allows_nothing(const mbedtls_ssl_config* conf) {
  return conf->min_tls_version > conf->max_tls_version;
}

const char* omnitls_mbedtls_server_name(const mbedtls_ssl_context* ssl) {
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  return mbedtls_ssl_get_hostname_pointer(ssl);
#else
  (void)ssl;
  return NULL;
#endif
}
