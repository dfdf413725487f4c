#ifndef OMNITLS_CONFORMANCE_LIMBO_PEER_H_
#define OMNITLS_CONFORMANCE_LIMBO_PEER_H_

#include <string>
#include <vector>

#include "conformance/raw_peer.h"
#include "omnitls/algorithms.h"

namespace omnitls::conformance {

// NewLimboPeer makes OpenSSL, which judges nothing here, present any chain (PEM) byte for byte, as a
// server or as a client, in one version. Without `key`, or with one that TLS cannot sign with, it
// signs with a key of its own, of the same type as the certificate's where that can be: whoever
// takes the chain then finds that the handshake's signature is bad. Null, and `problem`, where OpenSSL cannot even read the chain.
RawContext NewLimboPeer(bool is_server, Version version, const std::string& leaf,
                        const std::vector<std::string>& intermediates, const std::string& key,
                        std::string& problem);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_LIMBO_PEER_H_
