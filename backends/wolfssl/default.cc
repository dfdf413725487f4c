#include "omnitls/backends/wolfssl/backend.h"

namespace omnitls {

const Backend& DefaultBackend() { return WolfSslBackend(); }

}  // namespace omnitls
