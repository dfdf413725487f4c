/* Opens the private members of what the public headers declare. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include "backends/mbedtls/shim.h"

#include <mbedtls/oid.h>
#include <mbedtls/platform.h>
#include <mbedtls/psa_util.h>
#include <ssl_misc.h>
#include <string.h>

#if defined(MBEDTLS_X509_CRT_PARSE_C) && !defined(MBEDTLS_SSL_KEEP_PEER_CERTIFICATE)
#error "omnitls verifies the peer's chain itself: it needs MBEDTLS_SSL_KEEP_PEER_CERTIFICATE"
#endif

/* RFC 8446, 5.1 and 5.2. */
#define MAX_PLAINTEXT 16384

#define RECORD_HEADER 5
#define HANDSHAKE_HEADER 4

/* --- capabilities --------------------------------------------------------------------------- */

int omnitls_mbedtls_has_group(uint16_t group) {
  return mbedtls_ssl_named_group_is_supported(group);
}

int omnitls_mbedtls_tls12_has_signature_scheme(uint16_t scheme) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_2) && defined(MBEDTLS_SSL_HANDSHAKE_WITH_CERT_ENABLED)
  return mbedtls_ssl_tls12_sig_alg_is_supported(scheme);
#else
  (void)scheme;
  return 0;
#endif
}

int omnitls_mbedtls_tls13_has_signature_scheme(uint16_t scheme) {
#if defined(MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED)
  return mbedtls_ssl_tls13_sig_alg_is_supported(scheme);
#else
  (void)scheme;
  return 0;
#endif
}

/* --- randomness ------------------------------------------------------------------------------ */

int omnitls_mbedtls_random(void* unused, unsigned char* out, size_t size) {
  (void)unused;
  return mbedtls_psa_get_random(MBEDTLS_PSA_RANDOM_STATE, out, size);
}

#if defined(MBEDTLS_X509_CRT_PARSE_C)
/* --- certificates --------------------------------------------------------------------------- */

void omnitls_mbedtls_ignore_usage(mbedtls_x509_crt* own) {
  own->ext_types &= ~(MBEDTLS_X509_EXT_KEY_USAGE | MBEDTLS_X509_EXT_EXTENDED_KEY_USAGE);
}

int omnitls_mbedtls_append_unparsed(mbedtls_x509_crt* chain, const unsigned char* der,
                                    size_t length) {
  mbedtls_x509_crt* added = mbedtls_calloc(1, sizeof(*added));
  unsigned char* copy = mbedtls_calloc(1, length);
  if (added == NULL || copy == NULL) {
    mbedtls_free(added);
    mbedtls_free(copy);
    return MBEDTLS_ERR_X509_ALLOC_FAILED;
  }
  memcpy(copy, der, length);
  mbedtls_x509_crt_init(added);
  added->raw.p = copy;
  added->raw.len = length;
  added->own_buffer = 1;
  while (chain->next != NULL) {
    chain = chain->next;
  }
  chain->next = added;
  return 0;
}
#endif

#if defined(MBEDTLS_X509_TRUSTED_CERTIFICATE_CALLBACK)
int omnitls_mbedtls_no_issuer(void* unused, const mbedtls_x509_crt* leaf,
                              mbedtls_x509_crt** candidates) {
  (void)unused;
  *candidates = NULL;
  /* The library allocated them, and nothing but its verification looks at this. */
  for (mbedtls_x509_crt* next = leaf->next; next != NULL; next = next->next) {
    next->ca_istrue = 0;
  }
  return 0;
}
#endif

/* --- connections ---------------------------------------------------------------------------- */

int omnitls_mbedtls_random_without_session_id(void* context, unsigned char* out, size_t size) {
  const mbedtls_ssl_context* ssl = context;
  if (ssl->session_negotiate != NULL && out == ssl->session_negotiate->id) {
    ssl->session_negotiate->id_len = 0; /* Sent next, whatever it was. */
    return 0;
  }
  return omnitls_mbedtls_random(NULL, out, size);
}

