#include "omnitls/danger.h"

#include "conformance/settings/probe.h"

// The ways out of safety: a server that would be refused gets data.
namespace omnitls::conformance {
namespace {

Effect DoNotVerifyServer(const Trial& trial) {
  PairOptions options;
  options.client_trusts = nullptr;
  options.client = [](ClientContextBuilder& builder) { danger::DoNotVerifyServer(builder); };
  return AfterHandshake(trial, options, [](Pair& pair) { EXPECT_TRUE(pair.Echo()); });
}

Effect DoNotVerifyServerName(const Trial& trial) {
  PairOptions options;
  options.server_name = "other.test";
  options.client = [](ClientContextBuilder& builder) { danger::DoNotVerifyServerName(builder); };
  const Effect effect =
      AfterHandshake(trial, options, [](Pair& pair) { EXPECT_TRUE(pair.Echo()); });
  options.client_trusts = &OtherRoot();
  EXPECT_EQ(RefusesPeer(trial, options, Alert::kUnknownCa), effect);
  return effect;
}

}  // namespace

Section DangerSettings() {
  return {
      "Ways out of safety (danger.h)",
      {
          {"danger::DoNotVerifyServer", kClientOnly, kBothVersions,
           "a server of an unknown issuer gets data", DoNotVerifyServer},
          {"danger::DoNotVerifyServerName", kClientOnly, kBothVersions,
           "a server of another name gets data, one of an unknown issuer does not",
           DoNotVerifyServerName},
      },
  };
}

}  // namespace omnitls::conformance
