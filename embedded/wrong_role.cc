// A server in a build for clients only, or the other way round: refused, and named.
#include "backends/mbedtls/backend.h"
#include "embedded/testing/contexts.h"
#include "embedded/testing/report.h"
#include "omnitls/embedded/application.h"

OMNITLS_APPLICATION_HEAP(32 * 1024)
OMNITLS_APPLICATION_WITHOUT_CLOCK(omnitls::embedded::kBuildTime)

int main() {
  using namespace omnitls;
#if defined(OMNITLS_ROLE_CLIENT)
  ServerContextBuilder builder(MbedTlsBackend());
#else
  ClientContextBuilder builder(MbedTlsBackend());
#endif
  const auto built = embedded::Configure(builder).Build();
  if (built || built.error().kind != ErrorKind::kUnsupported) embedded::Stop("not refused");
  embedded::Print({"refused: ", builder.error_message()});
  return 0;
}
