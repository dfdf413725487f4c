#ifndef OMNITLS_CONFORMANCE_INTEROP_PKCS12_H_
#define OMNITLS_CONFORMANCE_INTEROP_PKCS12_H_

#include "conformance/pair.h"

namespace omnitls::conformance {

// A scenario: see AllScenarios.
void Pkcs12Identities(const PairParam& param);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_INTEROP_PKCS12_H_
