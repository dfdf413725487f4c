#ifndef OMNITLS_EMBEDDED_APPLICATION_H_
#define OMNITLS_EMBEDDED_APPLICATION_H_

#include <stddef.h>
#include <stdint.h>

/*
 * What a program on a microcontroller provides: entropy, time, and memory. Each is defined once in
 * the program; what is missing, the linker names. Nothing else is asked for, and nothing is logged.
 */

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Entropy: fills `out` with `size` random bytes that nobody can guess, from the true random number
 * generator of the device, and returns 0; anything else: it cannot, and whatever needs it fails
 * (kInternal). All profiles but `full` and `computer` use these bytes as they are, for keys: they
 * must be uniform, as those of a generator with conditioning are.
 */
int omnitls_application_entropy(unsigned char* out, size_t size);

/*
 * Time: seconds since 1970-01-01 UTC, by which certificates and sessions are judged. A device
 * without a clock gives a time that cannot be too early, such as that of the program's build:
 * OMNITLS_APPLICATION_WITHOUT_CLOCK. Expired certificates are refused then, if they had expired by
 * that time; sessions never grow old.
 */
int64_t omnitls_application_time(void);

/*
 * Memory: all that contexts and connections take comes from here, and nothing from malloc. When it
 * does not suffice, the call fails (kNoMemory); other connections go on. Aligned to 8 bytes.
 * docs/embedded.md says how much is needed.
 */
extern unsigned char omnitls_application_heap[];
extern const size_t omnitls_application_heap_size;

/*
 * Constants: whether these bytes are in memory that never changes, such as flash; then DER
 * certificates that builders are given there are used where they are, without a copy. May be left
 * out: no, they are copied.
 */
int omnitls_application_is_constant(const void* data, size_t size);

/*
 * For the library itself, which has many words for a lack of memory: whether the pool has refused
 * any since the other was called.
 */
int omnitls_heap_has_refused(void);
void omnitls_heap_forget_refusal(void);

/* How much of the memory is in use, in bytes, with what is kept to find it again. */
size_t omnitls_heap_used(void);
/* The most that ever was, since the program began or omnitls_heap_reset_peak. */
size_t omnitls_heap_peak(void);
void omnitls_heap_reset_peak(void);

#ifdef __cplusplus
}
#define OMNITLS_APPLICATION_DEFINE(definition) \
  extern "C" {                                 \
  definition                                   \
  }
#else
#define OMNITLS_APPLICATION_DEFINE(definition) definition
#endif

/* Defines the memory: a static array of so many bytes. */
#define OMNITLS_APPLICATION_HEAP(bytes)                                            \
  OMNITLS_APPLICATION_DEFINE(                                                      \
      __attribute__((aligned(8))) unsigned char omnitls_application_heap[(bytes)]; \
      const size_t omnitls_application_heap_size = (bytes);)

/* Defines the time of a device without a clock. */
#define OMNITLS_APPLICATION_WITHOUT_CLOCK(build_time) \
  OMNITLS_APPLICATION_DEFINE(int64_t omnitls_application_time(void) { return (build_time); })

#endif /* OMNITLS_EMBEDDED_APPLICATION_H_ */
