// OCSP stapling: what servers staple, and what clients make of it, is the same on every backend
// that can.

#include "conformance/ocsp.h"

#include <ctime>

#include "conformance/sessions.h"
#include "conformance/without.h"
#include "omnitls/danger.h"

namespace omnitls::conformance {
namespace {

// A certificate that demands a staple.
const Certificate& MustStaple() {
  static const auto& certificate = []() -> const Certificate& {
    CertificateSpec spec = ServerSpec();
    spec.must_staple = true;
    return *new Certificate(Issue(spec, &Root()));
  }();
  return certificate;
}

// A responder that the root has appointed.
const Certificate& Responder() {
  static const auto& certificate = []() -> const Certificate& {
    CertificateSpec spec = ServerSpec();
    spec.common_name = "responder";
    spec.dns_names = {"responder.test"};
    spec.extended_key_usage = {"OCSPSigning"};
    return *new Certificate(Issue(spec, &Root()));
  }();
  return certificate;
}

std::string Staple(const OcspSpec& spec) { return MakeOcspResponse(Server(), Root(), spec); }

// One that is good. (Two are never the same.)
const std::string& Staple() {
  static const auto& staple = *new std::string(Staple({}));
  return staple;
}

class OcspTest : public PairTest {
 protected:
  void SetUp() override {
    if (!GetParam().client->Supports(Feature::kOcspStapling)) {
      GTEST_SKIP() << GetParam().client->name() << " cannot ask for OCSP responses";
    }
  }
  static bool ServerCan() { return GetParam().server->Supports(Feature::kOcspStapling); }

