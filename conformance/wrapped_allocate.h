#ifndef OMNITLS_CONFORMANCE_WRAPPED_ALLOCATE_H_
#define OMNITLS_CONFORMANCE_WRAPPED_ALLOCATE_H_

#include <cstddef>

// The names that the linker (--wrap) gives omnitls::internal::Allocate(size_t): each caller's,
// which a test defines, and the function's own. A size_t is an unsigned long (m) or an unsigned int
// (j).
#if __SIZEOF_POINTER__ == 8
#define OMNITLS_WRAPPED_ALLOCATE __wrap__ZN7omnitls8internal8AllocateEm
#define OMNITLS_REAL_ALLOCATE __real__ZN7omnitls8internal8AllocateEm
#else
#define OMNITLS_WRAPPED_ALLOCATE __wrap__ZN7omnitls8internal8AllocateEj
#define OMNITLS_REAL_ALLOCATE __real__ZN7omnitls8internal8AllocateEj
#endif

extern "C" {
void* OMNITLS_REAL_ALLOCATE(std::size_t size);
void* OMNITLS_WRAPPED_ALLOCATE(std::size_t size);
}

#endif  // OMNITLS_CONFORMANCE_WRAPPED_ALLOCATE_H_
