/* Where mbedTLS gets its memory and its time from on a microcontroller: see embedded/application.h.
 */
#ifndef OMNITLS_EMBEDDED_PROFILES_PLATFORM_H_
#define OMNITLS_EMBEDDED_PROFILES_PLATFORM_H_

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
void* omnitls_pool_calloc(size_t count, size_t size);
void omnitls_pool_free(void* data);
#ifdef __cplusplus
}
#endif

#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO omnitls_pool_calloc
#define MBEDTLS_PLATFORM_FREE_MACRO omnitls_pool_free

#endif /* OMNITLS_EMBEDDED_PROFILES_PLATFORM_H_ */
