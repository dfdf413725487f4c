#include "omnitls/secret_settings.h"

#include "omnitls/context.h"
#include "omnitls/context_core.h"

namespace omnitls {
namespace internal {

Result<void> CheckSecrets(ContextSettings& settings) {
  const SecretSettings& secrets = settings.secrets;
  const struct {
    bool wanted;
    Feature feature;
    std::string_view what;
  } needs[] = {
      {secrets.exporters, Feature::kExporters, "export keying material"},
      {secrets.key_log != nullptr, Feature::kKeyLog, "log its keys"},
      {secrets.extraction, Feature::kSecretExtraction, "give out its traffic secrets"},
  };
  for (const auto& need : needs) {
    if (!need.wanted || settings.backend->Supports(need.feature)) continue;
    return Fail(settings.Fail({ErrorKind::kUnsupported, Detail::kSetting},
                              {settings.backend->name(), ", as it was built, cannot ", need.what}));
  }
  return {};
}

}  // namespace internal

void BuilderBase::SetExporters(bool keep) {
  if (settings_ != nullptr) settings_->secrets.exporters = keep;
}

void BuilderBase::SetKeyLog(KeyLogCallback callback, void* user) {
  if (settings_ == nullptr) return;
  settings_->secrets.key_log = callback;
  settings_->secrets.key_log_user = user;
}

void BuilderBase::SetSecretExtraction(bool allow) {
  if (settings_ != nullptr) settings_->secrets.extraction = allow;
}

}  // namespace omnitls
