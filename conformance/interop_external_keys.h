#ifndef OMNITLS_CONFORMANCE_INTEROP_EXTERNAL_KEYS_H_
#define OMNITLS_CONFORMANCE_INTEROP_EXTERNAL_KEYS_H_

#include "conformance/pair.h"

// Scenarios about private keys that are somewhere else: see interop_scenarios.cc.
namespace omnitls::conformance {

void ExternalKeys(const PairParam& param);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_INTEROP_EXTERNAL_KEYS_H_
