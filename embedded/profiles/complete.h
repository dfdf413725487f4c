/* What `full` and `computer` share: what the library does on a computer, without what needs an
 * operating system. */
#ifndef OMNITLS_EMBEDDED_PROFILES_COMPLETE_H_
#define OMNITLS_EMBEDDED_PROFILES_COMPLETE_H_

#include "omnitls/embedded/profiles/platform.h"
#include "omnitls_mbedtls_config.h"

#undef MBEDTLS_NET_C
#undef MBEDTLS_TIMING_C
#undef MBEDTLS_FS_IO
#undef MBEDTLS_PSA_ITS_FILE_C
#undef MBEDTLS_PSA_CRYPTO_STORAGE_C
#undef MBEDTLS_THREADING_C
#undef MBEDTLS_THREADING_PTHREAD
#undef MBEDTLS_AESNI_C
#undef MBEDTLS_AESCE_C
#undef MBEDTLS_PADLOCK_C
#undef MBEDTLS_ERROR_C
#undef MBEDTLS_VERSION_FEATURES
#undef MBEDTLS_GCM_LARGE_TABLE
/* Random numbers: a generator of the library's own, which the application's entropy seeds. */
#define MBEDTLS_NO_PLATFORM_ENTROPY
#define MBEDTLS_ENTROPY_HARDWARE_ALT
#define MBEDTLS_PLATFORM_NO_STD_FUNCTIONS
#define MBEDTLS_X509_REMOVE_INFO
#define MBEDTLS_AES_ROM_TABLES

#endif /* OMNITLS_EMBEDDED_PROFILES_COMPLETE_H_ */