int omnitls_mbedtls_session_fits(const mbedtls_ssl_config* conf,
                                 const mbedtls_ssl_session* session) {
  if (session->tls_version < conf->min_tls_version ||
      session->tls_version > conf->max_tls_version) {
    return 0;
  }
  for (const int* suite = conf->ciphersuite_list; *suite != 0; suite++) {
    if (*suite == session->ciphersuite) {
      return 1;
    }
  }
  return 0;
}

int omnitls_mbedtls_has_session(const mbedtls_ssl_context* ssl) {
  const mbedtls_ssl_session* session = ssl->session;
  if (session == NULL || session->exported) {
    return 0;
  }
#if defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_CLI_C)
  if (session->ticket_len != 0) {
    return 1;
  }
#endif
  return ssl->tls_version == MBEDTLS_SSL_VERSION_TLS1_2 && session->id_len != 0;
}

int omnitls_mbedtls_is_idle(const mbedtls_ssl_context* ssl) {
  /* Not mbedtls_ssl_is_handshake_over: states after this one deal with tickets. */
  return ssl->state == MBEDTLS_SSL_HANDSHAKE_OVER;
}

void omnitls_mbedtls_set_config(mbedtls_ssl_context* ssl, const mbedtls_ssl_config* conf) {
  ssl->conf = conf;
#if defined(MBEDTLS_SSL_ALPN)
  ssl->alpn_chosen = NULL;
#endif
}

void omnitls_mbedtls_set_client_config(mbedtls_ssl_context* ssl, const mbedtls_ssl_config* conf) {
  ssl->conf = conf;
}

int omnitls_mbedtls_copy_session(mbedtls_ssl_session* to, const mbedtls_ssl_session* from) {
  return mbedtls_ssl_session_copy(to, from);
}

int omnitls_mbedtls_take_session(const mbedtls_ssl_context* ssl, mbedtls_ssl_session* out) {
#if defined(MBEDTLS_SSL_CLI_C)
  if (ssl->conf->endpoint == MBEDTLS_SSL_IS_CLIENT) {
    return mbedtls_ssl_get_session(ssl, out);
  }
#endif
  return mbedtls_ssl_session_copy(out, ssl->session);
}

const unsigned char* omnitls_mbedtls_session_id(const mbedtls_ssl_context* ssl, size_t* length) {
  *length = ssl->session->id_len;
  return ssl->session->id;
}

void omnitls_mbedtls_drop_peer(mbedtls_ssl_session* session) {
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  if (session->peer_cert != NULL) {
    mbedtls_x509_crt_free(session->peer_cert);
    mbedtls_free(session->peer_cert);
    session->peer_cert = NULL;
  }
#else
  (void)session;
#endif
}

void omnitls_mbedtls_forget_peer(mbedtls_ssl_context* ssl) {
  if (ssl->session != NULL) {
    omnitls_mbedtls_drop_peer(ssl->session);
  }
  omnitls_mbedtls_drop_handshake_keys(ssl);
}

void omnitls_mbedtls_drop_handshake_keys(mbedtls_ssl_context* ssl) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  if (ssl->handshake != NULL) {
    mbedtls_ssl_transform_free(ssl->handshake->transform_handshake);
    mbedtls_free(ssl->handshake->transform_handshake);
    ssl->handshake->transform_handshake = NULL;
  }
#else
  (void)ssl;
#endif
}

/* --- the handshake -------------------------------------------------------------------------- */

static int is_server(const mbedtls_ssl_context* ssl) {
  return ssl->conf->endpoint == MBEDTLS_SSL_IS_SERVER;
}

/* The client's is first, unless a session is resumed (RFC 5246, 7.3). */
static int is_first_finished(const mbedtls_ssl_context* ssl, int servers) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_2)
  return ssl->tls_version == MBEDTLS_SSL_VERSION_TLS1_2 &&
         (ssl->handshake->resume != 0) == (servers != 0);
