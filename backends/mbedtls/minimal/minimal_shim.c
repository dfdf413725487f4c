/* Opens the private members of what the public headers declare. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <ssl_misc.h>

#include "backends/mbedtls/minimal/shim.h"

int omnitls_mbedtls_reads_certificate(const mbedtls_ssl_context* ssl) {
  return ssl->state == MBEDTLS_SSL_SERVER_CERTIFICATE;
}

const char* omnitls_mbedtls_server_name(const mbedtls_ssl_context* ssl) {
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  return mbedtls_ssl_get_hostname_pointer(ssl);
#else
  (void)ssl;
  return NULL;
#endif
}