  // `staple` empty: the server has none.
  static PairOptions With(OcspMode mode, const std::string& staple) {
    PairOptions options;
    options.client = [=](ClientContextBuilder& builder) { builder.OcspStapling(mode); };
    if (!staple.empty()) {
      options.server = [=](ServerContextBuilder& builder) {
        builder.OcspResponse(AsBytes(staple));
      };
    }
    return options;
  }
  // From a server that does not look at what it staples.
  static PairOptions WithAny(OcspMode mode, const std::string& staple) {
    PairOptions options = With(mode, "");
    options.server = [=](ServerContextBuilder& builder) {
      OcspResponses responses = OcspResponses::Make().value();
      EXPECT_TRUE(responses.Put(AsBytes(staple)));
      builder.StapleFrom(responses);
    };
    return options;
  }
  static void ExpectRefused(const PairOptions& options, Detail detail, Alert alert) {
    Pair pair(GetParam(), options);
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.client_error, BadPeer(detail, alert));
    EXPECT_EQ(pair.server_error, Received(alert));
  }
  static void ExpectAccepted(const PairOptions& options, const std::string& staple) {
    Pair pair(GetParam(), options);
    EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << Describe(pair.client);
    EXPECT_TRUE(pair.Echo());
    EXPECT_EQ(ToString(pair.client.ocsp_response()), staple);
    EXPECT_TRUE(pair.server.ocsp_response().empty());
  }
};
OMNITLS_FOR_ALL_PAIRS(OcspTest);

// Servers that cannot staple serve clients that ask.
TEST_P(OcspTest, AServerWithoutAStapleIsServedUnlessOneIsRequired) {
  ExpectAccepted(With(OcspMode::kRequest, ""), "");
  ExpectRefused(With(OcspMode::kRequire, ""), Detail::kMissingOcspResponse,
                Alert::kBadCertificateStatusResponse);
}

TEST_P(OcspTest, ACertificateMayDemandAStaple) {
  PairOptions options = With(OcspMode::kRequest, "");
  options.server_certificate = &MustStaple();
  ExpectRefused(options, Detail::kMissingOcspResponse, Alert::kBadCertificateStatusResponse);
  PairOptions silent;
  silent.server_certificate = &MustStaple();
  ExpectAccepted(silent, "");
  if (!ServerCan()) return;
  const std::string staple = MakeOcspResponse(MustStaple(), Root());
  options = With(OcspMode::kRequest, staple);
  options.server_certificate = &MustStaple();
  ExpectAccepted(options, staple);
}

TEST_P(OcspTest, ADemandIsHeardInResumptionOnlyOnce) {
  if (!ServerCan()) GTEST_SKIP() << GetParam().server->name() << " cannot staple OCSP responses";
  PairOptions options = With(OcspMode::kRequire, Staple());
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  pair.Reconnect(options);
  ExpectResumed(pair, true);
  EXPECT_TRUE(pair.client.ocsp_response().empty());
}

TEST_P(OcspTest, ASessionIsNotResumedUnderAnotherMode) {
  Pair pair(GetParam(), With(OcspMode::kRequest, ""));
  const Session session = FirstSession(pair);
  MemoryPipe pipe;
  const ConnectOptions connect{.server_name = "server.test", .session = session};
  EXPECT_EQ(
      ErrorOf(
          BuildClient(GetParam(), With(OcspMode::kRequire, "")).Connect(pipe.client(), connect)),
      Usage(Detail::kPolicyMismatch));
}

// Servers of these pairs staple.
class StapledTest : public OcspTest {
 protected:
  void SetUp() override {
    OcspTest::SetUp();
    if (!IsSkipped() && !ServerCan()) {
      GTEST_SKIP() << GetParam().server->name() << " cannot staple OCSP responses";
    }
  }
};
OMNITLS_FOR_ALL_PAIRS(StapledTest);

TEST_P(StapledTest, AGoodOneIsTakenAndShown) {
  for (const OcspMode mode : {OcspMode::kRequest, OcspMode::kRequire}) {
    ExpectAccepted(With(mode, Staple()), Staple());
    const std::string sha256 = Staple({.sha256 = true});
    ExpectAccepted(With(mode, sha256), sha256);
    const std::string delegated = Staple({.responder = &Responder()});
    ExpectAccepted(With(mode, delegated), delegated);
  }
}

TEST_P(StapledTest, OnlyThoseThatAskGetOne) { ExpectAccepted(With(OcspMode::kOff, Staple()), ""); }

TEST_P(StapledTest, ARevokedServerIsRefused) {
  const std::string revoked = Staple({.status = OcspSpec::Status::kRevoked});
  for (const OcspMode mode : {OcspMode::kRequest, OcspMode::kRequire}) {
    ExpectRefused(With(mode, revoked), Detail::kRevoked, Alert::kCertificateRevoked);
  }
  ExpectAccepted(With(OcspMode::kOff, revoked), "");
}

TEST_P(StapledTest, AServerThatTheResponderDoesNotKnowIsRefused) {
  ExpectRefused(With(OcspMode::kRequest, Staple({.status = OcspSpec::Status::kUnknown})),
                Detail::kRevocationUnknown, Alert::kCertificateUnknown);
}

TEST_P(StapledTest, ABadSignatureIsRefused) {
  for (const OcspSpec& spec :
       {OcspSpec{.corrupt_signature = true}, OcspSpec{.responder = &OtherRoot()},
        OcspSpec{.responder = &Client()}}) {
    ExpectRefused(With(OcspMode::kRequest, Staple(spec)), Detail::kBadOcspResponse,
                  Alert::kBadCertificateStatusResponse);
  }
}

// By the client's clock, whatever the server's and the libraries' is.
TEST_P(StapledTest, AStaleOneIsRefused) {
  constexpr std::int64_t kDay = 24 * 3600;
  for (const std::int64_t days : {-2, 2}) {
    PairOptions options =
        With(OcspMode::kRequest, Staple({.this_update_seconds = days * kDay,
                                         .next_update_seconds = days * kDay + kDay / 2}));
    const auto set = options.server;
    options.server = [=](ServerContextBuilder& builder) {
      set(builder);
      static std::int64_t now;
      now = std::time(nullptr) + days * kDay + 3600;
      builder.Clock([](void*) { return now; });
    };
    ExpectRefused(options, Detail::kStaleOcspResponse, Alert::kBadCertificateStatusResponse);
  }
}

TEST_P(StapledTest, AServerKeepsAStaleOneToItself) {
  const std::string stale = Staple({.this_update_seconds = -7200, .next_update_seconds = -3600});
  ExpectAccepted(With(OcspMode::kRequest, stale), "");
}

// A response that is for this certificate by its number and issuer's name, but not by the key.
TEST_P(StapledTest, AnAnswerAboutAnotherIssuersCertificateIsRefused) {
  CertificateSpec spec = CaSpec("omnitls test root");
  spec.key = KeyType::kEcdsaP384;
  const Certificate same_name = Issue(spec, nullptr);
  ExpectRefused(With(OcspMode::kRequest, MakeOcspResponse(Server(), same_name)),
                Detail::kBadOcspResponse, Alert::kBadCertificateStatusResponse);
}

TEST_P(StapledTest, TheChainIsJudgedFirst) {
  PairOptions options = With(OcspMode::kRequire, Staple({.status = OcspSpec::Status::kRevoked}));
  options.client_trusts = &OtherRoot();
  ExpectRefused(options, Detail::kUnknownIssuer, Alert::kUnknownCa);
}

TEST_P(StapledTest, WithoutSignatureCacheToo) {
  PairOptions options = With(OcspMode::kRequire, Staple());
  options.client = [](ClientContextBuilder& builder) {
    builder.OcspStapling(OcspMode::kRequire).SignatureCache(0);
  };
  ExpectAccepted(options, Staple());
}

TEST_P(StapledTest, AListThatRevokesIsHeardAllTheSame) {
  PairOptions options = With(OcspMode::kRequire, Staple());
  options.client = [](ClientContextBuilder& builder) {
    builder.OcspStapling(OcspMode::kRequire).Crl(MakeCrl(Root(), {&Server()}));
  };
  ExpectRefused(options, Detail::kRevoked, Alert::kCertificateRevoked);
}

TEST_P(StapledTest, AGoodOneIsAStatusWhereOneIsRequiredOfAll) {
  const auto client = [](ClientContextBuilder& builder) {
    builder.OcspStapling(OcspMode::kRequest)
        .Crl(MakeCrl(OtherRoot(), {}))
        .OnMissingCrl(MissingCrl::kRefuse);
  };
  PairOptions options = With(OcspMode::kRequest, Staple());
  options.client = client;
  ExpectAccepted(options, Staple());
  options = With(OcspMode::kRequest, "");
  options.client = client;
  ExpectRefused(options, Detail::kRevocationUnknown, Alert::kCertificateUnknown);
}

TEST_P(StapledTest, EachIdentityHasItsOwn) {
  CertificateSpec spec = ServerSpec();
  spec.dns_names = {"other.test"};
  const Certificate other = Issue(spec, &Root());
  const std::string of_other = MakeOcspResponse(other, Root());
  PairOptions options = With(OcspMode::kRequire, Staple());
  options.server = [&](ServerContextBuilder& builder) {
    builder.AddIdentity("other.test", other.chain_pem, other.key_pem)
        .OcspResponse(AsBytes(Staple()))
        .OcspResponse(AsBytes(of_other));
  };
  Pair pair(GetParam(), options);
  EXPECT_TRUE(pair.Handshake());
  EXPECT_EQ(ToString(pair.client.ocsp_response()), Staple());
  options.server_name = "other.test";
  pair.Reconnect(options);
  EXPECT_TRUE(pair.Handshake()) << Describe(pair.client);
  EXPECT_EQ(ToString(pair.client.ocsp_response()), of_other);
}

TEST_P(StapledTest, TheProgramRenewsThemWhileServersRun) {
  const OcspResponses responses = OcspResponses::Make().value();
  PairOptions options = With(OcspMode::kRequest, "");
  options.server = [&](ServerContextBuilder& builder) { builder.StapleFrom(responses); };
  Pair pair(GetParam(), options);
  EXPECT_TRUE(pair.Handshake()) << Describe(pair.client);
  EXPECT_TRUE(pair.client.ocsp_response().empty());
  for (const std::int64_t seconds : {3600, 7200}) {
    const std::string staple = Staple({.next_update_seconds = seconds});
    ASSERT_TRUE(responses.Put(AsBytes(staple)));
    pair.Reconnect(options);
    EXPECT_TRUE(pair.Handshake()) << Describe(pair.client);
    EXPECT_EQ(ToString(pair.client.ocsp_response()), staple);
  }
  responses.Clear();
  pair.Reconnect(options);
  EXPECT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.client.ocsp_response().empty());
}

