#ifndef OMNITLS_SECRET_SETTINGS_H_
#define OMNITLS_SECRET_SETTINGS_H_

#include "omnitls/error.h"
#include "omnitls/key_log.h"

namespace omnitls::internal {

struct ContextSettings;

// SecretSettings is what a builder collects about secrets that leave the library.
struct SecretSettings {
  KeyLogCallback key_log = nullptr;
  void* key_log_user = nullptr;
  bool exporters = false;
  bool extraction = false;

  // Whether a connection keeps any.
  bool keeps() const { return exporters || extraction; }
  // Whether a backend is to tell them.
  bool any() const { return keeps() || key_log != nullptr; }
};

// CheckSecrets refuses what the backend cannot do.
Result<void> CheckSecrets(ContextSettings& settings);

}  // namespace omnitls::internal

#endif  // OMNITLS_SECRET_SETTINGS_H_
