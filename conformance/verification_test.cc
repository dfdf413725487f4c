// Which servers a client accepts, and what it says of those it does not: the same on every backend.

#include <ctime>

#include "conformance/cases.h"
#include "omnitls/danger.h"

namespace omnitls::conformance {
namespace {

constexpr std::int64_t kDay = 24 * 3600;

// "2026-11-21 " for a number of days from now.
std::string DateIn(std::int64_t seconds) {
  const std::time_t time = std::time(nullptr) + seconds;
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&time));
  return text;
}

class VerificationTest : public PairTest {
 protected:
  static void ExpectAccepted(const Certificate& certificate, PairOptions options = {}) {
    options.server_certificate = &certificate;
    Pair pair(GetParam(), options);
    EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ", "
                                  << ToString(pair.server_error) << ", " << Describe(pair.client);
    EXPECT_EQ(ToString(pair.client.peer_certificate()), certificate.der);
    EXPECT_TRUE(pair.Echo());
  }

  // Returns the client's sentence.
  static std::string ExpectRefused(const Certificate& certificate, Detail detail, Alert alert,
                                   PairOptions options = {}) {
    options.server_certificate = &certificate;
    Pair pair(GetParam(), options);
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.client_error, BadPeer(detail, alert));
    EXPECT_EQ(pair.server_error, Received(alert));
    EXPECT_FALSE(pair.client.handshake_done());
    EXPECT_FALSE(pair.server.handshake_done());
    // What was refused can be looked at.
    EXPECT_EQ(ToString(pair.client.peer_certificate()), certificate.der);
    EXPECT_EQ(ErrorOf(pair.client.Handshake()), BadPeer(detail, alert));
    return Describe(pair.client);
  }

  static void ExpectText(const std::string& text, std::initializer_list<std::string> parts) {
    for (const std::string& part : parts) {
      EXPECT_NE(text.find(part), std::string::npos) << "no '" << part << "' in: " << text;
    }
  }
};
OMNITLS_FOR_ALL_PAIRS(VerificationTest);

TEST_P(VerificationTest, AnotherNameIsRefused) {
  PairOptions options;
  options.server_name = "other.test";
  ExpectText(ExpectRefused(Server(), Detail::kNameMismatch, Alert::kBadCertificate, options),
             {"'other.test'", "server.test"});
}

// A context remembers which signatures were good, and nothing else.
TEST_P(VerificationTest, AChainThatWasAcceptedBeforeIsJudgedAnew) {
  const ClientContext client = BuildClient(GetParam());
  const ServerContext server = BuildServer(GetParam());
  for (int i = 0; i < 3; ++i) {
    Pair pair(client, server);
    EXPECT_TRUE(pair.Handshake());
  }
  PairOptions options;
  options.server_name = "other.test";
  Pair wrong_name(client, server, options);
  EXPECT_FALSE(wrong_name.Handshake());
  EXPECT_EQ(wrong_name.client_error, BadPeer(Detail::kNameMismatch, Alert::kBadCertificate));

  CertificateSpec spec = ServerSpec();
  spec.corrupt_signature = true;
  const Certificate corrupt = Issue(spec, &Root());
  options = {};
  options.server_certificate = &corrupt;
  const ServerContext impostor = BuildServer(GetParam(), options);
  for (int i = 0; i < 2; ++i) {
    Pair pair(client, impostor, options);
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.client_error, BadPeer(Detail::kBadSignature, Alert::kBadCertificate));
  }
}

TEST_P(VerificationTest, AnotherNameIsRefusedAlsoIfItIsNotSent) {
  PairOptions options;
  options.server_name = "other.test";
  options.client = [](ClientContextBuilder& builder) { builder.SendServerName(false); };
  ExpectRefused(Server(), Detail::kNameMismatch, Alert::kBadCertificate, options);
}