#else
  (void)ssl;
  (void)servers;
  return 0;
#endif
}

omnitls_mbedtls_stage omnitls_mbedtls_next_stage(const mbedtls_ssl_context* ssl) {
  switch (ssl->state) {
    case MBEDTLS_SSL_CLIENT_HELLO:
      return is_server(ssl) ? OMNITLS_MBEDTLS_READ_CLIENT_HELLO : OMNITLS_MBEDTLS_OTHER;
    case MBEDTLS_SSL_SERVER_CERTIFICATE:
      return is_server(ssl) ? OMNITLS_MBEDTLS_OTHER : OMNITLS_MBEDTLS_READ_CERTIFICATE;
    case MBEDTLS_SSL_CERTIFICATE_REQUEST:
      return is_server(ssl) ? OMNITLS_MBEDTLS_OTHER : OMNITLS_MBEDTLS_READ_CERTIFICATE_REQUEST;
    case MBEDTLS_SSL_CLIENT_CERTIFICATE:
      /* A TLS 1.2 server passes through this state even if it has not asked for one. */
      return is_server(ssl) && ssl->conf->authmode != MBEDTLS_SSL_VERIFY_NONE
                 ? OMNITLS_MBEDTLS_READ_CERTIFICATE
                 : OMNITLS_MBEDTLS_OTHER;
    case MBEDTLS_SSL_CLIENT_FINISHED:
      return is_first_finished(ssl, 0) ? OMNITLS_MBEDTLS_FIRST_FINISHED : OMNITLS_MBEDTLS_OTHER;
    case MBEDTLS_SSL_SERVER_FINISHED:
      return is_first_finished(ssl, 1) ? OMNITLS_MBEDTLS_FIRST_FINISHED : OMNITLS_MBEDTLS_OTHER;
    case MBEDTLS_SSL_HANDSHAKE_WRAPUP:
      return OMNITLS_MBEDTLS_WRAP_UP;
    default:
      return OMNITLS_MBEDTLS_OTHER;
  }
}

int omnitls_mbedtls_write_message(mbedtls_ssl_context* ssl, unsigned char type,
                                  omnitls_mbedtls_body_writer* write_body, int next) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  unsigned char* body = NULL;
  size_t room = 0;
  size_t size = 0;
  int result = mbedtls_ssl_start_handshake_msg(ssl, type, &body, &room);
  if (result == 0) {
    result = write_body(ssl, body, body + room, &size);
  }
  if (result == 0) {
    result = mbedtls_ssl_add_hs_msg_to_checksum(ssl, type, body, size);
  }
  if (result == 0) {
    result = mbedtls_ssl_finish_handshake_msg(ssl, room, size);
  }
  if (result == 0) {
    mbedtls_ssl_handshake_set_state(ssl, (mbedtls_ssl_states)next);
  }
  return result;
#else
  (void)ssl;
  (void)type;
  (void)write_body;
  (void)next;
  return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
#endif
}

size_t omnitls_mbedtls_max_fragment(const mbedtls_ssl_context* ssl) {
#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
  return mbedtls_ssl_get_output_max_frag_len(ssl);
#else
  (void)ssl;
  return MAX_PLAINTEXT;
#endif
}

int omnitls_mbedtls_flush(mbedtls_ssl_context* ssl) { return mbedtls_ssl_flush_output(ssl); }

int omnitls_mbedtls_awaits_too_much(const mbedtls_ssl_context* ssl) {
  return ssl->in_hslen > MBEDTLS_SSL_IN_CONTENT_LEN;
}

const unsigned char* omnitls_mbedtls_last_message(const mbedtls_ssl_context* ssl, size_t* length) {
  if (ssl->in_msgtype != MBEDTLS_SSL_MSG_HANDSHAKE || ssl->in_hslen < HANDSHAKE_HEADER ||
      ssl->in_hslen > ssl->in_msglen) {
    return NULL;
  }
  *length = ssl->in_hslen;
  return ssl->in_msg;
}

