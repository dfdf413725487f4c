#ifndef OMNITLS_BENCH_SUBJECTS_DEFAULT_MBEDTLS_H_
#define OMNITLS_BENCH_SUBJECTS_DEFAULT_MBEDTLS_H_

#include "bench/subjects/subject.h"

namespace omnitls::bench {

// mbedTLS by hand as upstream configures and compiles it: a module beside the program, because two
// builds of one library cannot be linked together. Null without it.
std::unique_ptr<Subject> DefaultMbedTls(const Plan& plan, const Identity& identity);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_SUBJECTS_DEFAULT_MBEDTLS_H_
