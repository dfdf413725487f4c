/* library/gcm.c, which every record goes through. */
/* This one first: it opens the library's structures. */
#include "library/common.h"
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif
#include "fast_aes_gcm.h"
#include "library/aesni.h"
#include "mbedtls/gcm.h"

#if defined(OMNITLS_FAST_AES_GCM) && defined(MBEDTLS_AESNI_HAVE_CODE)
/* Its definition of mbedtls_gcm_update, whose first argument has a type, becomes
 * omnitls_gcm_update_by_blocks; its calls of it stay, and come to ours. */
#define FIRST_OF(first, ...) first
#define FIRST(...) FIRST_OF(__VA_ARGS__, )
#define NAME_mbedtls_gcm_context omnitls_gcm_update_by_blocks,
#define NAME_ctx mbedtls_gcm_update,
#define mbedtls_gcm_update(first, ...) FIRST(NAME_##first)(first, __VA_ARGS__)
#include "library/gcm.c"
#undef mbedtls_gcm_update

/* The key, if it is one of AES; else NULL. */
static const mbedtls_aes_context* AesKey(const mbedtls_gcm_context* ctx) {
#if defined(MBEDTLS_BLOCK_CIPHER_C)
  return ctx->block_cipher_ctx.id == MBEDTLS_BLOCK_CIPHER_ID_AES ? &ctx->block_cipher_ctx.ctx.aes
                                                                 : NULL;
#else
  switch (mbedtls_cipher_get_type(&ctx->cipher_ctx)) {
    case MBEDTLS_CIPHER_AES_128_ECB:
    case MBEDTLS_CIPHER_AES_192_ECB:
    case MBEDTLS_CIPHER_AES_256_ECB:
      return ctx->cipher_ctx.cipher_ctx;
    default:
      return NULL;
  }
#endif
}

/* How much of `size` bytes may be done in steps, and is worth it. */
static size_t InSteps(const mbedtls_gcm_context* ctx, size_t size) {
  if (size < 3 * OMNITLS_AES_GCM_STEP || ctx->acceleration != MBEDTLS_GCM_ACC_AESNI ||
      AesKey(ctx) == NULL || !mbedtls_aesni_has_support(MBEDTLS_AESNI_AES)) {
    return 0;
  }
  return size / OMNITLS_AES_GCM_STEP * OMNITLS_AES_GCM_STEP;
}

int mbedtls_gcm_update(mbedtls_gcm_context* ctx, const unsigned char* in, size_t size,
                       unsigned char* out, size_t room, size_t* written) {
  /* The first call looks at all that is to be known, and leaves whole blocks behind it. */
  size_t head = 16 - ctx->len % 16;
  const size_t steps = size > head ? InSteps(ctx, size - head) : 0;
  const int overlaps = out > in && (size_t)(out - in) < size;
  if (steps == 0 || overlaps || room < size || ctx->len + size < size ||
      ctx->len + size > 0xFFFFFFFE0ull) {
    return omnitls_gcm_update_by_blocks(ctx, in, size, out, room, written);
  }
  size_t done = 0;
  int result = omnitls_gcm_update_by_blocks(ctx, in, head, out, head, &done);
  if (result != 0) return result;
  omnitls_aes_gcm(AesKey(ctx), (const unsigned char*)ctx->H[MBEDTLS_GCM_HTABLE_SIZE / 2],
                  ctx->mode == MBEDTLS_GCM_DECRYPT, ctx->y, ctx->buf, in + head, out + head, steps);
  ctx->len += steps;
  head += steps;
  *written = size;
  return omnitls_gcm_update_by_blocks(ctx, in + head, size - head, out + head, room - head, &done);
}
#else
#include "library/gcm.c"
#endif
