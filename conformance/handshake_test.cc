// What a handshake agrees on, and what it says when nothing is in common.

#include "conformance/cases.h"
#include "conformance/psk.h"

namespace omnitls::conformance {
namespace {

class HandshakeTest : public PairTest {
 protected:
  static bool WithMbedTls() {
    return GetParam().client->name() == "mbedtls" || GetParam().server->name() == "mbedtls";
  }

  // Both ends finish and agree on everything; data flows.
  static void ExpectAgreement(Pair& pair) {
    ASSERT_TRUE(pair.Handshake()) << "client: " << ToString(pair.client_error)
                                  << ", server: " << ToString(pair.server_error);
    EXPECT_EQ(pair.client.version(), version());
    EXPECT_EQ(pair.server.version(), version());
    EXPECT_EQ(CipherSuiteName(pair.client.cipher_suite()),
              CipherSuiteName(pair.server.cipher_suite()));
    EXPECT_EQ(pair.client.cipher_suite(), pair.server.cipher_suite());
    EXPECT_NE(pair.client.cipher_suite(), CipherSuite::kNone);
    EXPECT_EQ(GroupName(pair.client.group()), GroupName(pair.server.group()));
    EXPECT_FALSE(pair.client.resumed());
    EXPECT_FALSE(pair.server.resumed());
    EXPECT_EQ(pair.client.close_state(), CloseState::kOpen);
    EXPECT_EQ(pair.server.close_state(), CloseState::kOpen);
    EXPECT_TRUE(pair.Echo());
  }

