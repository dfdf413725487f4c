#include "omnitls/backends/mbedtls/backend.h"

namespace omnitls {

const Backend& DefaultBackend() { return MbedTlsBackend(); }

}  // namespace omnitls
