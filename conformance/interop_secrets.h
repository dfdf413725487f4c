#ifndef OMNITLS_CONFORMANCE_INTEROP_SECRETS_H_
#define OMNITLS_CONFORMANCE_INTEROP_SECRETS_H_

#include "conformance/pair.h"

// Scenarios about secrets that leave the library: see interop_scenarios.cc.
namespace omnitls::conformance {

void ExportedKeys(const PairParam& param);
void ChannelBindings(const PairParam& param);
void KeyLogs(const PairParam& param);
void ExtractedSecrets(const PairParam& param);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_INTEROP_SECRETS_H_