struct Seen {
  int calls = 0;
  std::string response;
  Detail verdict = Detail::kNone;
  Detail answer = Detail::kNone;
};

Detail Note(void* user, const danger::PeerToVerify& peer) {
  auto& seen = *static_cast<Seen*>(user);
  ++seen.calls;
  seen.response = ToString(peer.ocsp_response);
  seen.verdict = peer.verdict;
  return seen.answer;
}

TEST_P(StapledTest, AVerifierOfTheProgramsOwnSeesItOnceWithTheVerdict) {
  const std::string revoked = Staple({.status = OcspSpec::Status::kRevoked});
  for (const bool accepts : {true, false}) {
    Seen seen;
    seen.answer = accepts ? Detail::kNone : Detail::kWeakKey;
    PairOptions options = With(OcspMode::kRequest, revoked);
    options.client = [&](ClientContextBuilder& builder) {
      builder.OcspStapling(OcspMode::kRequest);
      danger::SetVerifier(builder, 1, Note, &seen);
    };
    Pair pair(GetParam(), options);
    EXPECT_EQ(pair.Handshake(), accepts);
    if (!accepts) {
      EXPECT_EQ(pair.client_error, BadPeer(Detail::kWeakKey, Alert::kBadCertificate));
    }
    EXPECT_EQ(seen.calls, 1);
    EXPECT_EQ(seen.response, revoked);
    EXPECT_EQ(seen.verdict, Detail::kRevoked);
  }
}

