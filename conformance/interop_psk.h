#ifndef OMNITLS_CONFORMANCE_INTEROP_PSK_H_
#define OMNITLS_CONFORMANCE_INTEROP_PSK_H_

#include "conformance/pair.h"

namespace omnitls::conformance {

// Scenarios: see AllScenarios.
void ExternalPsk(const PairParam& param);
void ExternalPskWrongKey(const PairParam& param);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_INTEROP_PSK_H_
