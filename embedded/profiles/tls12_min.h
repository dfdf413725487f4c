/* tls12-min: TLS 1.2 with TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 and P-256. */
#ifndef OMNITLS_EMBEDDED_PROFILES_TLS12_MIN_H_
#define OMNITLS_EMBEDDED_PROFILES_TLS12_MIN_H_

/* The longest record, in bytes of plaintext, to read and to write. With servers that send longer
 * ones, ask for less (MaxFragmentLength). */
#define MBEDTLS_SSL_IN_CONTENT_LEN 2048
#define MBEDTLS_SSL_OUT_CONTENT_LEN 1024

#include "omnitls/embedded/profiles/certificates.h"
#include "omnitls/embedded/profiles/common.h"
#include "omnitls/embedded/profiles/tls12.h"
#define MBEDTLS_SSL_CIPHERSUITES MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256

#endif /* OMNITLS_EMBEDDED_PROFILES_TLS12_MIN_H_ */
