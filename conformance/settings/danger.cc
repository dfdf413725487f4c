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

// A server of an unknown issuer gets data, or the alert that the verifier chose.
Effect SetVerifier(const Trial& trial) {
  const bool is_client = trial.is_client();
  PairOptions options;
  options.client_trusts = is_client ? nullptr : &Root();
  options.server_trusts = nullptr;
  options.client_auth = is_client ? ClientAuth::kNone : ClientAuth::kRequire;
  options.client_certificate = is_client ? nullptr : &Client();
  Detail answer = Detail::kNone;
  const auto judge = [](void* user, const danger::PeerToVerify& peer) {
    EXPECT_EQ(peer.verdict, Detail::kUnknownIssuer);
    return *static_cast<Detail*>(user);
  };
  SetOurs(trial, options, [&](auto& builder) { danger::SetVerifier(builder, 1, judge, &answer); });
  const Effect effect =
      AfterHandshake(trial, options, [](Pair& pair) { EXPECT_TRUE(pair.Echo()); });
  answer = Detail::kRevoked;
  EXPECT_EQ(RefusesPeer(trial, options, Alert::kCertificateRevoked), effect);
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
          {"danger::SetVerifier", kBothRoles, kBothVersions,
           "a peer of an unknown issuer gets data, or the alert of the verifier's choice",
           SetVerifier},
      },
  };
}

}  // namespace omnitls::conformance
