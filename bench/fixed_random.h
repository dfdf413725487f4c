#ifndef OMNITLS_BENCH_FIXED_RANDOM_H_
#define OMNITLS_BENCH_FIXED_RANDOM_H_

#include <cstdint>

// Keys, nonces and blinding decide how many instructions a handshake takes, by a few in a thousand.
// For counting, the libraries therefore get repeatable numbers: OpenSSL through
// RAND_set_rand_method, the others because this program is linked with --wrap for their generators.
namespace omnitls::bench {

// From now on all three libraries draw from one sequence, which `seed` begins; calling it again
// begins another one.
void FixRandom(std::uint64_t seed);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_FIXED_RANDOM_H_
