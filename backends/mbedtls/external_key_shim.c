/* Opens the private members of what the public headers declare. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/build_info.h>
#if defined(MBEDTLS_X509_CRT_PARSE_C)
#include "backends/mbedtls/external_key_shim.h"

#include <mbedtls/platform.h>
#include <mbedtls/psa_util.h>
#include <pk_wrap.h>
#include <psa/crypto.h>
#include <ssl_misc.h>
#include <string.h>

#include "backends/mbedtls/shim.h"

/* --- the key -------------------------------------------------------------------------------- */

static size_t get_bits(mbedtls_pk_context* pk) {
  return ((const omnitls_mbedtls_external_key*)pk->pk_ctx)->bits;
}

static int is_rsa_type(mbedtls_pk_type_t type) {
  return type == MBEDTLS_PK_RSA || type == MBEDTLS_PK_RSASSA_PSS;
}

static int is_ecdsa_type(mbedtls_pk_type_t type) {
  return type == MBEDTLS_PK_ECKEY || type == MBEDTLS_PK_ECDSA;
}

static int sign(mbedtls_pk_context* pk, mbedtls_md_type_t hash, const unsigned char* digest,
                size_t digest_size, unsigned char* out, size_t room, size_t* size,
                int (*rng)(void*, unsigned char*, size_t), void* rng_context) {
  const omnitls_mbedtls_external_key* key = pk->pk_ctx;
  (void)rng;
  (void)rng_context;
  *size = key->sign(key->user, pk->pk_info->type, hash, digest, digest_size, out, room);
  return *size != 0 ? 0 : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

static const mbedtls_pk_info_t rsa_info = {
    .type = MBEDTLS_PK_RSA,
    .name = "RSA",
    .get_bitlen = get_bits,
    .can_do = is_rsa_type,
    .sign_func = sign,
};

static const mbedtls_pk_info_t ecdsa_info = {
    .type = MBEDTLS_PK_ECKEY,
    .name = "EC",
    .get_bitlen = get_bits,
    .can_do = is_ecdsa_type,
    .sign_func = sign,
};

void omnitls_mbedtls_use_external_key(mbedtls_pk_context* pk, int is_rsa,
                                      omnitls_mbedtls_external_key* key) {
  mbedtls_pk_init(pk);
  pk->pk_info = is_rsa ? &rsa_info : &ecdsa_info;
  pk->pk_ctx = key;
}

void omnitls_mbedtls_free_own_key(mbedtls_ssl_config* conf) {
  mbedtls_free(conf->key_cert);
  conf->key_cert = NULL;
}

/* --- CertificateVerify ---------------------------------------------------------------------- */

#if defined(MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED)

static int is_server(const mbedtls_ssl_context* ssl) {
  return ssl->conf->endpoint == MBEDTLS_SSL_IS_SERVER;
}

int omnitls_mbedtls_writes_certificate_verify(const mbedtls_ssl_context* ssl) {
  return ssl->tls_version == MBEDTLS_SSL_VERSION_TLS1_3 &&
         ssl->state == (is_server(ssl) ? MBEDTLS_SSL_CERTIFICATE_VERIFY
                                       : MBEDTLS_SSL_CLIENT_CERTIFICATE_VERIFY);
}

/* The peer's first scheme that we allow and that the key can do; NONE. */
static uint16_t choose_scheme(mbedtls_ssl_context* ssl, mbedtls_pk_context* key) {
  const uint16_t* scheme = ssl->handshake->received_sig_algs;
  for (; *scheme != MBEDTLS_TLS1_3_SIG_NONE; scheme++) {
    if (mbedtls_ssl_sig_alg_is_offered(ssl, *scheme) &&
        mbedtls_ssl_tls13_sig_alg_for_cert_verify_is_supported(*scheme) &&
        mbedtls_ssl_tls13_check_sig_alg_cert_key_match(*scheme, key)) {
      break;
    }
  }
  return *scheme;
}

/* The hash of 64 spaces, a name, 0, and the transcript's hash. */
static int hash_transcript(mbedtls_ssl_context* ssl, mbedtls_md_type_t hash,
                           unsigned char digest[PSA_HASH_MAX_SIZE], size_t* digest_size) {
  static const char server_name[] = "TLS 1.3, server CertificateVerify";
  static const char client_name[] = "TLS 1.3, client CertificateVerify";
  unsigned char content[64 + sizeof(server_name) + MBEDTLS_TLS1_3_MD_MAX_SIZE];
  size_t transcript_size = 0;
  memset(content, ' ', 64);
  memcpy(content + 64, is_server(ssl) ? server_name : client_name, sizeof(server_name));
  const int read = mbedtls_ssl_get_handshake_transcript(
      ssl, (mbedtls_md_type_t)ssl->handshake->ciphersuite_info->mac,
      content + 64 + sizeof(server_name), MBEDTLS_TLS1_3_MD_MAX_SIZE, &transcript_size);
  if (read != 0) {
    return read;
  }
  const psa_status_t hashed = psa_hash_compute(mbedtls_md_psa_alg_from_type(hash), content,
                                               64 + sizeof(server_name) + transcript_size, digest,
                                               PSA_HASH_MAX_SIZE, digest_size);
  return hashed == PSA_SUCCESS ? 0 : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

/* SignatureScheme algorithm; opaque signature<0..2^16-1>. */
static int write_body(mbedtls_ssl_context* ssl, unsigned char* out, const unsigned char* end,
                      size_t* size) {
  const size_t room = (size_t)(end - out);
  mbedtls_pk_context* pk = mbedtls_ssl_own_key(ssl);
  if (pk == NULL || room < 4) {
    return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
  }
  const omnitls_mbedtls_external_key* key = pk->pk_ctx;
  const uint16_t scheme = choose_scheme(ssl, pk);
  mbedtls_pk_type_t type = MBEDTLS_PK_NONE;
  mbedtls_md_type_t hash = MBEDTLS_MD_NONE;
  if (scheme == MBEDTLS_TLS1_3_SIG_NONE ||
      mbedtls_ssl_get_pk_type_and_md_alg_from_sig_alg(scheme, &type, &hash) != 0) {
    MBEDTLS_SSL_PEND_FATAL_ALERT(MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE,
                                 MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE);
    return MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE;
  }
  unsigned char digest[PSA_HASH_MAX_SIZE];
  size_t digest_size = 0;
  const int hashed = hash_transcript(ssl, hash, digest, &digest_size);
  if (hashed != 0) {
    return hashed;
  }
  const size_t signature = key->sign(key->user, type, hash, digest, digest_size, out + 4, room - 4);
  if (signature == 0) {
    return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
  }
  MBEDTLS_PUT_UINT16_BE(scheme, out, 0);
  MBEDTLS_PUT_UINT16_BE(signature, out, 2);
  *size = 4 + signature;
  return 0;
}

int omnitls_mbedtls_write_certificate_verify(mbedtls_ssl_context* ssl) {
  return omnitls_mbedtls_write_message(
      ssl, MBEDTLS_SSL_HS_CERTIFICATE_VERIFY, write_body,
      is_server(ssl) ? MBEDTLS_SSL_SERVER_FINISHED : MBEDTLS_SSL_CLIENT_FINISHED);
}

#else

int omnitls_mbedtls_writes_certificate_verify(const mbedtls_ssl_context* ssl) {
  (void)ssl;
  return 0;
}

int omnitls_mbedtls_write_certificate_verify(mbedtls_ssl_context* ssl) {
  (void)ssl;
  return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

#endif

#endif /* MBEDTLS_X509_CRT_PARSE_C */
