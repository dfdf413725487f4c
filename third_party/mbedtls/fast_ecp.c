/* library/ecp.c. Where there are integers of 128 bits, under other names for the two functions that
 * fast_x25519.c has. */
#if defined(__SIZEOF_INT128__)
#define mbedtls_ecp_mul omnitls_mbedtls_ecp_mul
#define mbedtls_ecp_mul_restartable omnitls_mbedtls_ecp_mul_restartable
#endif
#include "library/ecp.c"
