#ifndef OMNITLS_BACKENDS_WOLFSSL_ALGORITHMS_H_
#define OMNITLS_BACKENDS_WOLFSSL_ALGORITHMS_H_

#include <cstdint>

#include "omnitls/algorithms.h"
#include "omnitls/capabilities.h"

namespace omnitls::wolfssl {

// What the library, as configured and linked, can do.
bool Has(Feature feature);
bool Has(CipherSuite suite);
bool Has(Group group);
bool Has(SignatureScheme scheme);

// The library numbers curves by their OIDs' sums. kNoCurve and Group::kNone: none of TLS 1.2.
inline constexpr std::uint32_t kNoCurve = 1;
Group ToGroup(std::uint32_t curve);
std::uint32_t ToCurve(Group group);

// The versions as wolfSSL_CTX_SetMinVersion takes and wolfSSL_GetVersion gives them.
int ToProtocol(Version version);
Version ToVersion(int protocol);

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_ALGORITHMS_H_