TEST_P(VerificationTest, AnUnknownIssuerIsRefused) {
  const Certificate server = Issue(ServerSpec(), &OtherRoot());
  ExpectText(ExpectRefused(server, Detail::kUnknownIssuer, Alert::kUnknownCa),
             {"server.test", "issued by", "another test root"});
}

TEST_P(VerificationTest, AnotherRootOfTheSameNameIsAnUnknownIssuer) {
  const Certificate impostor = Issue(CaSpec("omnitls test root"), nullptr);
  const Certificate server = Issue(ServerSpec(), &impostor);
  ExpectRefused(server, Detail::kBadSignature, Alert::kBadCertificate);
}

TEST_P(VerificationTest, AnExpiredCertificateIsRefused) {
  CertificateSpec spec = ServerSpec();
  spec.not_before_seconds = -9 * kDay;
  spec.not_after_seconds = -3 * kDay - 60;
  ExpectText(ExpectRefused(Issue(spec, &Root()), Detail::kExpired, Alert::kCertificateExpired),
             {"certificate expired 3 days ago", "CN=server.test",
              "notAfter=" + DateIn(spec.not_after_seconds)});
}

TEST_P(VerificationTest, ACertificateThatIsNotValidYetIsRefused) {
  CertificateSpec spec = ServerSpec();
  spec.not_before_seconds = 2 * kDay + 60;
  ExpectText(ExpectRefused(Issue(spec, &Root()), Detail::kNotYetValid, Alert::kCertificateExpired),
             {"not valid for another 2 days", "CN=server.test",
              "notBefore=" + DateIn(spec.not_before_seconds)});
}

TEST_P(VerificationTest, AnExpiredIssuerIsRefused) {
  CertificateSpec spec = CaSpec("old intermediate");
  spec.not_after_seconds = -kDay - 60;
  const Certificate intermediate = Issue(spec, &Root());
  ExpectText(ExpectRefused(Issue(ServerSpec(), &intermediate), Detail::kExpired,
                           Alert::kCertificateExpired),
             {"expired 1 day ago", "CN=old intermediate", "(certificate 2 of 2)"});
}

TEST_P(VerificationTest, ASelfSignedCertificateIsRefused) {
  ExpectText(ExpectRefused(Issue(ServerSpec(), nullptr), Detail::kSelfSigned, Alert::kUnknownCa),
             {"self-signed", "CN=server.test"});
}

TEST_P(VerificationTest, ASelfSignedCertificateThatIsTrustedIsAccepted) {
  const Certificate server = Issue(ServerSpec(), nullptr);
  PairOptions options;
  options.client_trusts = &server;
  ExpectAccepted(server, options);
}

TEST_P(VerificationTest, AClientsCertificateIsRefused) {
  CertificateSpec spec = ServerSpec();
  spec.extended_key_usage = {"clientAuth"};
  ExpectRefused(Issue(spec, &Root()), Detail::kBadPurpose, Alert::kUnsupportedCertificate);
}

TEST_P(VerificationTest, AMissingIntermediateIsAnUnknownIssuer) {
  Certificate server = Issue(ServerSpec(), &Intermediate());
  server.chain_pem = server.pem;
  ExpectText(ExpectRefused(server, Detail::kUnknownIssuer, Alert::kUnknownCa),
             {"CN=omnitls test intermediate"});
}

TEST_P(VerificationTest, AnIntermediateCanBeTrustedByItself) {
  Certificate server = Issue(ServerSpec(), &Intermediate());
  server.chain_pem = server.pem;
  PairOptions options;
  options.client_trusts = &Intermediate();
  ExpectAccepted(server, options);
}

TEST_P(VerificationTest, AWeakKeyIsRefused) {
  CertificateSpec spec = ServerSpec();
  spec.key = KeyType::kRsa1024;
  ExpectRefused(Issue(spec, &Root()), Detail::kWeakKey, Alert::kBadCertificate);
}

