#ifndef OMNITLS_POST_HANDSHAKE_SETTINGS_H_
#define OMNITLS_POST_HANDSHAKE_SETTINGS_H_

#include "omnitls/algorithms.h"
#include "omnitls/backend.h"
#include "omnitls/error.h"

namespace omnitls::internal {

struct ContextSettings;

// PostHandshakeSettings is what a builder collects about client authentication after the handshake.
struct PostHandshakeSettings {
  bool offers = false;                  // Clients.
  ClientAuth asks = ClientAuth::kNone;  // Servers.

  bool any() const { return offers || asks != ClientAuth::kNone; }
};

// CheckPostHandshake refuses what cannot be, with the highest version that is left, and with
// external PSKs or without.
Result<void> CheckPostHandshake(ContextSettings& settings, Version max_version, bool has_psk);

}  // namespace omnitls::internal

#endif  // OMNITLS_POST_HANDSHAKE_SETTINGS_H_