int omnitls_mbedtls_signs_ecdhe(const mbedtls_ssl_context* ssl) {
  if (ssl->tls_version != MBEDTLS_SSL_VERSION_TLS1_2 || ssl->handshake == NULL ||
      ssl->handshake->ciphersuite_info == NULL) {
    return 0;
  }
  const mbedtls_key_exchange_type_t type = ssl->handshake->ciphersuite_info->key_exchange;
  return type == MBEDTLS_KEY_EXCHANGE_ECDHE_RSA || type == MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA;
}

int omnitls_mbedtls_takes_signature(const mbedtls_ssl_context* ssl, uint16_t scheme) {
#if defined(MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED)
  return mbedtls_ssl_sig_alg_is_offered(ssl, scheme) &&
         mbedtls_ssl_tls13_sig_alg_for_cert_verify_is_supported(scheme);
#else
  (void)ssl;
  (void)scheme;
  return 1;
#endif
}

const unsigned char* omnitls_mbedtls_certificate_message(const mbedtls_ssl_context* ssl,
                                                         size_t* length) {
  if (ssl->in_msgtype != MBEDTLS_SSL_MSG_HANDSHAKE || ssl->in_hslen < HANDSHAKE_HEADER ||
      ssl->in_hslen > ssl->in_msglen || ssl->in_msg[0] != MBEDTLS_SSL_HS_CERTIFICATE) {
    return NULL;
  }
  *length = ssl->in_hslen - HANDSHAKE_HEADER;
  return ssl->in_msg + HANDSHAKE_HEADER;
}

#if defined(MBEDTLS_X509_CRT_PARSE_C)
const mbedtls_x509_crt* omnitls_mbedtls_peer_leaf(const mbedtls_ssl_context* ssl) {
  return ssl->session_negotiate != NULL ? ssl->session_negotiate->peer_cert : NULL;
}
#endif

#if defined(MBEDTLS_SSL_PROTO_TLS1_2)
static uint16_t tls12_group(const mbedtls_ssl_handshake_params* handshake) {
#if defined(MBEDTLS_KEY_EXCHANGE_SOME_XXDH_PSA_ANY_ENABLED) && defined(MBEDTLS_USE_PSA_CRYPTO)
  const mbedtls_ecp_group_id id = mbedtls_ecc_group_from_psa(
      PSA_KEY_TYPE_ECC_GET_FAMILY(handshake->xxdh_psa_type), handshake->xxdh_psa_bits);
  return mbedtls_ssl_get_tls_id_from_ecp_group_id(id);
#elif defined(MBEDTLS_KEY_EXCHANGE_SOME_ECDH_OR_ECDHE_1_2_ENABLED)
  return mbedtls_ssl_get_tls_id_from_ecp_group_id(
      mbedtls_ecdh_get_grp_id((mbedtls_ecdh_context*)&handshake->ecdh_ctx));
#else
  (void)handshake;
  return 0;
#endif
}
#endif

uint16_t omnitls_mbedtls_group(const mbedtls_ssl_context* ssl) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_2)
  if (ssl->tls_version == MBEDTLS_SSL_VERSION_TLS1_2) {
    return ssl->handshake->resume ? 0 : tls12_group(ssl->handshake);
  }
#endif
#if defined(MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_SOME_EPHEMERAL_ENABLED)
  return ssl->handshake->offered_group_id;
#else
  return 0;
#endif
}

int omnitls_mbedtls_resumed(const mbedtls_ssl_context* ssl) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  if (ssl->tls_version == MBEDTLS_SSL_VERSION_TLS1_3) {
    /* The `resume` of a client only says that it offered a session. */
    return (ssl->handshake->key_exchange_mode & MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_ALL) != 0;
  }
#endif
  return ssl->handshake->resume;
}

int omnitls_mbedtls_extended_master_secret(const mbedtls_ssl_context* ssl) {
#if defined(MBEDTLS_SSL_EXTENDED_MASTER_SECRET)
  return ssl->tls_version == MBEDTLS_SSL_VERSION_TLS1_2 &&
         ssl->handshake->extended_ms == MBEDTLS_SSL_EXTENDED_MS_ENABLED;
#else
  (void)ssl;
  return 0;
#endif
}

