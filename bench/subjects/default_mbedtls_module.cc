#include "bench/subjects/subjects.h"

// What default_mbedtls.cc loads. Linked with raw_mbedtls.cc and mbedTLS in its default build.
extern "C" __attribute__((visibility("default"))) omnitls::bench::Subject*
omnitls_bench_default_mbedtls(const omnitls::bench::Plan& plan,
                              const omnitls::bench::Identity& identity) {
  return omnitls::bench::RawMbedTls(plan, identity).release();
}