TEST_P(VerificationTest, AWeakSignatureIsRefused) {
  CertificateSpec spec = ServerSpec();
  spec.digest = "SHA1";
  ExpectRefused(Issue(spec, &Root()), Detail::kWeakSignature, Alert::kBadCertificate);
}

TEST_P(VerificationTest, ACorruptSignatureIsRefused) {
  for (const KeyType key : {KeyType::kEcdsaP256, KeyType::kEcdsaP384, KeyType::kRsa2048}) {
    CertificateSpec ca = CaSpec("forger");
    ca.key = key;
    const Certificate root = Issue(ca, nullptr);
    CertificateSpec spec = ServerSpec();
    PairOptions options;
    options.client_trusts = &root;
    ExpectAccepted(Issue(spec, &root), options);
    spec.corrupt_signature = true;
    ExpectRefused(Issue(spec, &root), Detail::kBadSignature, Alert::kBadCertificate, options);
  }
}

TEST_P(VerificationTest, AnIssuerMustBeACa) {
  const Certificate server = Issue(ServerSpec(), &Server());
  ExpectRefused(server, Detail::kNotACa, Alert::kBadCertificate);
}

TEST_P(VerificationTest, APathLengthIsRespected) {
  CertificateSpec spec = CaSpec("short");
  spec.path_length = 0;
  const Certificate shorter = Issue(spec, &Root());
  ExpectAccepted(Issue(ServerSpec(), &shorter));
  const Certificate below = Issue(CaSpec("below"), &shorter);
  ExpectRefused(Issue(ServerSpec(), &below), Detail::kPathLength, Alert::kBadCertificate);
}

TEST_P(VerificationTest, TheChainMayHoldOtherCertificatesInAnyOrder) {
  const Certificate lower = Issue(CaSpec("lower"), &Intermediate());
  Certificate server = Issue(ServerSpec(), &lower);
  server.chain_pem = server.pem + OtherRoot().pem + Intermediate().pem + Root().pem + lower.pem;
  ExpectAccepted(server);
}

TEST_P(VerificationTest, AnyOfSeveralCasWillDo) {
  PairOptions options;
  options.client_trusts = &OtherRoot();
  options.client = [](ClientContextBuilder& builder) {
    builder.Ca(Issue(CaSpec("third"), nullptr).pem + Root().pem);
  };
  ExpectAccepted(Server(), options);
}

TEST_P(VerificationTest, WildcardsFollowTheFlags) {
  struct Case {
    const char* presented;
    const char* wanted;
    HostNameFlags flags;
    bool good;
  };
  constexpr Case kCases[] = {
      {"*.wild.test", "a.wild.test", HostNameFlags::kNone, true},
      {"*.wild.test", "A.Wild.Test.", HostNameFlags::kNone, true},
      {"*.wild.test", "wild.test", HostNameFlags::kNone, false},
      {"*.wild.test", "a.b.wild.test", HostNameFlags::kNone, false},
      {"*.wild.test", "a.b.wild.test", HostNameFlags::kMultiLabelWildcards, true},
      {"*.wild.test", "a.wild.test", HostNameFlags::kNoWildcards, false},
      {"f*.part.test", "foo.part.test", HostNameFlags::kNone, false},
      {"f*.part.test", "foo.part.test", HostNameFlags::kPartialWildcards, true},
      {"f*.part.test", "bar.part.test", HostNameFlags::kPartialWildcards, false},
  };
  for (const Case& one : kCases) {
    SCOPED_TRACE(std::string(one.presented) + " for " + one.wanted);
    CertificateSpec spec = ServerSpec();
    spec.dns_names = {one.presented};
    const Certificate server = Issue(spec, &Root());
    PairOptions options;
    options.server_name = one.wanted;
    options.client = [&](ClientContextBuilder& builder) { builder.NameFlags(one.flags); };
    if (one.good) {
      ExpectAccepted(server, options);
    } else {
      ExpectRefused(server, Detail::kNameMismatch, Alert::kBadCertificate, options);
    }
  }
}

