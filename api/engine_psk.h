#ifndef OMNITLS_ENGINE_PSK_H_
#define OMNITLS_ENGINE_PSK_H_

#include "omnitls/algorithms.h"
#include "omnitls/bytes.h"
#include "omnitls/digest.h"

namespace omnitls {

// EnginePsk is an external PSK as a backend gets it. How long the views stay valid is said where
// one is handed out.
struct EnginePsk {
  ByteView identity;  // Ends with a NUL byte that does not count, for libraries that want strings.
  ByteView key;
  HashAlgorithm hash = HashAlgorithm::kSha256;
  // TLS 1.3: the suite to use it with. Servers: the core's choice. Clients: the first of theirs
  // that has the hash function; the server may choose another that has.
  CipherSuite tls13_suite = CipherSuite::kNone;
};

}  // namespace omnitls

#endif  // OMNITLS_ENGINE_PSK_H_
