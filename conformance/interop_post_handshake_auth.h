#ifndef OMNITLS_CONFORMANCE_INTEROP_POST_HANDSHAKE_AUTH_H_
#define OMNITLS_CONFORMANCE_INTEROP_POST_HANDSHAKE_AUTH_H_

#include "conformance/pair.h"

namespace omnitls::conformance {

// A scenario: see AllScenarios.
void PostHandshakeAuth(const PairParam& param);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_INTEROP_POST_HANDSHAKE_AUTH_H_
