#ifndef OMNITLS_NEGOTIATE_H_
#define OMNITLS_NEGOTIATE_H_

#include <optional>
#include <string_view>

#include "omnitls/client_hello.h"
#include "omnitls/context_core.h"
#include "omnitls/error.h"
#include "omnitls/psk_settings.h"

namespace omnitls::internal {

// Negotiation is what a server makes of a ClientHello before its library sees it.
struct Negotiation {
  std::optional<Error> error;  // Nothing in common: with the alert to send.
  Version version = Version::kNone;
  CipherSuite tls13_suite = CipherSuite::kNone;  // TLS 1.3: the first of ours that is offered.
  bool psk = false;  // An external PSK will be used; in TLS 1.2: perhaps.
  // The choice; empty: none. Valid as long as the context and the ClientHello, or, where a callback
  // chose, as long as that says.
  std::string_view alpn;
};

// Answer is which of a server's identities answers a client, and how.
struct Answer {
  const ContextCore* context = nullptr;  // The server's own, or that of one of its names.
  Negotiation negotiation;
  Owned<HeldPsk> psk;  // TLS 1.3: the external PSK to use, its binder verified; null: none.
};

// FindAnswer chooses the identity by the name in the ClientHello and finds out whether it and the
// client have everything in common that they need, so that every backend refuses the same client
// with the same error and alert; then it chooses the application protocol. The library negotiates
// the rest by the same lists. Of several identities for one name, the first answers that fits the
// client; if none does, the first's error is theirs.
Answer FindAnswer(const ContextCore& context, const ClientHello& hello);

}  // namespace omnitls::internal

#endif  // OMNITLS_NEGOTIATE_H_
