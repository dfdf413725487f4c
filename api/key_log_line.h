#ifndef OMNITLS_KEY_LOG_LINE_H_
#define OMNITLS_KEY_LOG_LINE_H_

#include "omnitls/engine_secret.h"
#include "omnitls/secret_settings.h"

namespace omnitls::internal {

// WriteKeyLog calls the program's KeyLogCallback, which there must be, with a secret's line; not
// for what is none.
void WriteKeyLog(const SecretSettings& settings, const EngineSecret& secret);

}  // namespace omnitls::internal

#endif  // OMNITLS_KEY_LOG_LINE_H_
