// Servers that ask their clients for certificates.

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

class ClientAuthTest : public PairTest {
 protected:
  static void ExpectAccepted(const PairOptions& options, const Certificate* seen) {
    Pair pair(GetParam(), options);
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_EQ(ToString(pair.server.peer_certificate()), seen == nullptr ? "" : seen->der);
    EXPECT_TRUE(pair.Echo());
  }

  // In TLS 1.2 the refusal comes during the client's handshake; in TLS 1.3 with its first Read.
  static void ExpectRefused(const PairOptions& options, const Error& error) {
    Pair pair(GetParam(), options);
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.server_error, error);
    EXPECT_EQ(pair.client_error, Received(error.alert));
    EXPECT_FALSE(pair.server.handshake_done());
    EXPECT_EQ(pair.client.handshake_done(), is_tls13());
    EXPECT_EQ(ErrorOf(pair.server.Handshake()), error);
    std::uint8_t byte;
    EXPECT_EQ(ErrorOf(pair.client.Read({&byte, 1})), Received(error.alert));
  }

  // A bad certificate is refused by servers that ask for one, required or not.
  static void ExpectBadCertificateRefused(const Certificate& certificate, const Error& error) {
    for (const ClientAuth mode : {ClientAuth::kRequest, ClientAuth::kRequire}) {
      SCOPED_TRACE(static_cast<int>(mode));
      PairOptions options;
      options.client_certificate = &certificate;
      options.client_auth = mode;
      ExpectRefused(options, error);
    }
  }
};
OMNITLS_FOR_ALL_PAIRS(ClientAuthTest);

TEST_P(ClientAuthTest, AServerThatDoesNotAskSeesNone) {
  PairOptions options;
  options.client_certificate = &Client();
  ExpectAccepted(options, nullptr);
}

TEST_P(ClientAuthTest, ARequestedCertificateMayBeMissing) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequest;
  ExpectAccepted(options, nullptr);
}

TEST_P(ClientAuthTest, AGoodCertificateIsAccepted) {
  for (const ClientAuth mode : {ClientAuth::kRequest, ClientAuth::kRequire}) {
    for (const KeyType key : {KeyType::kEcdsaP256, KeyType::kEcdsaP384, KeyType::kRsa2048}) {
      PairOptions options;
      options.client_certificate = &Client(key);
      options.client_auth = mode;
      ExpectAccepted(options, &Client(key));
    }
  }
}

TEST_P(ClientAuthTest, AKeyOfAnotherKindThanTheServersWorks) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  options.server_certificate = &Server(KeyType::kRsa2048);
  options.client_certificate = &Client(KeyType::kEcdsaP256);
  ExpectAccepted(options, &Client(KeyType::kEcdsaP256));
}

TEST_P(ClientAuthTest, ARequiredCertificateMustNotBeMissing) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  ExpectRefused(options,
                BadPeer(Detail::kCertificateMissing,
                        is_tls13() ? Alert::kCertificateRequired : Alert::kHandshakeFailure));
}

TEST_P(ClientAuthTest, AnUnknownIssuerIsRefused) {
  const Certificate client = Issue(ClientSpec(), &OtherRoot());
  ExpectBadCertificateRefused(client, BadPeer(Detail::kUnknownIssuer, Alert::kUnknownCa));
}

TEST_P(ClientAuthTest, AnExpiredCertificateIsRefused) {
  CertificateSpec spec = ClientSpec();
  spec.not_after_seconds = -60;
  ExpectBadCertificateRefused(Issue(spec, &Root()),
                              BadPeer(Detail::kExpired, Alert::kCertificateExpired));
}

TEST_P(ClientAuthTest, AServersCertificateIsRefused) {
  ExpectBadCertificateRefused(Server(),
                              BadPeer(Detail::kBadPurpose, Alert::kUnsupportedCertificate));
}

TEST_P(ClientAuthTest, AForgedCertificateIsRefused) {
  CertificateSpec spec = ClientSpec();
  spec.corrupt_signature = true;
  ExpectBadCertificateRefused(Issue(spec, &Root()),
                              BadPeer(Detail::kBadSignature, Alert::kBadCertificate));
}

TEST_P(ClientAuthTest, ASelfSignedCertificateIsRefused) {
  ExpectBadCertificateRefused(Issue(ClientSpec(), nullptr),
                              BadPeer(Detail::kSelfSigned, Alert::kUnknownCa));
}

TEST_P(ClientAuthTest, AClientLearnsOfARefusalAtItsFirstReadInTls13) {
  if (!is_tls13()) GTEST_SKIP() << "in TLS 1.2 the handshake itself fails";
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  Pair pair(GetParam(), options);
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
  ASSERT_EQ(*pair.client.Handshake(), Next::kReady);
  ASSERT_EQ(pair.client.Write(AsBytes("early"))->next, Next::kReady);
  const Error refusal = BadPeer(Detail::kCertificateMissing, Alert::kCertificateRequired);
  EXPECT_EQ(ErrorOf(pair.server.Handshake()), refusal);
  EXPECT_EQ(ReadOnce(pair.client), "[" + ToString(Received(Alert::kCertificateRequired)) + "]");
}

TEST_P(ClientAuthTest, TheServersErrorNamesTheClient) {
  CertificateSpec spec = ClientSpec();
  spec.not_after_seconds = -3 * 24 * 3600 - 60;
  spec.not_before_seconds = -9 * 24 * 3600;
  const Certificate client = Issue(spec, &Root());
  PairOptions options;
  options.client_certificate = &client;
  options.client_auth = ClientAuth::kRequire;
  Pair pair(GetParam(), options);
  EXPECT_FALSE(pair.Handshake());
  const std::string text = Describe(pair.server);
  EXPECT_NE(text.find("expired 3 days ago"), std::string::npos) << text;
  EXPECT_NE(text.find("client.test"), std::string::npos) << text;
  EXPECT_NE(Describe(pair.client).find("certificate_expired"), std::string::npos);
}

}  // namespace
}  // namespace omnitls::conformance