/* --- early data ----------------------------------------------------------------------------- */

uint32_t omnitls_mbedtls_session_max_early_data(const mbedtls_ssl_session* session) {
#if defined(MBEDTLS_SSL_EARLY_DATA)
  if (session->tls_version == MBEDTLS_SSL_VERSION_TLS1_3 &&
      mbedtls_ssl_tls13_session_ticket_allow_early_data((mbedtls_ssl_session*)session)) {
    return session->max_early_data_size;
  }
#else
  (void)session;
#endif
  return 0;
}

int omnitls_mbedtls_resumes(const mbedtls_ssl_context* ssl) {
  return ssl->handshake != NULL && ssl->handshake->resume;
}

void omnitls_mbedtls_skip_early_data(mbedtls_ssl_context* ssl, uint32_t limit) {
#if defined(MBEDTLS_SSL_EARLY_DATA) && defined(MBEDTLS_SSL_SRV_C)
  if (ssl->discard_early_data_record != MBEDTLS_SSL_EARLY_DATA_NO_DISCARD) {
    ssl->session_negotiate->max_early_data_size = limit;
  }
#else
  (void)ssl;
  (void)limit;
#endif
}

int omnitls_mbedtls_early_data_accepted(const mbedtls_ssl_context* ssl) {
#if defined(MBEDTLS_SSL_EARLY_DATA)
  if (ssl->tls_version != MBEDTLS_SSL_VERSION_TLS1_3) {
    return 0;
  }
#if defined(MBEDTLS_SSL_SRV_C)
  if (is_server(ssl)) {
    return ssl->handshake->early_data_accepted;
  }
#endif
#if defined(MBEDTLS_SSL_CLI_C)
  return ssl->early_data_state == MBEDTLS_SSL_EARLY_DATA_STATE_SERVER_FINISHED_RECEIVED;
#endif
#endif
  (void)ssl;
  return 0;
}

/* --- secrets -------------------------------------------------------------------------------- */

int omnitls_mbedtls_first_finished(mbedtls_ssl_context* ssl,
                                   unsigned char verify_data[OMNITLS_MBEDTLS_VERIFY_DATA]) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_2)
  const int writer = ssl->handshake->resume ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT;
  return ssl->handshake->calc_finished(ssl, verify_data, writer);
#else
  (void)ssl;
  (void)verify_data;
  return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
#endif
}

const unsigned char* omnitls_mbedtls_exporter_secret(const mbedtls_ssl_context* ssl) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  return ssl->session_negotiate != NULL ? ssl->session_negotiate->app_secrets.exporter_master_secret
                                        : NULL;
#else
  (void)ssl;
  return NULL;
#endif
}

/* --- alerts --------------------------------------------------------------------------------- */

#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
/* The keys that the peer expects an alert under; NULL: those in use. */
static mbedtls_ssl_transform* alert_transform(const mbedtls_ssl_context* ssl) {
  if (ssl->tls_version != MBEDTLS_SSL_VERSION_TLS1_3 || ssl->handshake == NULL) {
    return NULL;
  }
  if (is_server(ssl)) {
    /* After its Finished a server writes with application keys (RFC 8446, A.2); the library
     * goes on with handshake keys until it has read the client's. */
    return ssl->transform_out != ssl->transform_application ? ssl->transform_application : NULL;
  }
  /* After ServerHello a client writes with handshake keys; the library goes on in the clear until
   * it has read the server's Finished. */
  return ssl->transform_out == NULL ? ssl->handshake->transform_handshake : NULL;
}
#endif

int omnitls_mbedtls_keys_are_stale(const mbedtls_ssl_context* ssl) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  return alert_transform(ssl) != NULL;
#else
  (void)ssl;
  return 0;
#endif
}

