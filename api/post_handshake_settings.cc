#include "omnitls/post_handshake_settings.h"

#include "omnitls/context.h"
#include "omnitls/context_core.h"

namespace omnitls {
namespace internal {

Result<void> CheckPostHandshake(ContextSettings& settings, Version max_version, bool has_psk) {
  if (!settings.post_handshake.any()) return {};
  const auto refuse = [&](std::string_view why) {
    return Fail(settings.Fail({ErrorKind::kConfig, Detail::kSetting},
                              {"PostHandshakeAuthentication ", why}));
  };
  if (max_version != Version::kTls13) return refuse("needs TLS 1.3, which is not allowed here");
  if (settings.client_auth != ClientAuth::kNone) {
    return refuse("is for servers that do not ask in the handshake: no ClientAuthentication");
  }
  if (has_psk) return refuse("and pre-shared keys exclude each other");
  if (!settings.backend->Supports(Feature::kPostHandshakeAuth)) {
    return settings.Unsupported("authenticate clients after the handshake");
  }
  // It would sign within a Read, and that waits for nobody.
  bool has_external_key = settings.external_key.signer != nullptr;
  for (const NamedIdentity& other : settings.identities) {
    has_external_key |= other.identity.external_key.signer != nullptr;
  }
  if (settings.role == Role::kClient && has_external_key) {
    return settings.Unsupported("sign with an external key after the handshake");
  }
  return {};
}

}  // namespace internal

ClientContextBuilder& ClientContextBuilder::PostHandshakeAuthentication(bool allow) {
  if (settings_ != nullptr && settings_->usable()) settings_->post_handshake.offers = allow;
  return *this;
}

ServerContextBuilder& ServerContextBuilder::PostHandshakeAuthentication(ClientAuth mode) {
  if (settings_ != nullptr && settings_->usable()) settings_->post_handshake.asks = mode;
  return *this;
}

}  // namespace omnitls
