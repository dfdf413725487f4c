#include "omnitls/external_key.h"

#include "omnitls/context.h"
#include "omnitls/context_core.h"

namespace omnitls {
namespace internal {
namespace {

bool IsEdDsa(KeyKind kind) { return kind == KeyKind::kEd25519 || kind == KeyKind::kEd448; }

}  // namespace

Result<void> CheckExternalKey(ContextSettings& settings, KeyKind kind) {
  const ExternalKeySettings& key = settings.external_key;
  const Backend& backend = *settings.backend;
  if (key.signer == nullptr) return {};
  if (!settings.private_key.empty()) {
    return Fail(settings.Fail({ErrorKind::kConfig, Detail::kDuplicate},
                              {"both PrivateKey and ExternalKey are set"}));
  }
  const struct {
    bool wanted;
    Feature feature;
    std::string_view what;
  } needs[] = {
      {true, Feature::kExternalKeys, "use external keys"},
      {IsEdDsa(kind), Feature::kExternalEdDsaKeys, "use external keys of this kind"},
      {key.timing == SignerTiming::kLater, Feature::kLaterSignatures, "wait for signatures"},
  };
  for (const auto& need : needs) {
    if (!need.wanted || backend.Supports(need.feature)) continue;
    return Fail(settings.Fail({ErrorKind::kUnsupported, Detail::kSetting},
                              {backend.name(), ", as it was built, cannot ", need.what}));
  }
  return {};
}

}  // namespace internal

void BuilderBase::SetExternalKey(Signer* signer, SignerTiming timing) {
  if (settings_ == nullptr || !settings_->usable()) return;
  settings_->external_key = {signer, timing};
}

}  // namespace omnitls
