/* library/ssl_tls13_keys.c. Where memory runs out between the two keys of one direction and the
 * other, it frees what holds them, but not the first key: that one is lost, with its place among
 * PSA's keys, of which there are few on a microcontroller. */
#include "library/common.h"
#include "library/ssl_misc.h"
#include "mbedtls/platform.h"

#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
static void free_anything(void* data) { mbedtls_free(data); }
static void free_with_keys(mbedtls_ssl_transform* transform) {
  mbedtls_ssl_transform_free(transform);
  mbedtls_free(transform);
}
#undef mbedtls_free
#define mbedtls_free(data) \
  _Generic((data), mbedtls_ssl_transform*: free_with_keys, default: free_anything)(data)
#endif

#include "library/ssl_tls13_keys.c"
