#include "omnitls/system_time.h"

#include "omnitls/profile.h"

#if defined(OMNITLS_BARE_METAL)
#include "omnitls/embedded/application.h"
#else
#include <ctime>
#endif

namespace omnitls::internal {

#if defined(OMNITLS_BARE_METAL)
std::int64_t SystemTime() { return omnitls_application_time(); }
#else
std::int64_t SystemTime() { return static_cast<std::int64_t>(std::time(nullptr)); }
#endif

}  // namespace omnitls::internal
