// A client that comes again and again, each time with the newest ticket.

#include "conformance/sessions.h"

namespace omnitls::conformance {
namespace {

class ResumptionChainTest : public BackendTest {};
OMNITLS_FOR_ALL_BACKENDS(ResumptionChainTest);

// A library may count the nonces of tickets in one byte: but within a connection only.
TEST_P(ResumptionChainTest, HasNoEnd) {
  Pair pair(PairParam{&backend(), &backend(), Version::kTls13});
  PairOptions options;
  options.session = FirstSession(pair);
  for (int i = 0; i < 300; ++i) {
    pair.Reconnect(options);
    ASSERT_TRUE(pair.Handshake()) << i << ": " << ToString(pair.server_error);
    ASSERT_TRUE(pair.client.resumed()) << i;
    pair.Settle();
    options.session = *pair.client.TakeSession();
  }
}

}  // namespace
}  // namespace omnitls::conformance
