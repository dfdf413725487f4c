/* embedded/size_client.cc with mbedTLS alone: same configuration, same settings, same words. */
#include <mbedtls/platform.h>
#include <mbedtls/ssl.h>
#if defined(MBEDTLS_X509_CRT_PARSE_C)
#include <mbedtls/x509_crt.h>
#endif
#include <psa/crypto.h>

#include "embedded/board/board.h"
#include "embedded/testing/raw_identity.h"
#include "omnitls/embedded/application.h"

#if defined(OMNITLS_PROFILE_FULL) || defined(OMNITLS_PROFILE_COMPUTER)
OMNITLS_APPLICATION_HEAP(96 * 1024)
#else
OMNITLS_APPLICATION_HEAP(32 * 1024)
#endif
/* 2026-01-01. */
OMNITLS_APPLICATION_WITHOUT_CLOCK(1767225600)

static int send_bytes(void* unused, const unsigned char* data, size_t size) {
  (void)unused;
  for (size_t i = 0; i < size; i++) {
    board_send(data[i]);
  }
  return (int)size;
}

static int receive_bytes(void* unused, unsigned char* out, size_t room) {
  size_t size = 0;
  (void)unused;
  for (int byte = 0; size < room && (byte = board_receive()) >= 0;) {
    out[size++] = (unsigned char)byte;
  }
  return size != 0 ? (int)size : MBEDTLS_ERR_SSL_WANT_READ;
}

static int random_bytes(void* unused, unsigned char* out, size_t size) {
  (void)unused;
  return psa_generate_random(out, size) == PSA_SUCCESS ? 0 : -1;
}

static int waits(int result) {
  return result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE;
}

/* As a library would: memory comes from the heap. */
typedef struct {
  mbedtls_ssl_config config;
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  mbedtls_x509_crt root;
#endif
} context;

static int configure(context* client) {
  mbedtls_ssl_config_init(&client->config);
  if (mbedtls_ssl_config_defaults(&client->config, MBEDTLS_SSL_IS_CLIENT,
                                  MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT) != 0) {
    return 1;
  }
  mbedtls_ssl_conf_rng(&client->config, random_bytes, NULL);
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  mbedtls_x509_crt_init(&client->root);
  if (mbedtls_x509_crt_parse_der_nocopy(&client->root, root_certificate, sizeof root_certificate) !=
      0) {
    return 1;
  }
  mbedtls_ssl_conf_ca_chain(&client->config, &client->root, NULL);
  mbedtls_ssl_conf_authmode(&client->config, MBEDTLS_SSL_VERIFY_REQUIRED);
  return 0;
#else
  return mbedtls_ssl_conf_psk(&client->config, shared_key, sizeof shared_key, identity,
                              sizeof identity - 1);
#endif
}

static int talk(void) {
  unsigned char buffer[64];
  int result;
  context* const client = mbedtls_calloc(1, sizeof(context));
  mbedtls_ssl_context* const ssl = mbedtls_calloc(1, sizeof(mbedtls_ssl_context));
  if (client == NULL || ssl == NULL || psa_crypto_init() != PSA_SUCCESS || configure(client) != 0) {
    return 2;
  }
  mbedtls_ssl_init(ssl);
  if (mbedtls_ssl_setup(ssl, &client->config) != 0) {
    return 3;
  }
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  if (mbedtls_ssl_set_hostname(ssl, "device.example") != 0) {
    return 3;
  }
#endif
  mbedtls_ssl_set_bio(ssl, NULL, send_bytes, receive_bytes, NULL);
  while ((result = mbedtls_ssl_handshake(ssl)) != 0) {
    if (!waits(result)) {
      return 4;
    }
  }
  if (mbedtls_ssl_write(ssl, (const unsigned char*)"hello\n", 6) != 6) {
    return 5;
  }
  while ((result = mbedtls_ssl_read(ssl, buffer, sizeof buffer)) < 0) {
    if (!waits(result)) {
      return 6;
    }
  }
  result = mbedtls_ssl_close_notify(ssl);
  mbedtls_ssl_free(ssl);
  mbedtls_free(ssl);
  mbedtls_ssl_config_free(&client->config);
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  mbedtls_x509_crt_free(&client->root);
#endif
  mbedtls_free(client);
  return result == 0 ? 0 : 7;
}

int main(void) {
  board_open_serial();
  return talk();
}
