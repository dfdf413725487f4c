#include "conformance/interop_post_handshake_auth.h"

#include "conformance/post_handshake_auth.h"

namespace omnitls::conformance {

void PostHandshakeAuth(const PairParam& param) {
  if (param.version != Version::kTls13) {
    GTEST_SKIP() << "TLS 1.2 has no authentication after the handshake";
  }
  for (const Backend* backend : {param.client, param.server}) {
    if (!backend->Supports(Feature::kPostHandshakeAuth)) {
      GTEST_SKIP() << backend->name() << " has no authentication after the handshake";
    }
  }
  Pair pair(param, WithPostHandshakeAuth());
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_TRUE(pair.Echo());
  for (int i = 0; i < 2; ++i) {
    AskForCertificate(pair);
    ASSERT_TRUE(pair.client.Write(AsBytes("meanwhile")));
    pair.Settle();
    ExpectAnswered(pair);
  }
}

}  // namespace omnitls::conformance
