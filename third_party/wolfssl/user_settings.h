/* Configuration of wolfSSL, found through -DWOLFSSL_USER_SETTINGS.
 *
 * Only preprocessor lines may stand here: wolfSSL's .S files include it. What a
 * program sees must be what the library was compiled with, so nothing may
 * depend on the options of one compilation. */
#ifndef OMNITLS_THIRD_PARTY_WOLFSSL_USER_SETTINGS_H_
#define OMNITLS_THIRD_PARTY_WOLFSSL_USER_SETTINGS_H_

/* --- platform ------------------------------------------------------------- */
#define HAVE_STDINT_H
#define HAVE_UINTPTR_T
#define HAVE_SYS_TIME_H
#define HAVE_GMTIME_R
#define HAVE_PTHREAD 1
#define HAVE_GETPID
#define HAVE_GETENV
#define WC_HAVE_C___ATOMIC 1
#define SIZEOF_LONG_LONG 8
#if defined(__LP64__)
#define SIZEOF_LONG 8
#define HAVE___UINT128_T 1
#else
#define SIZEOF_LONG 4
#endif
/* wolfSSL does not look by itself: it takes every processor for a little-endian one. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define WORDS_BIGENDIAN
#endif
/* Empty .c files are how a feature that is off looks. */
#define WOLFSSL_IGNORE_FILE_WARN
/* Input and output are callbacks: no sockets. */
#define WOLFSSL_USER_IO
#define WOLFSSL_SYS_CA_CERTS

/* --- arithmetic ----------------------------------------------------------- */
/* Without assembler AES-GCM is 25 times and a handshake 10 times slower. */
#if defined(__x86_64__)
#define WOLFSSL_X86_64_BUILD
#define USE_INTEL_SPEEDUP
#define WOLFSSL_AESNI
#define WOLFSSL_SP_ASM
#define WOLFSSL_SP_X86_64
#define WOLFSSL_SP_X86_64_ASM
#define WOLFSSL_USE_ALIGN
#endif
#define WOLFSSL_SP_MATH_ALL
#define WOLFSSL_HAVE_SP_RSA
#define WOLFSSL_HAVE_SP_DH
#define WOLFSSL_HAVE_SP_ECC
#define WOLFSSL_SP_384
#define WOLFSSL_SP_521
#define WOLFSSL_SP_4096
#define SP_INT_BITS 4096
/* No branch or address depends on a secret. */
#define TFM_TIMING_RESISTANT
#define ECC_TIMING_RESISTANT
#define WC_RSA_BLINDING

/* --- TLS: versions and extensions ------------------------------------------ */
#define WOLFSSL_TLS13
#define NO_OLD_TLS
#define WOLFSSL_EITHER_SIDE
#define HAVE_TLS_EXTENSIONS
#define HAVE_SUPPORTED_CURVES
#define HAVE_SNI
#define WOLFSSL_ALWAYS_KEEP_SNI
#define HAVE_ALPN
#define HAVE_MAX_FRAGMENT
#define HAVE_EXTENDED_MASTER
#define HAVE_ENCRYPT_THEN_MAC
/* OpenSSL's client insists on it, though nobody renegotiates. */
#define HAVE_SERVER_RENEGOTIATION_INFO
#define WOLFSSL_SEND_HRR_COOKIE
#define WOLFSSL_TLS13_MIDDLEBOX_COMPAT
#define WOLFSSL_TLS13_NO_PEEK_HANDSHAKE_DONE
#define HAVE_ECH
#define HAVE_HPKE
/* In bytes: a ClientHello with more cipher suites would be an error, and scanners offer all there
 * are. */
#define WOLFSSL_MAX_SUITE_SZ 1024

/* --- TLS: resumption -------------------------------------------------------- */
#define HAVE_SESSION_TICKET
/* mbedTLS's ticket nonces, of 32 bytes, are longer than the built-in buffer. */
#define WOLFSSL_TICKET_NONCE_MALLOC
#define HAVE_EXT_CACHE
#define WOLFSSL_EARLY_DATA
/* Not SESSION_CERTS: it makes each session 37 KB. */

/* --- TLS: alerts, callbacks, secrets --------------------------------------- */
#define WOLFSSL_EXTRA_ALERTS
#define WOLFSSL_CHECK_ALERT_ON_ERR
#define ATOMIC_USER
#define WOLFSSL_CERT_SETUP_CB
#define WOLFSSL_SET_CIPHER_BYTES
#define HAVE_SECRET_CALLBACK
#define HAVE_KEYING_MATERIAL
/* Private keys that are not in this process: 310 bytes of each connection with AES. So no
 * HAVE_EX_DATA, which nobody uses: 80 bytes. */
