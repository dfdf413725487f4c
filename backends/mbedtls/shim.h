#ifndef OMNITLS_BACKENDS_MBEDTLS_SHIM_H_
#define OMNITLS_BACKENDS_MBEDTLS_SHIM_H_

#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What this backend needs and mbedTLS keeps in its private headers, which C++ cannot include. No
 * function here decides anything; each looks at one thing, or does one.
 */

#ifdef __cplusplus
extern "C" {
#endif

/* --- capabilities --------------------------------------------------------------------------- */

int omnitls_mbedtls_has_group(uint16_t group);
int omnitls_mbedtls_tls12_has_signature_scheme(uint16_t scheme);
int omnitls_mbedtls_tls13_has_signature_scheme(uint16_t scheme);

/* --- randomness ------------------------------------------------------------------------------ */

/* Sources of random numbers for the library (mbedtls_ssl_conf_rng). */
int omnitls_mbedtls_random(void* unused, unsigned char* out, size_t size);
/*
 * The same for the connection (mbedtls_ssl_context*) of a server that gives no session IDs. The
 * library gives every session of TLS 1.2 an ID nevertheless, for which a client would keep it in
 * vain; this takes the ID back at the moment it is drawn.
 */
int omnitls_mbedtls_random_without_session_id(void* ssl, unsigned char* out, size_t size);

#if defined(MBEDTLS_X509_CRT_PARSE_C)
/* --- certificates --------------------------------------------------------------------------- */

/*
 * Lets our own certificate be used whatever its (extended) key usage says. The library would keep
 * quiet about a certificate that the peer is bound to refuse, and the peer would never learn why.
 */
void omnitls_mbedtls_ignore_usage(mbedtls_x509_crt* own);

/*
 * Appends a certificate that is only sent, never looked into: it is not parsed, and may be of a
 * kind that the library does not know. 0, or MBEDTLS_ERR_X509_ALLOC_FAILED.
 */
int omnitls_mbedtls_append_unparsed(mbedtls_x509_crt* chain, const unsigned char* der,
                                    size_t length);
#endif

#if defined(MBEDTLS_X509_TRUSTED_CERTIFICATE_CALLBACK)
/*
 * A CA callback (mbedtls_ssl_conf_ca_cb) that finds no issuer, neither trusted nor in the chain: so
 * the library's own verdict, which nobody asks for, costs no verification of signatures.
 */
int omnitls_mbedtls_no_issuer(void* unused, const mbedtls_x509_crt* leaf,
                              mbedtls_x509_crt** candidates);
#endif

/* --- connections ---------------------------------------------------------------------------- */

/* Whether a session may be offered: its version and its cipher suite are still allowed. */
int omnitls_mbedtls_session_fits(const mbedtls_ssl_config* conf,
                                 const mbedtls_ssl_session* session);
/* Whether mbedtls_ssl_get_session would give a session that can be resumed. */
int omnitls_mbedtls_has_session(const mbedtls_ssl_context* ssl);
/* Whether neither the handshake nor a ticket is being dealt with. */
int omnitls_mbedtls_is_idle(const mbedtls_ssl_context* ssl);
/*
 * After the handshake: lets a connection go by another configuration, which differs only in what
 * handshakes need. The application protocol is forgotten: its name was the old one's.
 */
void omnitls_mbedtls_set_config(mbedtls_ssl_context* ssl, const mbedtls_ssl_config* conf);
/* The same for a client, before its handshake; the application protocols stay where they are. */
void omnitls_mbedtls_set_client_config(mbedtls_ssl_context* ssl, const mbedtls_ssl_config* conf);
/* Takes a client's session, or copies a server's, which the library gives to nobody. */
int omnitls_mbedtls_take_session(const mbedtls_ssl_context* ssl, mbedtls_ssl_session* out);
int omnitls_mbedtls_copy_session(mbedtls_ssl_session* to, const mbedtls_ssl_session* from);
/* The ID of the connection's session; valid until the next call. */
const unsigned char* omnitls_mbedtls_session_id(const mbedtls_ssl_context* ssl, size_t* length);
/*
 * After the handshake: drops what the library keeps for programs that ask it: the peer's
 * certificates, which the core has, and the handshake's keys.
 */
void omnitls_mbedtls_forget_peer(mbedtls_ssl_context* ssl);
/* These keys only: the library has no more use for them, and PSA has room for few. */
void omnitls_mbedtls_drop_handshake_keys(mbedtls_ssl_context* ssl);
/* Drops the peer's certificates, which the session of a connection holds. */
void omnitls_mbedtls_drop_peer(mbedtls_ssl_session* session);

/* --- the handshake -------------------------------------------------------------------------- */

/* What the next step of the handshake does. */
typedef enum {
  OMNITLS_MBEDTLS_READ_CLIENT_HELLO,
  OMNITLS_MBEDTLS_READ_CERTIFICATE,         /* Reads the peer's Certificate message. */
  OMNITLS_MBEDTLS_READ_CERTIFICATE_REQUEST, /* Reads a server's, if there is one. */
  OMNITLS_MBEDTLS_FIRST_FINISHED, /* Writes or reads the first Finished message of TLS 1.2. */
  OMNITLS_MBEDTLS_WRAP_UP,        /* Everything is agreed; what led there is dropped now. */
  OMNITLS_MBEDTLS_OTHER
} omnitls_mbedtls_stage;

omnitls_mbedtls_stage omnitls_mbedtls_next_stage(const mbedtls_ssl_context* ssl);
/* The most plaintext, in bytes, that a record may have by what was agreed (RFC 6066, 4). */
size_t omnitls_mbedtls_max_fragment(const mbedtls_ssl_context* ssl);
/*
 * Writes a handshake message of TLS 1.3 in place of the library, and goes on with `next`, a
 * mbedtls_ssl_states. `write_body` returns 0 or an error. So does this.
 */
typedef int omnitls_mbedtls_body_writer(mbedtls_ssl_context* ssl, unsigned char* out,
                                        const unsigned char* end, size_t* size);
int omnitls_mbedtls_write_message(mbedtls_ssl_context* ssl, unsigned char type,
                                  omnitls_mbedtls_body_writer* write_body, int next);
/* Hands the records that wait to the send callback. */
int omnitls_mbedtls_flush(mbedtls_ssl_context* ssl);

/* Whether the message that is being read says that it is longer than the library can take. */
int omnitls_mbedtls_awaits_too_much(const mbedtls_ssl_context* ssl);
/*
 * The handshake message that was read last, with its header; NULL if there is none. Valid until the
 * next step.
 */
const unsigned char* omnitls_mbedtls_last_message(const mbedtls_ssl_context* ssl, size_t* length);
/* Whether keys are agreed on as in RFC 8422, and signed: TLS 1.2, before OMNITLS_MBEDTLS_WRAP_UP.
 */
int omnitls_mbedtls_signs_ecdhe(const mbedtls_ssl_context* ssl);
/* Whether this end takes a signature of TLS 1.3 by this scheme. */
int omnitls_mbedtls_takes_signature(const mbedtls_ssl_context* ssl, uint16_t scheme);

/*
 * The body of the Certificate message that was just read, with or without success; NULL if the last
 * message is another. Valid until the next step.
 */
const unsigned char* omnitls_mbedtls_certificate_message(const mbedtls_ssl_context* ssl,
                                                         size_t* length);
#if defined(MBEDTLS_X509_CRT_PARSE_C)
/* The leaf that the library took from it: NULL if none. */
const mbedtls_x509_crt* omnitls_mbedtls_peer_leaf(const mbedtls_ssl_context* ssl);
#endif

/* Before OMNITLS_MBEDTLS_WRAP_UP: the (EC)DHE group (0: none), and whether a session was resumed.
 */
uint16_t omnitls_mbedtls_group(const mbedtls_ssl_context* ssl);
int omnitls_mbedtls_resumed(const mbedtls_ssl_context* ssl);
/* Before it, too: whether TLS 1.2's master secret is bound to the handshake (RFC 7627). */
int omnitls_mbedtls_extended_master_secret(const mbedtls_ssl_context* ssl);

/* --- secrets -------------------------------------------------------------------------------- */

#define OMNITLS_MBEDTLS_VERIFY_DATA 12

/* Before OMNITLS_MBEDTLS_FIRST_FINISHED: its verify_data (RFC 5246, 7.4.9). 0, or an error. */
int omnitls_mbedtls_first_finished(mbedtls_ssl_context* ssl,
                                   unsigned char verify_data[OMNITLS_MBEDTLS_VERIFY_DATA]);
/*
 * In the callback of mbedtls_ssl_set_export_keys_cb for TLS 1.3's application traffic secrets: the
 * exporter_secret, as long as they are. NULL: the library has none.
 */
const unsigned char* omnitls_mbedtls_exporter_secret(const mbedtls_ssl_context* ssl);

/* --- early data ----------------------------------------------------------------------------- */

/* How much early data a session allows, in bytes. */
uint32_t omnitls_mbedtls_session_max_early_data(const mbedtls_ssl_session* session);
/* Servers, in the callback that looks at a ClientHello: whether it resumes a session. */
int omnitls_mbedtls_resumes(const mbedtls_ssl_context* ssl);
/* Servers, after the ClientHello: lets early data that is not accepted be skipped over, up to
 * `limit` bytes, whether there is a session or not. */
void omnitls_mbedtls_skip_early_data(mbedtls_ssl_context* ssl, uint32_t limit);
/* Before OMNITLS_MBEDTLS_WRAP_UP. */
int omnitls_mbedtls_early_data_accepted(const mbedtls_ssl_context* ssl);

/* --- alerts --------------------------------------------------------------------------------- */

#define OMNITLS_MBEDTLS_NO_ALERT (-1)

/* Whether an alert that the library writes now would reach a peer that cannot decrypt it, or that
 * expects it encrypted. */
int omnitls_mbedtls_keys_are_stale(const mbedtls_ssl_context* ssl);
/* Whether records are written in the clear. */
int omnitls_mbedtls_is_plaintext(const mbedtls_ssl_context* ssl);
/*
 * Sends a fatal alert with the keys the peer expects. Nothing may be written after it: see the
 * comment inside.
 */
void omnitls_mbedtls_send_final_alert(mbedtls_ssl_context* ssl, unsigned char alert);
/* The alert that was received, after MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE. */
unsigned char omnitls_mbedtls_received_alert(const mbedtls_ssl_context* ssl);
/*
 * The alert that the library sent along with an error outside the handshake, or decided on inside
 * it; OMNITLS_MBEDTLS_NO_ALERT if it did not.
 */
int omnitls_mbedtls_library_alert(const mbedtls_ssl_context* ssl, int error);
/*
 * TLS 1.3 servers, after MBEDTLS_ERR_SSL_INVALID_MAC: the alert of a client that failed before it
 * had keys, and which the library took for an encrypted record; or OMNITLS_MBEDTLS_NO_ALERT.
 */
int omnitls_mbedtls_plaintext_alert(const mbedtls_ssl_context* ssl);
/*
 * The alert for a record that is refused before it is decrypted, by what is wrong with it;
 * OMNITLS_MBEDTLS_NO_ALERT for other errors.
 */
int omnitls_mbedtls_record_alert(const mbedtls_ssl_context* ssl, int error);

#ifdef __cplusplus
}
#endif

#endif /* OMNITLS_BACKENDS_MBEDTLS_SHIM_H_ */