  static void ExpectRefusedByServer(Pair& pair, const Error& error) {
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.server_error, error);
    EXPECT_EQ(pair.client_error, Received(error.alert));
    EXPECT_FALSE(pair.client.handshake_done());
    EXPECT_FALSE(pair.server.handshake_done());
  }
};
OMNITLS_FOR_ALL_PAIRS(HandshakeTest);

TEST_P(HandshakeTest, WorksWithEveryKindOfServerKey) {
  for (const KeyType key :
       {KeyType::kEcdsaP256, KeyType::kEcdsaP384, KeyType::kEcdsaP521, KeyType::kRsa2048}) {
    SCOPED_TRACE(static_cast<int>(key));
    PairOptions options;
    options.server_certificate = &Server(key);
    if (key == KeyType::kEcdsaP521) {
      options.client = [](ClientContextBuilder& builder) { builder.Groups("P-256:P-521"); };
    }
    Pair pair(GetParam(), options);
    ExpectAgreement(pair);
    EXPECT_NE(pair.client.group(), Group::kNone);
  }
}

// RFC 8422, 5.1: in TLS 1.2 the groups are for the keys of certificates, too.
TEST_P(HandshakeTest, InTls12AnEcdsaKeyMustBeInAGroupOfTheClients) {
  PairOptions options;
  options.server_certificate = &Server(KeyType::kEcdsaP384);
  options.client = [](ClientContextBuilder& builder) { builder.Groups("P-256"); };
  Pair pair(GetParam(), options);
  if (is_tls13()) {
    ExpectAgreement(pair);
  } else {
    ExpectRefusedByServer(pair, Protocol(Detail::kNoCommonGroup, Alert::kHandshakeFailure));
  }
}

TEST_P(HandshakeTest, WorksWithAnEd25519Key) {
  if (!BothSupport(Feature::kEd25519Certificates)) {
    GTEST_SKIP() << "one of the two libraries cannot do Ed25519 certificates";
  }
  PairOptions options;
  options.server_certificate = &Server(KeyType::kEd25519);
  Pair pair(GetParam(), options);
  ExpectAgreement(pair);
}

TEST_P(HandshakeTest, NothingIsKnownBefore) {
  Pair pair(GetParam());
  for (const Connection* connection : {&pair.client, &pair.server}) {
    EXPECT_FALSE(connection->handshake_done());
    EXPECT_EQ(connection->version(), Version::kNone);
    EXPECT_EQ(connection->cipher_suite(), CipherSuite::kNone);
    EXPECT_EQ(connection->group(), Group::kNone);
    EXPECT_EQ(connection->alpn(), "");
    EXPECT_TRUE(connection->peer_chain().empty());
    EXPECT_TRUE(connection->peer_certificate().empty());
  }
  EXPECT_EQ(pair.server.server_name(), "");
}

TEST_P(HandshakeTest, TheServersChainIsLeafFirst) {
  const Certificate server = Issue(ServerSpec(), &Intermediate());
  PairOptions options;
  options.server_certificate = &server;
  Pair pair(GetParam(), options);
  ExpectAgreement(pair);
  const PeerChain chain = pair.client.peer_chain();
  ASSERT_EQ(chain.size(), 2u);
  EXPECT_EQ(ToString(chain[0]), server.der);
  EXPECT_EQ(ToString(chain[1]), Intermediate().der);
  EXPECT_EQ(ToString(pair.client.peer_certificate()), server.der);
  EXPECT_TRUE(pair.server.peer_chain().empty());
}

TEST_P(HandshakeTest, TheClientsChainIsLeafFirst) {
  const Certificate client = Issue(ClientSpec(), &Intermediate());
  PairOptions options;
  options.client_certificate = &client;
  options.client_auth = ClientAuth::kRequire;
  Pair pair(GetParam(), options);
  ExpectAgreement(pair);
  const PeerChain chain = pair.server.peer_chain();
  ASSERT_EQ(chain.size(), 2u);
  EXPECT_EQ(ToString(chain[0]), client.der);
  EXPECT_EQ(ToString(chain[1]), Intermediate().der);
}

TEST_P(HandshakeTest, TheServerSeesTheName) {
  PairOptions options;
  options.server_name = "SERVER.test.";
  Pair pair(GetParam(), options);
  ExpectAgreement(pair);
  EXPECT_EQ(pair.client.server_name(), "server.test");
  EXPECT_EQ(pair.server.server_name(), "server.test");
}

TEST_P(HandshakeTest, AnAddressIsNotSent) {
  CertificateSpec spec = ServerSpec();
  spec.ip_addresses = {"192.0.2.1", "2001:db8::1"};
  const Certificate certificate = Issue(spec, &Root());
  PairOptions options;
  options.server_certificate = &certificate;
  for (const std::string address : {"192.0.2.1", "2001:db8::1"}) {
    options.server_name = address;
    Pair pair(GetParam(), options);
    ASSERT_TRUE(pair.client.Handshake());
    EXPECT_EQ(ToString(pair.pipe->to_server().view()).find(address), std::string::npos);
    ExpectAgreement(pair);
    EXPECT_EQ(pair.client.server_name(), address);
    EXPECT_EQ(pair.server.server_name(), "");
  }
}

TEST_P(HandshakeTest, ANameNeedNotBeSent) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.SendServerName(false); };
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.client.Handshake());
  EXPECT_EQ(ToString(pair.pipe->to_server().view()).find("server.test"), std::string::npos);
  ExpectAgreement(pair);
  EXPECT_EQ(pair.client.server_name(), "server.test");
  EXPECT_EQ(pair.server.server_name(), "");
}

TEST_P(HandshakeTest, AFlightIsOneWrite) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  EXPECT_LE(pair.pipe->to_server().writes, 2u);
  EXPECT_LE(pair.pipe->to_client().writes, 2u);
}

TEST_P(HandshakeTest, EverySuiteCanBeTheOnlyOne) {
  for (const CipherSuiteInfo& suite : AllCipherSuites()) {
    SCOPED_TRACE(suite.name);
    if (suite.version != version()) continue;
    EXPECT_TRUE(BothSupport(suite.id) || !suite.is_default);
    if (!BothSupport(suite.id)) continue;
    PairOptions options;
    const bool ecdsa = suite.key_exchange == KeyExchange::kEcdheEcdsa;
    options.server_certificate = &Server(ecdsa ? KeyType::kEcdsaP256 : KeyType::kRsa2048);
    options.client = [&](ClientContextBuilder& builder) {
      is_tls13() ? builder.Tls13CipherSuites(suite.name) : builder.Tls12CipherSuites(suite.name);
    };
    options.server = [&](ServerContextBuilder& builder) {
      is_tls13() ? builder.Tls13CipherSuites(suite.openssl_name)
                 : builder.Tls12CipherSuites(suite.openssl_name);
    };
    Pair pair(GetParam(), WithPskFor(suite, options));
    ExpectAgreement(pair);
    EXPECT_EQ(CipherSuiteName(pair.client.cipher_suite()), suite.name);
  }
}

