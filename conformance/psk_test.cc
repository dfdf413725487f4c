// External PSKs (RFC 8446, 2.2; RFC 4279; RFC 5489): both ends know the same key, and need no
// certificates.

#include "conformance/psk.h"

#include <string>

#include "conformance/cases.h"
#include "conformance/without.h"

namespace omnitls::conformance {
namespace {

// Neither certificates nor CAs, and no name.
PairOptions OnlyPsk(PreSharedKeyStore& store, std::string_view identity = kPskIdentity,
                    std::string_view key = kPskKey, HashAlgorithm hash = HashAlgorithm::kSha256) {
  return AddPsk(NoCertificates(), store, identity, key, hash);
}

// What two ends with certificates do.
PairOptions WithCertificates(PreSharedKeyStore& store) { return AddPsk({}, store); }

template <class Set>
PairOptions AndClient(PairOptions options, Set set) {
  options.client = [base = options.client, set](ClientContextBuilder& builder) {
    base(builder);
    set(builder);
  };
  return options;
}
template <class Set>
PairOptions AndServer(PairOptions options, Set set) {
  options.server = [base = options.server, set](ServerContextBuilder& builder) {
    base(builder);
    set(builder);
  };
  return options;
}

void ExpectPsk(Pair& pair, std::string_view identity = kPskIdentity) {
  EXPECT_EQ(AsText(pair.client.psk_identity()), identity);
  EXPECT_EQ(AsText(pair.server.psk_identity()), identity);
  EXPECT_TRUE(pair.client.peer_chain().empty());
  EXPECT_TRUE(pair.server.peer_chain().empty());
  EXPECT_FALSE(pair.client.resumed());
  EXPECT_FALSE(pair.server.resumed());
  EXPECT_NE(pair.client.group(), Group::kNone) << "without (EC)DHE it is not forward secret";
  EXPECT_EQ(pair.client.group(), pair.server.group());
  EXPECT_EQ(pair.client.cipher_suite(), pair.server.cipher_suite());
  EXPECT_TRUE(pair.Echo());
}

class PskTest : public PairTest {};

TEST_P(PskTest, TwoEndsWithTheSameKeyNeedNoCertificates) {
  MemoryPreSharedKeys keys = MakeKeys();
  Pair pair(GetParam(), OnlyPsk(keys));
  EXPECT_TRUE(pair.client.psk_identity().empty()) << "before the handshake";
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  ExpectPsk(pair);
}

TEST_P(PskTest, IsPreferredToCertificates) {
  MemoryPreSharedKeys keys = MakeKeys();
  Pair pair(GetParam(), WithCertificates(keys));
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  ExpectPsk(pair);
}

TEST_P(PskTest, AClientWithoutOneIsServedWithACertificate) {
  MemoryPreSharedKeys keys = MakeKeys();
  PairOptions options = WithCertificates(keys);
  options.client = [](ClientContextBuilder&) {};
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_TRUE(pair.client.psk_identity().empty());
  EXPECT_TRUE(pair.server.psk_identity().empty());
  EXPECT_FALSE(pair.client.peer_chain().empty());
  EXPECT_TRUE(pair.Echo());
}

TEST_P(PskTest, AServerWithoutOneIsVerifiedByItsCertificate) {
  MemoryPreSharedKeys keys = MakeKeys();
  PairOptions options = WithCertificates(keys);
  options.server = [](ServerContextBuilder&) {};
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_TRUE(pair.client.psk_identity().empty());
  EXPECT_FALSE(pair.client.peer_chain().empty());
  EXPECT_TRUE(pair.Echo());
}

TEST_P(PskTest, AServerWithoutOneIsRefusedByAClientWithoutCa) {
  MemoryPreSharedKeys keys = MakeKeys();
  PairOptions options = OnlyPsk(keys);
  options.server_certificate = &Server();
  options.server = [](ServerContextBuilder&) {};
  Pair pair(GetParam(), options);
  ASSERT_FALSE(pair.Handshake());
  if (is_tls13()) {
    EXPECT_EQ(pair.client_error, BadPeer(Detail::kUnknownIssuer, Alert::kUnknownCa));
    EXPECT_EQ(pair.server_error, Received(Alert::kUnknownCa));
  } else {
    EXPECT_EQ(pair.server_error, Protocol(Detail::kNoCommonCipherSuite, Alert::kHandshakeFailure));
    EXPECT_EQ(pair.client_error, Received(Alert::kHandshakeFailure));
  }
}

TEST_P(PskTest, AClientWithoutOneIsRefusedByAServerWithoutCertificate) {
  MemoryPreSharedKeys keys = MakeKeys();
  PairOptions options = OnlyPsk(keys);
  options.client_trusts = &Root();
  options.server_name = "server.test";
  options.client = [](ClientContextBuilder&) {};
  Pair pair(GetParam(), options);
  ASSERT_FALSE(pair.Handshake());
  if (is_tls13()) {
    EXPECT_EQ(pair.server_error, Protocol(Detail::kUnknownPskIdentity, Alert::kUnknownPskIdentity));
    EXPECT_EQ(pair.client_error, Received(Alert::kUnknownPskIdentity));
  } else {
    EXPECT_EQ(pair.server_error, Protocol(Detail::kNoCommonCipherSuite, Alert::kHandshakeFailure));
    EXPECT_EQ(pair.client_error, Received(Alert::kHandshakeFailure));
  }
}

TEST_P(PskTest, AnUnknownIdentityIsRefused) {
  MemoryPreSharedKeys keys = MakeKeys("somebody else");
  Pair pair(GetParam(), OnlyPsk(keys));
  ASSERT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error, Protocol(Detail::kUnknownPskIdentity, Alert::kUnknownPskIdentity));
  EXPECT_EQ(pair.client_error, Received(Alert::kUnknownPskIdentity));
}

// In TLS 1.2 the suite is agreed before the identity is known.
TEST_P(PskTest, AnUnknownIdentityGetsACertificateInTls13) {
  MemoryPreSharedKeys keys = MakeKeys("somebody else");
  Pair pair(GetParam(), WithCertificates(keys));
  EXPECT_EQ(pair.Handshake(), is_tls13());
  if (is_tls13()) {
    EXPECT_FALSE(pair.client.peer_chain().empty());
    EXPECT_TRUE(pair.client.psk_identity().empty());
    EXPECT_TRUE(pair.Echo());
  } else {
    EXPECT_EQ(pair.server_error, Protocol(Detail::kUnknownPskIdentity, Alert::kUnknownPskIdentity));
    EXPECT_EQ(pair.client_error, Received(Alert::kUnknownPskIdentity));
  }
}

TEST_P(PskTest, AWrongKeyIsRefused) {
  MemoryPreSharedKeys keys = MakeKeys(kPskIdentity, std::string(32, 'x'));
  Pair pair(GetParam(), WithCertificates(keys));
  ASSERT_FALSE(pair.Handshake());
  const Alert alert = is_tls13() ? Alert::kDecryptError : Alert::kBadRecordMac;
  const Detail detail = is_tls13() ? Detail::kDecryptError : Detail::kBadRecordMac;
  EXPECT_EQ(pair.server_error, Protocol(detail, alert));
  EXPECT_EQ(pair.client_error, Received(alert));
  EXPECT_TRUE(pair.client.psk_identity().empty());
  EXPECT_TRUE(pair.server.psk_identity().empty());
}

TEST_P(PskTest, KeysAndIdentitiesOfEveryLengthWork) {
  for (const std::size_t key_size : {kMinPreSharedKey, std::size_t{33}, kMaxPreSharedKey}) {
    for (const std::size_t name_size : {std::size_t{1}, kMaxPskIdentity}) {
      SCOPED_TRACE(std::to_string(key_size) + " and " + std::to_string(name_size));
      const std::string key(key_size, 'q');
      const std::string name(name_size, '\xFF');
      MemoryPreSharedKeys keys = MakeKeys(name, key);
      Pair pair(GetParam(), OnlyPsk(keys, name, key));
      ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
      ExpectPsk(pair, name);
    }
  }
}

TEST_P(PskTest, AnIdentityMayHaveNulBytesWhereTheLibrariesCan) {
  if (!is_tls13()) GTEST_SKIP() << "some libraries would cut them off in TLS 1.2";
  if (!BothSupport(Feature::kPskIdentitiesWithNul)) {
    GTEST_SKIP() << "one of the libraries keeps identities as strings that end with a NUL byte";
  }
  const std::string name("a\0b\0", 4);
  MemoryPreSharedKeys keys = MakeKeys(name);
  Pair pair(GetParam(), OnlyPsk(keys, name));
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  ExpectPsk(pair, name);
}

TEST_P(PskTest, AKeyForSha384GoesWithItsSuites) {
  if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 knows no hash functions of PSKs";
  if (!BothSupport(Feature::kSha384ExternalPsk)) {
    GTEST_SKIP() << "one of the libraries uses external PSKs with SHA-256 only";
  }
  MemoryPreSharedKeys keys = MakeKeys(kPskIdentity, kPskKey, HashAlgorithm::kSha384);
  Pair pair(GetParam(), OnlyPsk(keys, kPskIdentity, kPskKey, HashAlgorithm::kSha384));
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  ExpectPsk(pair);
  EXPECT_EQ(CipherSuiteName(pair.client.cipher_suite()), "TLS_AES_256_GCM_SHA384");
}

TEST_P(PskTest, AnotherHashMakesAnotherBinder) {
  if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 knows no hash functions of PSKs";
  if (!GetParam().server->Supports(Feature::kSha384ExternalPsk)) {
    GTEST_SKIP() << "the server's library uses external PSKs with SHA-256 only";
  }
  MemoryPreSharedKeys keys = MakeKeys(kPskIdentity, kPskKey, HashAlgorithm::kSha384);
  Pair pair(GetParam(), OnlyPsk(keys));
  ASSERT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error, Protocol(Detail::kDecryptError, Alert::kDecryptError));
  EXPECT_EQ(pair.client_error, Received(Alert::kDecryptError));
}

