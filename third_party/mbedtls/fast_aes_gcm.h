#ifndef OMNITLS_FAST_AES_GCM_H_
#define OMNITLS_FAST_AES_GCM_H_

#include <mbedtls/aes.h>
#include <stddef.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define OMNITLS_FAST_AES_GCM 1

enum { OMNITLS_AES_GCM_STEP = 64 };

/*
 * Whole steps of AES-GCM, with AES and carry-less multiplication instructions, which the processor
 * must have. `counter` is the last that was used, `hash` what GHASH has come to, `h` its key; `aes`
 * has a key for encryption, made with these instructions. `size`: a multiple of the step.
 */
void omnitls_aes_gcm(const mbedtls_aes_context* aes, const unsigned char h[16], int decrypts,
                     unsigned char counter[16], unsigned char hash[16], const unsigned char* in,
                     unsigned char* out, size_t size);

#endif

#endif /* OMNITLS_FAST_AES_GCM_H_ */
