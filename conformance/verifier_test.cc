// A verifier of the program's own, which adds to this library's verification or replaces it; and
// the time that certificates are judged by.

#include "conformance/sessions.h"
#include "omnitls/danger.h"

namespace omnitls::conformance {
namespace {

constexpr std::int64_t kDay = 24 * 3600;

// Answers with what a test wants, and remembers what it was shown.
struct Judge {
  static Detail Call(void* user, const danger::PeerToVerify& peer) {
    auto& judge = *static_cast<Judge*>(user);
    ++judge.calls;
    judge.chain = peer.chain.size();
    judge.leaf = AsText(peer.chain[0]);
    judge.name = peer.server_name;
    judge.time = peer.time;
    judge.verdict = peer.verdict;
    return judge.answer ? *judge.answer : peer.verdict;
  }

  std::optional<Detail> answer;  // Nothing: as this library judges.
  int calls = 0;
  std::size_t chain = 0;
  std::string leaf;
  std::string name;
  std::int64_t time = 0;
  Detail verdict = Detail::kNone;
};

class VerifierTest : public PairTest {
 protected:
  static PairOptions With(Judge& judge, std::uint64_t policy = 1) {
    PairOptions options;
    options.client = [&judge, policy](ClientContextBuilder& builder) {
      danger::SetVerifier(builder, policy, Judge::Call, &judge);
    };
    return options;
  }
  static void ExpectRefused(Pair& pair, Detail detail, Alert alert) {
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.client_error, BadPeer(detail, alert));
    EXPECT_EQ(pair.server_error, Received(alert));
  }
};
OMNITLS_FOR_ALL_PAIRS(VerifierTest);

TEST_P(VerifierTest, SeesChainNameTimeAndVerdictOnce) {
  Judge judge;
  Pair pair(GetParam(), With(judge));
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error);
  EXPECT_EQ(judge.calls, 1);
  EXPECT_EQ(judge.chain, 1u);
  EXPECT_EQ(judge.leaf, Server().der);
  EXPECT_EQ(judge.name, "server.test");
  EXPECT_NEAR(static_cast<double>(judge.time), static_cast<double>(std::time(nullptr)), 60);
  EXPECT_EQ(judge.verdict, Detail::kNone);
  EXPECT_TRUE(pair.Echo());
}

TEST_P(VerifierTest, AddsToVerification) {
  Judge judge;
  judge.answer = Detail::kRevoked;
  Pair pair(GetParam(), With(judge));
  ExpectRefused(pair, Detail::kRevoked, Alert::kCertificateRevoked);
  EXPECT_FALSE(pair.client.handshake_done());
}

TEST_P(VerifierTest, IsToldWhatVerificationFoundAndMayKeepToIt) {
  Judge judge;
  PairOptions options = With(judge);
  options.server_name = "other.test";
  Pair pair(GetParam(), options);
  ExpectRefused(pair, Detail::kNameMismatch, Alert::kBadCertificate);
  EXPECT_EQ(judge.verdict, Detail::kNameMismatch);
  EXPECT_EQ(judge.name, "other.test");
}

TEST_P(VerifierTest, ReplacesVerificationAndThenNeedsNoCa) {
  const Certificate self_signed = Issue(ServerSpec(), nullptr);
  Judge judge;
  judge.answer = Detail::kNone;
  PairOptions options = With(judge);
  options.client_trusts = nullptr;
  options.server_certificate = &self_signed;
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error);
  EXPECT_EQ(judge.verdict, Detail::kUnknownIssuer);
  EXPECT_TRUE(pair.Echo());
}

TEST_P(VerifierTest, HasTheLastWordWhereNothingElseIsVerified) {
  Judge judge;
  judge.answer = Detail::kWeakKey;
  PairOptions options;
  options.client = [&](ClientContextBuilder& builder) {
    danger::DoNotVerifyServer(builder);
    danger::SetVerifier(builder, 1, Judge::Call, &judge);
  };
  Pair pair(GetParam(), options);
  ExpectRefused(pair, Detail::kWeakKey, Alert::kBadCertificate);
}

TEST_P(VerifierTest, AnAnswerThatIsNotAboutCertificatesIsARefusal) {
  Judge judge;
  judge.answer = Detail::kTimedOut;
  Pair pair(GetParam(), With(judge));
  ExpectRefused(pair, Detail::kMalformedCertificate, Alert::kBadCertificate);
}

TEST_P(VerifierTest, JudgesClientsOnServers) {
  Judge judge;
  PairOptions options;
  options.client_certificate = &Client();
  options.client_auth = ClientAuth::kRequire;
  options.server = [&](ServerContextBuilder& builder) {
    danger::SetVerifier(builder, 1, Judge::Call, &judge);
  };
  Pair good(GetParam(), options);
  ASSERT_TRUE(good.Handshake()) << ToString(good.server_error);
  EXPECT_EQ(judge.leaf, Client().der);
  EXPECT_EQ(judge.name, "");
  judge.answer = Detail::kBadPurpose;
  Pair bad(GetParam(), options);
  EXPECT_FALSE(bad.Handshake());
  EXPECT_EQ(bad.server_error, BadPeer(Detail::kBadPurpose, Alert::kUnsupportedCertificate));
  EXPECT_EQ(bad.client_error, Received(Alert::kUnsupportedCertificate));
}

TEST_P(VerifierTest, ASessionIsBoundToWhatTheVerifierDemands) {
  Judge judge;
  Pair pair(GetParam(), With(judge, 7));
  PairOptions options;
  options.session = FirstSession(pair);
  pair.Reconnect(options);
  ExpectResumed(pair, true);
  EXPECT_EQ(judge.calls, 1) << "a resumed connection is not verified again";
  for (const ClientContext& other :
       {BuildClient(GetParam(), With(judge, 8)), BuildClient(GetParam())}) {
    MemoryPipe pipe;
    ConnectOptions connect{.server_name = "server.test", .session = options.session};
    EXPECT_EQ(ErrorOf(other.Connect(pipe.client(), connect)), Usage(Detail::kPolicyMismatch));
  }
}

// --- the time

std::int64_t TimeOf(void* user) { return *static_cast<std::int64_t*>(user); }

TEST_P(VerifierTest, CertificatesAreJudgedByTheProgramsClock) {
  std::int64_t now = static_cast<std::int64_t>(std::time(nullptr)) + 50 * 365 * kDay;
  PairOptions options;
  options.client = [&](ClientContextBuilder& builder) { builder.Clock(TimeOf, &now); };
  Pair pair(GetParam(), options);
  ExpectRefused(pair, Detail::kExpired, Alert::kCertificateExpired);
  now = 0;
  pair.Reconnect();
  ExpectRefused(pair, Detail::kNotYetValid, Alert::kCertificateExpired);
  EXPECT_NE(Describe(pair.client).find("not valid for another"), std::string::npos);
  now = static_cast<std::int64_t>(std::time(nullptr));
  pair.Reconnect();
  EXPECT_TRUE(pair.Handshake());
}

TEST_P(VerifierTest, ServersHaveAClockToo) {
  std::int64_t now = 0;
  PairOptions options;
  options.client_certificate = &Client();
  options.client_auth = ClientAuth::kRequire;
  options.server = [&](ServerContextBuilder& builder) { builder.Clock(TimeOf, &now); };
  Pair pair(GetParam(), options);
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error, BadPeer(Detail::kNotYetValid, Alert::kCertificateExpired));
}

}  // namespace
}  // namespace omnitls::conformance
