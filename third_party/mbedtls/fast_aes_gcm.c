/* AES-GCM by four blocks: one after the other, as the library has it, a processor waits for the
 * last block's result most of the time. The arithmetic is that of library/aesni.c. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#pragma GCC target("ssse3,aes,pclmul")

/* fast_aesni.c has these. */
#define mbedtls_aesni_crypt_ecb omnitls_unused_crypt_ecb
#define mbedtls_aesni_gcm_mult omnitls_unused_gcm_mult
#define mbedtls_aesni_has_support omnitls_unused_has_support
#define mbedtls_aesni_inverse_key omnitls_unused_inverse_key
#define mbedtls_aesni_setkey_enc omnitls_unused_setkey_enc
#include "library/aesni.c"
/* After the library's own headers, which open its structures. */
#include "fast_aes_gcm.h"

enum { kBlocks = 4, kBlock = 16 };
_Static_assert(OMNITLS_AES_GCM_STEP == kBlocks * kBlock, "a step is four blocks");

/* GCM's numbers have their most significant byte first. */
static __m128i Reversed(__m128i bytes) {
  return _mm_shuffle_epi8(bytes,
                          _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}
static __m128i Load(const unsigned char* bytes) { return _mm_loadu_si128((const __m128i*)bytes); }
static void Store(unsigned char* bytes, __m128i value) { _mm_storeu_si128((__m128i*)bytes, value); }

/* A product that may have been added to others before. */
static __m128i Reduced(__m128i low, __m128i high) {
  gcm_shift(&low, &high);
  return _mm_xor_si128(gcm_mix(gcm_reduce(low)), high);
}

static __m128i Product(__m128i a, __m128i b) {
  __m128i low, high;
  gcm_clmul(a, b, &low, &high);
  return Reduced(low, high);
}

void omnitls_aes_gcm(const mbedtls_aes_context* aes, const unsigned char h[16], int decrypts,
                     unsigned char counter[16], unsigned char hash[16], const unsigned char* in,
                     unsigned char* out, size_t size) {
  const unsigned char* const keys = (const unsigned char*)(aes->buf + aes->rk_offset);
  __m128i powers[kBlocks]; /* The highest first: the first block is multiplied most often. */
  powers[kBlocks - 1] = Reversed(Load(h));
  for (int i = kBlocks - 1; i > 0; --i) powers[i - 1] = Product(powers[i], powers[kBlocks - 1]);
  __m128i number = Reversed(Load(counter));
  __m128i sum = Reversed(Load(hash));
  for (; size != 0; size -= OMNITLS_AES_GCM_STEP) {
    __m128i blocks[kBlocks];
    __m128i low = _mm_setzero_si128(), high = _mm_setzero_si128();
    for (int i = 0; i < kBlocks; ++i) {
      number = _mm_add_epi32(number, _mm_set_epi32(0, 0, 0, 1)); /* It has 32 bits. */
      blocks[i] = _mm_xor_si128(Reversed(number), Load(keys));
    }
    for (int round = 1; round < aes->nr; ++round) {
      const __m128i key = Load(keys + kBlock * round);
      for (int i = 0; i < kBlocks; ++i) blocks[i] = _mm_aesenc_si128(blocks[i], key);
    }
    for (int i = 0; i < kBlocks; ++i) {
      const __m128i key = Load(keys + kBlock * aes->nr);
      const __m128i text = Load(in + kBlock * i);
      blocks[i] = _mm_xor_si128(_mm_aesenclast_si128(blocks[i], key), text);
      /* `out` may be `in`. */
      const __m128i encrypted = Reversed(decrypts ? text : blocks[i]);
      __m128i one_low, one_high;
      gcm_clmul(i == 0 ? _mm_xor_si128(sum, encrypted) : encrypted, powers[i], &one_low, &one_high);
      low = _mm_xor_si128(low, one_low);
      high = _mm_xor_si128(high, one_high);
    }
    /* After all of `in` was read: `out` may begin before it. */
    for (int i = 0; i < kBlocks; ++i) Store(out + kBlock * i, blocks[i]);
    sum = Reduced(low, high);
    in += OMNITLS_AES_GCM_STEP;
    out += OMNITLS_AES_GCM_STEP;
  }
  Store(counter, Reversed(number));
  Store(hash, Reversed(sum));
}
#else
typedef int omnitls_nothing_here;
#endif