#define WOLF_CRYPTO_CB
#define WOLF_CRYPTO_CB_RSA_PAD
/* Those keys name their device. Without this, every hash would ask it, too. */
#define WC_NO_DEFAULT_DEVID
/* Each TLS 1.3 connection would keep all that its handshake needed, 2.4 KB: those that have no
 * use for it part with it (//backends/wolfssl:post_handshake.cc). */
#define WOLFSSL_POST_HANDSHAKE_AUTH
/* Not HAVE_PK_CALLBACKS, which nobody uses and which costs each connection 432 bytes; nor
 * WOLFSSL_AESGCM_STREAM (192), WOLFSSL_HAVE_TLS_UNIQUE (128). */
/* Not OPENSSL_EXTRA: it copies certificates, keeps a queue of errors for each
 * thread, and lets a connection end at wolfSSL_shutdown. */

/* --- certificates ----------------------------------------------------------- */
#define WOLFSSL_ASN_TEMPLATE
#define WOLFSSL_ALT_NAMES
#define WOLFSSL_IP_ALT_NAME
#define WOLFSSL_ALT_CERT_CHAINS
/* Certificates are judged in //api: this callback gets the whole chain with the
 * leaf. So not KEEP_PEER_CERT, not WOLFSSL_VERIFY_CB_ALL_CERTS: they
 * copy every certificate to be looked at. */
#define WOLFSSL_ALWAYS_VERIFY_CB
#define MAX_CHAIN_DEPTH 16
#define WOLFSSL_DER_LOAD
#define WOLFSSL_PEM_TO_DER
#define WOLFSSL_DER_TO_PEM
#define WOLFSSL_CERT_EXT
#define WOLFSSL_CERT_GEN
#define WOLFSSL_KEY_GEN
#define WOLFSSL_ENCRYPTED_KEYS
#define HAVE_PKCS8
#define HAVE_PKCS12
#define WOLFSSL_BASE64_ENCODE
#define HAVE_OCSP
#define HAVE_CERTIFICATE_STATUS_REQUEST
#define HAVE_CERTIFICATE_STATUS_REQUEST_V2
/* What is stale is judged in //api, by the program's clock. */
#define WOLFSSL_NO_OCSP_DATE_CHECK
#define HAVE_CRL

/* --- public-key cryptography ------------------------------------------------- */
#define HAVE_ECC
#define ECC_SHAMIR
#define HAVE_ECC384
#define HAVE_ECC521
#define HAVE_COMP_KEY
#define HAVE_CURVE25519
#define HAVE_ED25519
#define WOLFSSL_ED25519_STREAMING_VERIFY
#define HAVE_CURVE448
#define HAVE_ED448
#define WOLFSSL_ED448_STREAMING_VERIFY
#define HAVE_FFDHE_2048
#define HAVE_FFDHE_3072
#define HAVE_DH_DEFAULT_PARAMS
#define WC_RSA_PSS
#define WOLFSSL_PSS_LONG_SALT
#define WOLFSSL_HAVE_MLKEM
#define WOLFSSL_PQC_HYBRIDS
#define NO_DSA

/* --- ciphers, digests, random numbers ---------------------------------------- */
#define HAVE_AESGCM
#define HAVE_AESCCM
#define WOLFSSL_AES_DIRECT
#define WOLFSSL_AES_COUNTER
#define HAVE_AES_ECB
/* The table takes 512 bytes for each direction of a connection. x86-64 processors have
 * instructions that do without it. */
#if defined(__x86_64__)
#define GCM_SMALL
#else
#define GCM_TABLE_4BIT
#endif
#define HAVE_CHACHA
#define HAVE_POLY1305
#define HAVE_ONE_TIME_AUTH
#define HAVE_HKDF
#define WOLFSSL_HAVE_PRF
#define WOLFSSL_SHA224
#define WOLFSSL_SHA384
#define WOLFSSL_SHA512
#define WOLFSSL_SHA3
#define WOLFSSL_SHAKE128
#define WOLFSSL_SHAKE256
#define HAVE_HASHDRBG
#define NO_RC4
#define NO_MD4

#endif /* OMNITLS_THIRD_PARTY_WOLFSSL_USER_SETTINGS_H_ */
