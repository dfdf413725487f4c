#include "conformance/interop_identities.h"

#include <gtest/gtest.h>

namespace omnitls::conformance {
namespace {

void ExpectSecond(const PairParam& param, PairOptions options, const Certificate& second) {
  options.client_auth = ClientAuth::kRequire;
  options.client = [&](ClientContextBuilder& builder) {
    builder.AddIdentity(second.chain_pem, second.key_pem);
  };
  Pair pair(param, options);
  ASSERT_TRUE(pair.Handshake()) << "client: " << ToString(pair.client_error)
                                << "; server: " << ToString(pair.server_error);
  EXPECT_TRUE(AsText(pair.server.peer_certificate()) == second.der)
      << "the server has another certificate";
  EXPECT_TRUE(pair.Echo());
}

}  // namespace

void ClientIdentityByKey(const PairParam& param) {
  PairOptions options;
  options.client_certificate = &Client();
  options.server_certificate = &Server(KeyType::kRsa2048);
  options.server = [&](ServerContextBuilder& builder) {
    const bool tls13 = param.version == Version::kTls13;
    builder.SignatureSchemes(tls13 ? "rsa_pss_rsae_sha256" : "rsa_pkcs1_sha256");
  };
  ExpectSecond(param, options, Client(KeyType::kRsa2048));
}

void ClientIdentityByIssuer(const PairParam& param) {
  if (!param.server->Supports(Feature::kCertificateAuthorities)) {
    GTEST_SKIP() << param.server->name() << " servers do not name the CAs they trust";
  }
  static const Certificate& other = *new Certificate(Issue(ClientSpec(), &OtherRoot()));
  PairOptions options;
  options.client_certificate = &other;
  options.server = [](ServerContextBuilder& builder) { builder.SendCertificateAuthorities(); };
  ExpectSecond(param, options, Client());
}

}  // namespace omnitls::conformance
