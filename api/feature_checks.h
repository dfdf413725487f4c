#ifndef OMNITLS_FEATURE_CHECKS_H_
#define OMNITLS_FEATURE_CHECKS_H_

#include <span>

#include "omnitls/algorithms.h"
#include "omnitls/error.h"

namespace omnitls::internal {

struct ContextSettings;

// CheckVersions refuses a range of versions none of which the backend can do.
Result<void> CheckVersions(ContextSettings& settings);

// CheckFeatures refuses what else the backend cannot do of what was set. `schemes`: what the own
// key can sign with, or without a key all that are allowed; `tls12`: whether that version is left;
// `resumption`: whether sessions are.
struct FeatureUse {
  std::span<const SignatureScheme> schemes;
  bool tls12;
  bool resumption;
};
Result<void> CheckFeatures(ContextSettings& settings, const FeatureUse& use);

}  // namespace omnitls::internal

#endif  // OMNITLS_FEATURE_CHECKS_H_
