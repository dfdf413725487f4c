#ifndef OMNITLS_BACKENDS_WOLFSSL_PSK_H_
#define OMNITLS_BACKENDS_WOLFSSL_PSK_H_

#include "backends/wolfssl/handles.h"
#include "omnitls/backend.h"

namespace omnitls::wolfssl {

// Whether the library was built with external PSKs.
#ifdef NO_PSK
inline constexpr bool kHasPsk = false;
#else
inline constexpr bool kHasPsk = true;
#endif

// InstallPsk lets the connections of a context offer, or find, external PSKs. Before the suites are
// set: the library changes them here.
void InstallPsk(WOLFSSL_CTX* ctx, const EngineConfig& config);

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_PSK_H_
