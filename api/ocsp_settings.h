#ifndef OMNITLS_OCSP_SETTINGS_H_
#define OMNITLS_OCSP_SETTINGS_H_

#include "omnitls/error.h"

namespace omnitls::internal {

struct ContextSettings;

// CheckOcspUse refuses an OCSP response that is for none of the certificates that a builder has
// made contexts of: kConfig/kBadOcspResponse.
Result<void> CheckOcspUse(ContextSettings& settings);

}  // namespace omnitls::internal

#endif  // OMNITLS_OCSP_SETTINGS_H_
