#ifndef OMNITLS_CONFORMANCE_INTEROP_IDENTITIES_H_
#define OMNITLS_CONFORMANCE_INTEROP_IDENTITIES_H_

#include "conformance/pair.h"

// Scenarios about who a client is to whom: see interop_scenarios.cc.
namespace omnitls::conformance {

void ClientIdentityByKey(const PairParam& param);
void ClientIdentityByIssuer(const PairParam& param);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_INTEROP_IDENTITIES_H_