TEST_P(StapledTest, AServerThatIsNotVerifiedIsServedWhateverItStaples) {
  const std::string revoked = Staple({.status = OcspSpec::Status::kRevoked});
  PairOptions options = With(OcspMode::kRequire, revoked);
  options.client = [](ClientContextBuilder& builder) {
    builder.OcspStapling(OcspMode::kRequire);
    danger::DoNotVerifyServer(builder);
  };
  ExpectAccepted(options, revoked);
}

// A server does not ask its clients for staples, nor do they send any.
TEST_P(StapledTest, ClientCertificatesGoWithoutOne) {
  PairOptions options = With(OcspMode::kRequire, Staple());
  options.client_auth = ClientAuth::kRequire;
  options.client_certificate = &Client();
  ExpectAccepted(options, Staple());
}

// Byte for byte, the flight that brings it may come in pieces.
TEST_P(StapledTest, ASlowTransportChangesNothing) {
  PairOptions options = With(OcspMode::kRequire, Staple());
  options.pipe_capacity = 7;
  ExpectAccepted(options, Staple());
  options = With(OcspMode::kRequire, Staple({.status = OcspSpec::Status::kRevoked}));
  options.pipe_capacity = 7;
  Pair pair(GetParam(), options);
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.client_error, BadPeer(Detail::kRevoked, Alert::kCertificateRevoked));
}

class OcspBuilderTest : public BackendTest {
 protected:
  static std::optional<Error> ServerError(const std::string& staple) {
    ServerContextBuilder builder(backend());
    builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem);
    return ErrorOf(builder.OcspResponse(AsBytes(staple)).Build());
  }
};
OMNITLS_FOR_ALL_BACKENDS(OcspBuilderTest);

TEST_P(OcspBuilderTest, WhatCannotBeStapledIsRefused) {
  if (!backend().Supports(Feature::kOcspStapling)) {
    GTEST_SKIP() << backend().name() << " cannot staple OCSP responses";
  }
  EXPECT_EQ(ServerError(Staple()), std::nullopt);
  EXPECT_EQ(ServerError(""), Config(Detail::kEmptyInput));
  EXPECT_EQ(ServerError("garbage"), Config(Detail::kMalformedOcspResponse));
  EXPECT_EQ(ServerError(std::string("\x30\x03\x0A\x01\x03", 5)),
            Config(Detail::kMalformedOcspResponse));
  EXPECT_EQ(ServerError(MakeOcspResponse(Client(), Root())), Config(Detail::kBadOcspResponse));
  ServerContextBuilder builder(backend());
  builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem);
  EXPECT_EQ(ErrorOf(builder.OcspResponseFile("/nonexistent").Build())->detail,
            Detail::kFileUnreadable);
}

TEST_P(OcspBuilderTest, ABackendWithoutItRefusesToBeAsked) {
  const Error refused{ErrorKind::kUnsupported, Detail::kSetting};
  const Without without(backend(), Feature::kOcspStapling);
  for (const OcspMode mode : {OcspMode::kRequest, OcspMode::kRequire}) {
    ClientContextBuilder client(without);
    EXPECT_EQ(ErrorOf(client.Ca(Root().pem).OcspStapling(mode).Build()), refused);
  }
  ClientContextBuilder off(without);
  EXPECT_EQ(ErrorOf(off.Ca(Root().pem).OcspStapling(OcspMode::kOff).Build()), std::nullopt);
  ServerContextBuilder server(without);
  server.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem);
  EXPECT_EQ(ErrorOf(server.OcspResponse(AsBytes(Staple())).Build()), refused);
}

}  // namespace
}  // namespace omnitls::conformance
