#ifndef OMNITLS_PSK_SETTINGS_H_
#define OMNITLS_PSK_SETTINGS_H_

#include <optional>

#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/client_hello.h"
#include "omnitls/engine_psk.h"
#include "omnitls/error.h"
#include "omnitls/pre_shared_key.h"

namespace omnitls::internal {

class ContextCore;
struct ContextSettings;

// HeldPsk is an external PSK with its identity.
struct HeldPsk : Allocated {
  // Copies the identity. False: no memory.
  [[nodiscard]] bool SetIdentity(ByteView name);
  // Valid as long as this, and unchanged.
  EnginePsk view() const {
    return {ByteView(identity).first(identity.size() - 1), psk.key, psk.hash, tls13_suite};
  }

  Bytes identity;  // With a NUL byte at its end.
  PreSharedKey psk;
  CipherSuite tls13_suite = CipherSuite::kNone;
};

// PskSettings is what a builder collects about external PSKs, and a context keeps.
struct PskSettings {
  Owned<HeldPsk> own;                  // Clients.
  PreSharedKeyStore* store = nullptr;  // Servers.

  bool any() const { return own || store != nullptr; }
  // For a context. Settings that serve further contexts, a server's, stay.
  PskSettings Take() { return {std::move(own), store}; }
};

// Whether a suite of TLS 1.2 authenticates by a PSK.
bool UsesPsk(CipherSuite suite);

// CheckPsk refuses what the backend cannot do, or what cannot go together.
Result<void> CheckPsk(ContextSettings& settings, const PskSettings& psk);

// LookUpPsk asks a server's store. Null, with no error: not known.
Result<Owned<HeldPsk>> LookUpPsk(const ContextCore& context, Version version, ByteView identity);

// ChoosePsk finds the first external PSK in a ClientHello of TLS 1.3 that the server knows and can
// use, and verifies its binder (RFC 8446, 4.2.11), so that every backend refuses the same client
// with the same error and alert. Null, with no error: there is none. An error has the alert to
// send.
Result<Owned<HeldPsk>> ChoosePsk(const ContextCore& context, const ClientHello& hello);

}  // namespace omnitls::internal

#endif  // OMNITLS_PSK_SETTINGS_H_
