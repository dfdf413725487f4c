// A client that lacks one of the three things that a program provides: the linker says which.
#include "backends/mbedtls/backend.h"
#include "embedded/testing/contexts.h"
#include "embedded/testing/serial_line.h"
#include "omnitls/embedded/application.h"

#if !defined(WITHOUT_HEAP)
OMNITLS_APPLICATION_HEAP(32 * 1024)
#endif
#if !defined(WITHOUT_TIME)
OMNITLS_APPLICATION_WITHOUT_CLOCK(omnitls::embedded::kBuildTime)
#endif
#if !defined(WITHOUT_ENTROPY)
int omnitls_application_entropy(unsigned char* /*out*/, size_t /*size*/) { return -1; }
#endif

int main() {
  using namespace omnitls;
  embedded::SerialLine line;
  ClientContextBuilder builder(MbedTlsBackend());
  Result<ClientContext> context = embedded::Configure(builder).Build();
  if (!context) return 1;
  Result<Connection> connection = context->Connect(line, embedded::kServerName);
  return connection && connection->Handshake() ? 0 : 1;
}
