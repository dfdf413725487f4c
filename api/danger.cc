#include "omnitls/danger.h"

#include "omnitls/context_core.h"

namespace omnitls::danger {

// Access is the one door to the settings that builders do not offer.
class Access {
 public:
  static internal::ContextSettings* Settings(BuilderBase& builder) { return builder.settings_; }
};

void DoNotVerifyServer(ClientContextBuilder& builder) {
  if (auto* settings = Access::Settings(builder)) settings->verify_peer = false;
}

void DoNotVerifyServerName(ClientContextBuilder& builder) {
  if (auto* settings = Access::Settings(builder)) settings->verify_name = false;
}

namespace {

void Set(internal::ContextSettings* settings, std::uint64_t policy, VerifierCallback callback,
         void* user) {
  if (settings != nullptr && settings->usable()) settings->verifier = {callback, user, policy};
}

}  // namespace

void SetVerifier(ClientContextBuilder& builder, std::uint64_t policy, VerifierCallback callback,
                 void* user) {
  Set(Access::Settings(builder), policy, callback, user);
}

void SetVerifier(ServerContextBuilder& builder, std::uint64_t policy, VerifierCallback callback,
                 void* user) {
  Set(Access::Settings(builder), policy, callback, user);
}

}  // namespace omnitls::danger
