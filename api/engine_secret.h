#ifndef OMNITLS_ENGINE_SECRET_H_
#define OMNITLS_ENGINE_SECRET_H_

#include <cstdint>

#include "omnitls/bytes.h"

namespace omnitls {

// SecretLabel names a secret of a handshake (RFC 5246, 8.1; RFC 8446, 7.1).
enum class SecretLabel : std::uint8_t {
  kMaster,  // TLS 1.2's master_secret; all others but kFirstFinished are TLS 1.3's.
  kClientEarlyTraffic,
  kClientHandshakeTraffic,
  kServerHandshakeTraffic,
  kClientTraffic,
  kServerTraffic,
  kExporter,
  kFirstFinished,  // No secret: verify_data of TLS 1.2's first Finished message (RFC 5929, 3.1).
};

// EngineSecret is a secret as the library tells it. Views are valid during EngineHost::NoteSecret.
struct EngineSecret {
  SecretLabel label = SecretLabel::kMaster;
  ByteView secret;
  ByteView client_random;  // 32 bytes; empty with kFirstFinished.
  ByteView server_random;  // The same; with kMaster only.
};

}  // namespace omnitls

#endif  // OMNITLS_ENGINE_SECRET_H_