TEST_P(VerificationTest, TheCommonNameCountsOnlyWhenAllowedAndAlone) {
  CertificateSpec spec = ServerSpec();
  spec.dns_names = {};
  const Certificate without_names = Issue(spec, &Root());
  spec.dns_names = {"elsewhere.test"};
  const Certificate with_names = Issue(spec, &Root());
  ExpectRefused(without_names, Detail::kNameMismatch, Alert::kBadCertificate);
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    builder.NameFlags(HostNameFlags::kCommonNameFallback);
  };
  ExpectAccepted(without_names, options);
  ExpectRefused(with_names, Detail::kNameMismatch, Alert::kBadCertificate, options);
}

TEST_P(VerificationTest, AddressesAreMatchedWithAddressesOnly) {
  CertificateSpec spec = ServerSpec();
  spec.dns_names = {"192.0.2.9", "server.test"};
  spec.ip_addresses = {"192.0.2.1", "2001:db8::1"};
  const Certificate server = Issue(spec, &Root());
  PairOptions options;
  for (const char* good : {"192.0.2.1", "2001:db8::1", "[2001:DB8:0::1]", "server.test"}) {
    SCOPED_TRACE(good);
    options.server_name = good;
    ExpectAccepted(server, options);
  }
  for (const char* bad : {"192.0.2.9", "192.0.2.2", "2001:db8::2"}) {
    SCOPED_TRACE(bad);
    options.server_name = bad;
    ExpectRefused(server, Detail::kNameMismatch, Alert::kBadCertificate, options);
  }
}

TEST_P(VerificationTest, ANameIsTheContextsOrTheConnections) {
  PairOptions options;
  options.server_name = "";
  options.client = [](ClientContextBuilder& builder) { builder.ServerName("server.test"); };
  ExpectAccepted(Server(), options);
  options.client = [](ClientContextBuilder& builder) { builder.ServerName("other.test"); };
  ExpectRefused(Server(), Detail::kNameMismatch, Alert::kBadCertificate, options);
  options.server_name = "server.test";
  ExpectAccepted(Server(), options);
}

TEST_P(VerificationTest, AClientWithoutANameFailsAtConnect) {
  const ClientContext context = BuildClient(GetParam());
  MemoryPipe pipe;
  EXPECT_EQ(ErrorOf(context.Connect(pipe.client())), Config(Detail::kMissingServerName));
  for (const char* name : {"*.test", "a..test", "-a.test", "1.2.3.4.5", "[::1", "a b"}) {
    EXPECT_EQ(ErrorOf(context.Connect(pipe.client(), name)), Config(Detail::kInvalidServerName));
  }
  EXPECT_EQ(pipe.to_server().total, 0u);
}

TEST_P(VerificationTest, DangerTheServerNeedNotBeVerified) {
  PairOptions options;
  options.client_trusts = nullptr;
  options.server_name = "";
  options.client = [](ClientContextBuilder& builder) { danger::DoNotVerifyServer(builder); };
  CertificateSpec expired = ServerSpec();
  expired.not_after_seconds = -60;
  ExpectAccepted(Issue(expired, nullptr), options);
  options.server_name = "whatever.test";
  ExpectAccepted(Server(), options);
}

TEST_P(VerificationTest, DangerTheNameNeedNotBeVerified) {
  PairOptions options;
  options.server_name = "other.test";
  options.client = [](ClientContextBuilder& builder) { danger::DoNotVerifyServerName(builder); };
  ExpectAccepted(Server(), options);
  options.server_name = "";
  ExpectAccepted(Server(), options);
  ExpectRefused(Issue(ServerSpec(), nullptr), Detail::kSelfSigned, Alert::kUnknownCa, options);
}

}  // namespace
}  // namespace omnitls::conformance