int omnitls_mbedtls_is_plaintext(const mbedtls_ssl_context* ssl) {
  return ssl->transform_out == NULL;
}

void omnitls_mbedtls_send_final_alert(mbedtls_ssl_context* ssl, unsigned char alert) {
  if (mbedtls_ssl_flush_output(ssl) != 0) {
    return;
  }
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  mbedtls_ssl_transform* expected = alert_transform(ssl);
  if (expected != NULL) {
    /*
     * Only for the last record of a connection. The library will make the same switch itself if
     * the handshake goes on, and begin to count records from 0 again: whatever it then wrote
     * would reuse this record's nonce (RFC 8446, 5.3).
     */
    mbedtls_ssl_set_outbound_transform(ssl, expected);
  }
#endif
  /* Nothing is to be done if even this fails: the connection has failed already. */
  (void)mbedtls_ssl_send_alert_message(ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL, alert);
}

unsigned char omnitls_mbedtls_received_alert(const mbedtls_ssl_context* ssl) {
  return ssl->in_msg[1];
}

int omnitls_mbedtls_library_alert(const mbedtls_ssl_context* ssl, int error) {
  if (ssl->alert_type != 0 && ssl->alert_reason == error) {
    return ssl->alert_type;
  }
#if defined(MBEDTLS_SSL_ALL_ALERT_MESSAGES)
  if (error == MBEDTLS_ERR_SSL_INVALID_MAC) {
    return MBEDTLS_SSL_ALERT_MSG_BAD_RECORD_MAC;
  }
#endif
  return OMNITLS_MBEDTLS_NO_ALERT;
}

int omnitls_mbedtls_plaintext_alert(const mbedtls_ssl_context* ssl) {
  static const unsigned char first[MBEDTLS_SSL_SEQUENCE_NUMBER_LEN] = {0};
  const unsigned char* record = ssl->in_hdr;
  if (!is_server(ssl) || ssl->tls_version != MBEDTLS_SSL_VERSION_TLS1_3 ||
      memcmp(ssl->in_ctr, first, sizeof(first)) != 0 || record[0] != MBEDTLS_SSL_MSG_ALERT ||
      MBEDTLS_GET_UINT16_BE(record, 3) != 2 || record[5] != MBEDTLS_SSL_ALERT_LEVEL_FATAL) {
    return OMNITLS_MBEDTLS_NO_ALERT;
  }
  return record[6]; /* Still there: what is too short to be encrypted is not decrypted in place. */
}

int omnitls_mbedtls_record_alert(const mbedtls_ssl_context* ssl, int error) {
  const unsigned char* header = ssl->in_hdr;
  const int is_long = MBEDTLS_GET_UINT16_BE(header, 3) > MAX_PLAINTEXT;
  if (error == MBEDTLS_ERR_SSL_BAD_INPUT_DATA) {
    /* Said of a record that is longer than the library's buffer when only its header is there. */
    return is_long && ssl->in_left == RECORD_HEADER ? MBEDTLS_SSL_ALERT_MSG_RECORD_OVERFLOW
                                                    : OMNITLS_MBEDTLS_NO_ALERT;
  }
  if (error == MBEDTLS_ERR_SSL_INVALID_MAC && header[0] == MBEDTLS_SSL_MSG_HANDSHAKE &&
      ssl->tls_version == MBEDTLS_SSL_VERSION_TLS1_3) {
    return MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE; /* It was never encrypted (RFC 8446, 5.2). */
  }
  if (error != MBEDTLS_ERR_SSL_INVALID_RECORD) {
    return OMNITLS_MBEDTLS_NO_ALERT;
  }
  if (header[0] < MBEDTLS_SSL_MSG_CHANGE_CIPHER_SPEC ||
      header[0] > MBEDTLS_SSL_MSG_APPLICATION_DATA) {
    return MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE; /* RFC 8446, 5 */
  }
  if (is_long) {
    return MBEDTLS_SSL_ALERT_MSG_RECORD_OVERFLOW;
  }
  return MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE;
}