TEST_P(PskTest, AKeyThatTheLibraryCannotUseEndsTheConnection) {
  if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 knows no hash functions of PSKs";
  MemoryPreSharedKeys keys = MakeKeys(kPskIdentity, kPskKey, HashAlgorithm::kSha384);
  const Without without(*GetParam().server, Feature::kSha384ExternalPsk);
  const PairParam param{GetParam().client, &without, version()};
  Pair pair(param, OnlyPsk(keys));
  ASSERT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error,
            (Error{ErrorKind::kUnsupported, Detail::kSetting, Alert::kInternalError}));
  EXPECT_EQ(pair.client_error, Received(Alert::kInternalError));
}

// The server asks for another group than the client has guessed.
TEST_P(PskTest, SurvivesAHelloRetryRequest) {
  MemoryPreSharedKeys keys = MakeKeys();
  PairOptions options = OnlyPsk(keys);
  options = AndClient(options, [](auto& builder) { builder.Groups("x25519:secp384r1"); });
  options = AndServer(options, [](auto& builder) { builder.Groups("secp384r1"); });
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  ExpectPsk(pair);
  EXPECT_EQ(GroupName(pair.client.group()), "secp384r1");
}

TEST_P(PskTest, NoSessionsAreGivenOrTaken) {
  MemoryPreSharedKeys keys = MakeKeys();
  Pair pair(GetParam(), WithCertificates(keys));
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  EXPECT_EQ(pair.client.session_readiness(), SessionReadiness::kNever);
  EXPECT_EQ(ErrorOf(pair.client.TakeSession()), Usage(Detail::kNotAvailable));
  pair.Reconnect(WithCertificates(keys));
  ASSERT_TRUE(pair.Handshake());
  ExpectPsk(pair);
}

