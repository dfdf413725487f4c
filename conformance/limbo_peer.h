#ifndef OMNITLS_CONFORMANCE_LIMBO_PEER_H_
#define OMNITLS_CONFORMANCE_LIMBO_PEER_H_

#include <string>
#include <vector>

#include "conformance/raw_peer.h"
#include "omnitls/algorithms.h"

namespace omnitls::conformance {

// LimboPeer is OpenSSL, which judges nothing here, and presents any chain (PEM) byte for byte, as a
// server or as a client, in one version. Without the leaf's key, or with one that TLS cannot sign
// with, it signs with a key of its own, of the same type as the leaf's where that can be: whoever
// takes the chain then finds that the handshake's signature is bad.
struct LimboPeer {
  LimboPeer(bool is_server, Version version, const std::string& leaf,
            const std::vector<std::string>& intermediates, const std::string& key);

  RawContext context;
  bool has_key = false;  // The leaf's.
  std::string problem;   // Why it cannot present the chain; empty: it can.

 private:
  bool UseLeaf(const std::string& pem, const std::string& key);
  bool UseIntermediate(const std::string& pem);
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_LIMBO_PEER_H_
