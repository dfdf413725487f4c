// Certificate revocation lists: what they revoke is refused with the same error and alert on every
// backend.

#include "conformance/sessions.h"

namespace omnitls::conformance {
namespace {

// The chain of the server: root, intermediate, leaf.
const Certificate& Deep() {
  static const auto& deep = *new Certificate(Issue(ServerSpec(), &Intermediate()));
  return deep;
}

class RevocationTest : public PairTest {
 protected:
  static PairOptions With(std::vector<std::string> crls, MissingCrl mode = MissingCrl::kAccept) {
    PairOptions options;
    options.server_certificate = &Deep();
    options.client = [=](ClientContextBuilder& builder) {
      for (const std::string& crl : crls) builder.Crl(crl);
      builder.OnMissingCrl(mode);
    };
    return options;
  }
  static void ExpectRefused(const PairOptions& options, Detail detail, Alert alert) {
    Pair pair(GetParam(), options);
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.client_error, BadPeer(detail, alert));
    EXPECT_EQ(pair.server_error, Received(alert));
  }
  static void ExpectAccepted(const PairOptions& options) {
    Pair pair(GetParam(), options);
    EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << Describe(pair.client);
    EXPECT_TRUE(pair.Echo());
  }
};
OMNITLS_FOR_ALL_PAIRS(RevocationTest);

TEST_P(RevocationTest, ARevokedServerIsRefused) {
  ExpectRefused(With({MakeCrl(Intermediate(), {&Server(), &Deep()})}), Detail::kRevoked,
                Alert::kCertificateRevoked);
}

TEST_P(RevocationTest, ARevokedIssuerIsRefused) {
  ExpectRefused(With({MakeCrl(Root(), {&Intermediate()})}), Detail::kRevoked,
                Alert::kCertificateRevoked);
}

TEST_P(RevocationTest, OtherCertificatesAreNot) {
  ExpectAccepted(With({MakeCrl(Intermediate(), {&Server()}) + MakeCrl(Root(), {&Server()})}));
  // By another issuer of the same certificate's number.
  ExpectAccepted(With({MakeCrl(OtherRoot(), {&Deep()})}));
}

TEST_P(RevocationTest, AMissingListIsAcceptedOrRefusedAsTheProgramSays) {
  const std::string root = MakeCrl(Root(), {});
  ExpectAccepted(With({root}));
  ExpectRefused(With({root}, MissingCrl::kRefuse), Detail::kRevocationUnknown,
                Alert::kCertificateUnknown);
  ExpectAccepted(With({root, MakeCrl(Intermediate(), {})}, MissingCrl::kRefuse));
}

TEST_P(RevocationTest, AnOldListStillRevokesButVouchesForNobody) {
  constexpr std::int64_t kHour = 3600;
  const std::string root = MakeCrl(Root(), {});
  const std::string old = MakeCrl(Intermediate(), {}, -2 * kHour, -kHour);
  ExpectAccepted(With({root, old}));
  ExpectRefused(With({root, old}, MissingCrl::kRefuse), Detail::kRevocationUnknown,
                Alert::kCertificateUnknown);
  ExpectRefused(With({MakeCrl(Intermediate(), {&Deep()}, -2 * kHour, -kHour)}), Detail::kRevoked,
                Alert::kCertificateRevoked);
}

TEST_P(RevocationTest, AListThatWasAlteredCountsForNothing) {
  const std::string root = MakeCrl(Root(), {});
  std::string altered = CrlAsDer(MakeCrl(Intermediate(), {&Deep()}));
  altered.back() = static_cast<char>(altered.back() ^ 1);
  ExpectAccepted(With({root, altered}));
  ExpectRefused(With({root, altered}, MissingCrl::kRefuse), Detail::kRevocationUnknown,
                Alert::kCertificateUnknown);
}

TEST_P(RevocationTest, ServersRefuseRevokedClients) {
  PairOptions options;
  options.client_certificate = &Client();
  options.client_auth = ClientAuth::kRequire;
  options.server = [](ServerContextBuilder& builder) {
    builder.Crl(CrlAsDer(MakeCrl(Root(), {&Client()})));
  };
  Pair pair(GetParam(), options);
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error, BadPeer(Detail::kRevoked, Alert::kCertificateRevoked));
  EXPECT_EQ(pair.client_error, Received(Alert::kCertificateRevoked));
}

TEST_P(RevocationTest, ASessionIsNotResumedUnderOtherLists) {
  Pair pair(GetParam(), With({}));
  PairOptions options = With({MakeCrl(Root(), {})});
  const Session session = FirstSession(pair);
  MemoryPipe pipe;
  const ConnectOptions connect{.server_name = "server.test", .session = session};
  EXPECT_EQ(ErrorOf(BuildClient(GetParam(), options).Connect(pipe.client(), connect)),
            Usage(Detail::kPolicyMismatch));
}

class RevocationBuilderTest : public BackendTest {
 protected:
  template <class Set>
  static std::optional<Error> BuildError(Set set) {
    ClientContextBuilder builder(backend());
    set(builder.Ca(Root().pem));
    return ErrorOf(builder.Build());
  }
};
OMNITLS_FOR_ALL_BACKENDS(RevocationBuilderTest);

TEST_P(RevocationBuilderTest, WhatCannotBeReadIsRefused) {
  using Builder = ClientContextBuilder;
  EXPECT_EQ(BuildError([](Builder& b) { b.Crl(MakeCrl(Root(), {})); }), std::nullopt);
  EXPECT_EQ(BuildError([](Builder& b) { b.Crl("garbage"); }), Config(Detail::kMalformedCrl));
  EXPECT_EQ(BuildError([](Builder& b) { b.Crl(Root().pem); }), Config(Detail::kNoCrlFound));
  EXPECT_EQ(BuildError([](Builder& b) { b.Crl(""); }), Config(Detail::kEmptyInput));
  EXPECT_EQ(ErrorOf(ClientContextBuilder(backend()).CrlFile("/nonexistent").Build())->detail,
            Detail::kFileUnreadable);
  EXPECT_EQ(BuildError([](Builder& b) { b.OnMissingCrl(MissingCrl::kRefuse); }),
            Config(Detail::kSetting));
}

}  // namespace
}  // namespace omnitls::conformance
