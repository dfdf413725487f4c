/* X25519 by the verified code that mbedTLS brings along (3rdparty/everest), which is several times
 * as fast as its own arithmetic for all curves. The library offers it behind
 * MBEDTLS_ECDH_VARIANT_EVEREST_ENABLED, but through PSA, as TLS 1.3 uses it, it would only serve
 * half of an exchange: keys are made by mbedtls_ecp_mul. So it stands in for that: ecp.c is
 * compiled with other names for its two functions (fast_ecp.c), and here are those that everybody
 * calls. */
#if defined(__SIZEOF_INT128__)
#define MBEDTLS_ECDH_VARIANT_EVEREST_ENABLED
#include <mbedtls/ecp.h>
#include <mbedtls/platform_util.h>

#include "3rdparty/everest/library/Hacl_Curve25519_joined.c"

#define SIZE 32

/* ecp.c's own. */
int omnitls_mbedtls_ecp_mul_restartable(mbedtls_ecp_group* grp, mbedtls_ecp_point* R,
                                        const mbedtls_mpi* m, const mbedtls_ecp_point* P,
                                        int (*f_rng)(void*, unsigned char*, size_t), void* p_rng,
                                        mbedtls_ecp_restart_ctx* rs_ctx);

/* The same for all bytes of `out`; 1: it is zero. */
static int is_zero(const unsigned char out[SIZE]) {
  unsigned char all = 0;
  for (int i = 0; i < SIZE; i++) {
    all |= out[i];
  }
  return all == 0;
}

/* `m` and `P` have been checked. */
static int multiply(mbedtls_ecp_point* R, const mbedtls_mpi* m, const mbedtls_ecp_point* P) {
  unsigned char scalar[SIZE];
  unsigned char point[SIZE];
  unsigned char out[SIZE];
  int result = mbedtls_mpi_write_binary_le(m, scalar, SIZE);
  if (result == 0) {
    result = mbedtls_mpi_write_binary_le(&P->MBEDTLS_PRIVATE(X), point, SIZE);
  }
  if (result == 0) {
    Hacl_Curve25519_crypto_scalarmult(out, scalar, point);
    /* A point of low order (RFC 7748, 6.1): the same error as from the library's arithmetic. */
    result = is_zero(out) ? MBEDTLS_ERR_MPI_NOT_ACCEPTABLE
                          : mbedtls_mpi_read_binary_le(&R->MBEDTLS_PRIVATE(X), out, SIZE);
  }
  if (result == 0) {
    result = mbedtls_mpi_lset(&R->MBEDTLS_PRIVATE(Z), 1);
    mbedtls_mpi_free(&R->MBEDTLS_PRIVATE(Y));
  }
  mbedtls_platform_zeroize(scalar, sizeof(scalar));
  mbedtls_platform_zeroize(out, sizeof(out));
  return result;
}

int mbedtls_ecp_mul_restartable(mbedtls_ecp_group* grp, mbedtls_ecp_point* R, const mbedtls_mpi* m,
                                const mbedtls_ecp_point* P,
                                int (*f_rng)(void*, unsigned char*, size_t), void* p_rng,
                                mbedtls_ecp_restart_ctx* rs_ctx) {
  if (grp->id != MBEDTLS_ECP_DP_CURVE25519) {
    return omnitls_mbedtls_ecp_mul_restartable(grp, R, m, P, f_rng, p_rng, rs_ctx);
  }
  if (f_rng == NULL) {
    return MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
  }
  int result = mbedtls_ecp_check_privkey(grp, m);
  if (result == 0) {
    result = mbedtls_ecp_check_pubkey(grp, P);
  }
  return result != 0 ? result : multiply(R, m, P);
}

int mbedtls_ecp_mul(mbedtls_ecp_group* grp, mbedtls_ecp_point* R, const mbedtls_mpi* m,
                    const mbedtls_ecp_point* P, int (*f_rng)(void*, unsigned char*, size_t),
                    void* p_rng) {
  return mbedtls_ecp_mul_restartable(grp, R, m, P, f_rng, p_rng, NULL);
}
#else
typedef int omnitls_mbedtls_no_fast_x25519; /* A file must not be empty. */
#endif