// Sessions are for clients that come without a PSK.
TEST_P(PskTest, AClientWithoutOneResumes) {
  MemoryPreSharedKeys keys = MakeKeys();
  PairOptions options = WithCertificates(keys);
  options.client = [](ClientContextBuilder&) {};
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  Result<Session> session = pair.client.TakeSession();
  ASSERT_TRUE(session) << ToString(session.error());
  options.session = *std::move(session);
  pair.Reconnect(options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_TRUE(pair.client.resumed());
  EXPECT_TRUE(pair.server.resumed());
  EXPECT_TRUE(pair.client.psk_identity().empty());
  EXPECT_TRUE(pair.server.psk_identity().empty());
  EXPECT_FALSE(pair.client.peer_chain().empty());
  EXPECT_TRUE(pair.Echo());
}

TEST_P(PskTest, APskAloneIsUsedOnlyWhenNamed) {
  if (is_tls13()) GTEST_SKIP() << "TLS 1.3 uses PSKs with (EC)DHE only";
  const CipherSuiteInfo& suite = *FindCipherSuite("TLS_PSK_WITH_AES_128_GCM_SHA256");
  if (!BothSupport(suite.id)) GTEST_SKIP() << "one of the libraries has no such suite";
  MemoryPreSharedKeys keys = MakeKeys();
  PairOptions options = OnlyPsk(keys);
  options = AndServer(
      options, [](auto& builder) { builder.Tls12CipherSuites("TLS_PSK_WITH_AES_128_GCM_SHA256"); });
  Pair refused(GetParam(), options);
  EXPECT_FALSE(refused.Handshake());
  options = AndClient(
      options, [](auto& builder) { builder.Tls12CipherSuites("TLS_PSK_WITH_AES_128_GCM_SHA256"); });
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_EQ(pair.client.cipher_suite(), suite.id);
  EXPECT_EQ(AsText(pair.server.psk_identity()), kPskIdentity);
  EXPECT_TRUE(pair.Echo());
}

// An end that allows both versions, and one that allows the one of the pair.
TEST_P(PskTest, GoesWithARangeOfVersions) {
  MemoryPreSharedKeys keys = MakeKeys();
  const auto widen = [](auto& builder) {
    builder.MinVersion(Version::kTls12).MaxVersion(Version::kTls13);
  };
  const PairOptions plain = OnlyPsk(keys);
  for (const PairOptions& options : {AndClient(plain, widen), AndServer(plain, widen)}) {
    for (const PairOptions& some : {options, AndClient(AndServer(plain, widen), widen)}) {
      Pair pair(GetParam(), some);
      ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
      ExpectPsk(pair);
    }
  }
}

TEST_P(PskTest, TheStoreIsAskedForOneIdentityOnce) {
  struct Store final : PreSharedKeyStore {
    bool Find(ByteView identity, PreSharedKey& out) override {
      asked += std::string(AsText(identity)) + ";";
      return out.key.Assign(AsBytes(kPskKey));
    }
    std::string asked;
  };
  Store store;
  Pair pair(GetParam(), OnlyPsk(store));
  ASSERT_TRUE(pair.Handshake());
  EXPECT_EQ(store.asked, std::string(kPskIdentity) + ";");
}

TEST_P(PskTest, ServesTheIdentityThatTheClientCalls) {
  MemoryPreSharedKeys keys = MakeKeys();
  PairOptions options = WithCertificates(keys);
  options.server_certificate = nullptr;
  options.server = [&keys](ServerContextBuilder& builder) {
    builder.AddIdentity("server.test", Server().chain_pem, Server().key_pem)
        .RequireKnownServerName()
        .PreSharedKeys(&keys);
  };
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  ExpectPsk(pair);
}

TEST_P(PskTest, GoesWithApplicationProtocolsAndExporters) {
  if (!BothSupport(Feature::kExporters)) GTEST_SKIP() << "a library lacks exporters";
  MemoryPreSharedKeys keys = MakeKeys();
  PairOptions options = OnlyPsk(keys);
  options.client_alpn = {"a", "b"};
  options.server_alpn = {"b"};
  options = AndClient(options, [](auto& builder) { builder.Exporters(); });
  options = AndServer(options, [](auto& builder) { builder.Exporters(); });
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_EQ(pair.client.alpn(), "b");
  std::uint8_t client[32] = {};
  std::uint8_t server[32] = {};
  EXPECT_TRUE(pair.client.ExportKeyingMaterial(client, "EXPERIMENTAL psk"));
  EXPECT_TRUE(pair.server.ExportKeyingMaterial(server, "EXPERIMENTAL psk"));
  EXPECT_TRUE(Equal(client, server));
  std::uint8_t binding[kMaxChannelBinding];
  EXPECT_EQ(ErrorOf(pair.server.ChannelBinding(ChannelBindingType::kTlsServerEndPoint, binding)),
            Usage(Detail::kNotAvailable));
}

// Half a round trip sooner, to a client that has proved that it knows the key.
TEST_P(PskTest, AServerMayWriteFirst) {
  if (!is_tls13() || !GetParam().server->Supports(Feature::kHalfRttData)) {
    GTEST_SKIP() << "the server's library, or TLS 1.2, has no half-RTT data";
  }
  MemoryPreSharedKeys keys = MakeKeys();
  Pair pair(GetParam(), AndServer(OnlyPsk(keys), [](auto& builder) { builder.HalfRttData(); }));
  ASSERT_TRUE(pair.client.Handshake());
  ASSERT_TRUE(pair.server.Handshake());
  ASSERT_TRUE(pair.server.can_write_half_rtt());
  EXPECT_TRUE(pair.server.psk_identity().empty()) << "before the handshake is done";
  EXPECT_TRUE(pair.server.Write(AsBytes("hello")));
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  pair.Settle();
  EXPECT_EQ(pair.client_received, "hello");
  ExpectPsk(pair);
}

// A store of the program's own may give what is no key.
TEST_P(PskTest, AKeyOfAWrongLengthCountsAsNotKnown) {
  struct Store final : PreSharedKeyStore {
    bool Find(ByteView, PreSharedKey& out) override {
      return out.key.Assign(AsBytes(std::string(size, 'k')));
    }
    std::size_t size = 0;
  };
  for (const std::size_t size : {std::size_t{0}, kMinPreSharedKey - 1, kMaxPreSharedKey + 1}) {
    SCOPED_TRACE(size);
    Store store;
    store.size = size;
    Pair pair(GetParam(), OnlyPsk(store));
    ASSERT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.server_error, Protocol(Detail::kUnknownPskIdentity, Alert::kUnknownPskIdentity));
    EXPECT_EQ(pair.client_error, Received(Alert::kUnknownPskIdentity));
  }
}

OMNITLS_FOR_ALL_PAIRS(PskTest);

}  // namespace
}  // namespace omnitls::conformance
