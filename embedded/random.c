/* The library's source of random numbers: the application's. */
#include <mbedtls/build_info.h>

#include "omnitls/embedded/application.h"

#if defined(MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG)
#include <psa/crypto.h>

psa_status_t mbedtls_psa_external_get_random(mbedtls_psa_external_random_context_t* context,
                                             uint8_t* out, size_t size, size_t* written) {
  (void)context;
  *written = size;
  return omnitls_application_entropy(out, size) == 0 ? PSA_SUCCESS
                                                     : PSA_ERROR_INSUFFICIENT_ENTROPY;
}
#else
#include <mbedtls/entropy.h>

int mbedtls_hardware_poll(void* unused, unsigned char* out, size_t size, size_t* written) {
  (void)unused;
  *written = size;
  return omnitls_application_entropy(out, size) == 0 ? 0 : MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
}
#endif