TEST_P(HandshakeTest, TheServersOrderOfSuitesDecides) {
  const std::string a = is_tls13() ? "TLS_AES_256_GCM_SHA384" : "ECDHE-ECDSA-AES256-GCM-SHA384";
  const std::string b = is_tls13() ? "TLS_AES_128_GCM_SHA256" : "ECDHE-ECDSA-AES128-GCM-SHA256";
  for (const auto& [servers, clients] :
       {std::pair{a + ":" + b, b + ":" + a}, std::pair{b + ":" + a, a + ":" + b}}) {
    PairOptions options;
    options.client = [&, &clients = clients](ClientContextBuilder& builder) {
      is_tls13() ? builder.Tls13CipherSuites(clients) : builder.Tls12CipherSuites(clients);
    };
    options.server = [&, &servers = servers](ServerContextBuilder& builder) {
      is_tls13() ? builder.Tls13CipherSuites(servers) : builder.Tls12CipherSuites(servers);
    };
    Pair pair(GetParam(), options);
    ExpectAgreement(pair);
    EXPECT_EQ(pair.client.cipher_suite(),
              FindCipherSuite(servers.substr(0, servers.find(':')))->id);
  }
}

TEST_P(HandshakeTest, EveryGroupCanBeTheOnlyOne) {
  for (const GroupInfo& group : AllGroups()) {
    SCOPED_TRACE(group.name);
    if (!is_tls13() && !group.tls12) continue;
    EXPECT_TRUE(BothSupport(group.id) || !group.is_default || !group.tls12);
    if (!BothSupport(group.id)) continue;
    PairOptions options;
    // In TLS 1.2 an ECDSA key's curve would have to be among the groups.
    options.server_certificate = &Server(KeyType::kRsa2048);
    options.client = [&](ClientContextBuilder& builder) { builder.Groups(group.name); };
    options.server = [&](ServerContextBuilder& builder) { builder.Groups(group.openssl_name); };
    Pair pair(GetParam(), options);
    ExpectAgreement(pair);
    EXPECT_EQ(GroupName(pair.client.group()), group.name);
  }
}

// Without another round trip where the server does not.
TEST_P(HandshakeTest, TheHybridGroupIsTheDefaultWhereBothEndsHaveIt) {
  const Group hybrid = FindGroup("X25519MLKEM768")->id;
  const bool expected = is_tls13() && BothSupport(hybrid);
  Pair pair(GetParam());
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
  ASSERT_EQ(*pair.client.Handshake(), is_tls13() ? Next::kReady : Next::kWantRead);
  ASSERT_TRUE(pair.Handshake());
  EXPECT_EQ(GroupName(pair.client.group()), expected ? "X25519MLKEM768" : "x25519");
  EXPECT_EQ(GroupName(pair.server.group()), expected ? "X25519MLKEM768" : "x25519");
  EXPECT_TRUE(pair.Echo());
}

TEST_P(HandshakeTest, AGroupTheClientDidNotGuessIsAgreedOn) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.Groups("x25519:P-256:P-384"); };
  options.server = [](ServerContextBuilder& builder) { builder.Groups("P-384:P-256"); };
  Pair pair(GetParam(), options);
  ExpectAgreement(pair);
  const std::string_view name = GroupName(pair.client.group());
  EXPECT_TRUE(name == "secp384r1" || name == "secp256r1") << name;
}

TEST_P(HandshakeTest, EverySignatureSchemeCanBeTheOnlyOne) {
  for (const SignatureSchemeInfo& scheme : AllSignatureSchemes()) {
    SCOPED_TRACE(scheme.name);
    if (is_tls13() && !scheme.tls13) continue;
    if (!BothSupport(scheme.id)) continue;
    const bool is_pss = scheme.key == KeyKind::kRsa && scheme.tls13;
    if (!is_tls13() && is_pss && WithMbedTls()) continue;  // It knows PSS in TLS 1.3 only.
    PairOptions options;
    if (scheme.key == KeyKind::kRsa) {
      options.server_certificate = &Server(KeyType::kRsa2048);
    } else if (scheme.key == KeyKind::kEcdsa) {
      options.server_certificate = &Server(scheme.curve_bits == 256   ? KeyType::kEcdsaP256
                                           : scheme.curve_bits == 384 ? KeyType::kEcdsaP384
                                                                      : KeyType::kEcdsaP521);
    } else {
      continue;
    }
    options.client = [&](ClientContextBuilder& builder) {
      builder.SignatureSchemes(scheme.name).Groups("P-256:P-384:P-521");
    };
    Pair pair(GetParam(), options);
    ExpectAgreement(pair);
  }
}

