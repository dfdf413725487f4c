#include "omnitls/backends/openssl/backend.h"

namespace omnitls {

const Backend& DefaultBackend() { return OpenSslBackend(); }

}  // namespace omnitls