TEST_P(HandshakeTest, NoCommonVersion) {
  const Version other = is_tls13() ? Version::kTls12 : Version::kTls13;
  PairOptions options;
  options.server = [&](ServerContextBuilder& builder) {
    builder.MinVersion(other).MaxVersion(other);
  };
  Pair pair(GetParam(), options);
  ExpectRefusedByServer(pair, Protocol(Detail::kNoCommonVersion, Alert::kProtocolVersion));
}

TEST_P(HandshakeTest, TheHighestCommonVersionIsChosen) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    builder.MinVersion(Version::kTls12).MaxVersion(Version::kTls13);
  };
  Pair one(GetParam(), options);
  ExpectAgreement(one);
  options.server = [](ServerContextBuilder& builder) {
    builder.MinVersion(Version::kTls12).MaxVersion(Version::kTls13);
  };
  Pair both(GetParam(), options);
  ASSERT_TRUE(both.Handshake()) << ToString(both.client_error) << ToString(both.server_error);
  EXPECT_EQ(both.client.version(), Version::kTls13);
  options.client = {[](ClientContextBuilder&) {}};
  Pair other(GetParam(), options);
  ExpectAgreement(other);
}

TEST_P(HandshakeTest, NoCommonCipherSuite) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    builder.Tls12CipherSuites("ECDHE-ECDSA-AES128-GCM-SHA256");
    builder.Tls13CipherSuites("TLS_AES_128_GCM_SHA256");
  };
  options.server = [](ServerContextBuilder& builder) {
    builder.Tls12CipherSuites("ECDHE-ECDSA-AES256-GCM-SHA384");
    builder.Tls13CipherSuites("TLS_AES_256_GCM_SHA384");
  };
  Pair pair(GetParam(), options);
  ExpectRefusedByServer(pair, Protocol(Detail::kNoCommonCipherSuite, Alert::kHandshakeFailure));
}

TEST_P(HandshakeTest, ASuiteForAnotherKindOfKeyIsNotCommon) {
  if (is_tls13()) GTEST_SKIP() << "TLS 1.3 suites fit every kind of key";
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    builder.Tls12CipherSuites("ECDHE-RSA-AES128-GCM-SHA256");
  };
  Pair pair(GetParam(), options);
  ExpectRefusedByServer(pair, Protocol(Detail::kNoCommonCipherSuite, Alert::kHandshakeFailure));
}

TEST_P(HandshakeTest, NoCommonGroup) {
  PairOptions options;
  options.server_certificate = &Server(KeyType::kRsa2048);
  options.client = [](ClientContextBuilder& builder) { builder.Groups("P-384"); };
  options.server = [](ServerContextBuilder& builder) { builder.Groups("x25519:P-256"); };
  Pair pair(GetParam(), options);
  ExpectRefusedByServer(pair, Protocol(Detail::kNoCommonGroup, Alert::kHandshakeFailure));
}

TEST_P(HandshakeTest, NoCommonSignatureScheme) {
  PairOptions options;
  options.server_certificate = &Server(KeyType::kRsa2048);
  // The client has a scheme for the server's key, or it would not offer suites for such keys.
  options.client = [](ClientContextBuilder& builder) {
    builder.SignatureSchemes(is_tls13() ? "rsa_pss_rsae_sha256" : "rsa_pkcs1_sha256");
  };
  options.server = [](ServerContextBuilder& builder) {
    builder.SignatureSchemes(is_tls13() ? "rsa_pss_rsae_sha384" : "rsa_pkcs1_sha384");
  };
  Pair pair(GetParam(), options);
  ExpectRefusedByServer(pair, Protocol(Detail::kNoCommonSignatureScheme, Alert::kHandshakeFailure));
}

}  // namespace
}  // namespace omnitls::conformance
