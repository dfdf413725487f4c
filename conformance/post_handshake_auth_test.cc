// Servers that ask their clients for certificates when the handshake is done (RFC 8446, 4.6.2).

#include "conformance/post_handshake_auth.h"

#include "conformance/records.h"
#include "conformance/sessions.h"
#include "conformance/software_signer.h"
#include "conformance/without.h"

namespace omnitls::conformance {
namespace {

constexpr Error kUnsupported = {ErrorKind::kUnsupported, Detail::kSetting};
constexpr ClientAuth kModes[] = {ClientAuth::kRequest, ClientAuth::kRequire};

class PostHandshakeAuthTest : public PairTest {
 protected:
  static bool can_ask() { return is_tls13() && BothSupport(Feature::kPostHandshakeAuth); }
  static std::unique_ptr<Pair> Connected(const PairOptions& options = WithPostHandshakeAuth()) {
    auto pair = std::make_unique<Pair>(GetParam(), options);
    EXPECT_TRUE(pair->Handshake()) << ToString(pair->client_error) << ToString(pair->server_error);
    EXPECT_EQ(pair->server.certificate_request_status(), CertificateRequestStatus::kNone);
    EXPECT_TRUE(pair->server.peer_chain().empty());
    return pair;
  }
  static void ExpectRefused(const PairOptions& options, const Error& error) {
    const auto pair = Connected(options);
    AskForCertificate(*pair);
    pair->Settle();
    EXPECT_EQ(pair->server_error, error);
    EXPECT_EQ(pair->client_error, Received(error.alert));
    EXPECT_EQ(pair->server.certificate_request_status(), CertificateRequestStatus::kPending);
    std::uint8_t byte = 0;
    EXPECT_EQ(ErrorOf(pair->server.Write({&byte, 1})), error);
  }
  static void ExpectBadCertificateRefused(const Certificate& certificate, const Error& error) {
    for (const ClientAuth mode : kModes) {
      SCOPED_TRACE(static_cast<int>(mode));
      ExpectRefused(WithPostHandshakeAuth(mode, &certificate), error);
    }
  }
};
OMNITLS_FOR_ALL_PAIRS(PostHandshakeAuthTest);

#define OMNITLS_NEED_POST_HANDSHAKE_AUTH() \
  if (!can_ask()) GTEST_SKIP() << "TLS 1.2 and mbedTLS have no authentication after the handshake"

TEST_P(PostHandshakeAuthTest, AGoodCertificateIsAccepted) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  for (const ClientAuth mode : kModes) {
    for (const KeyType key : {KeyType::kEcdsaP256, KeyType::kEcdsaP384, KeyType::kRsa2048}) {
      const auto pair = Connected(WithPostHandshakeAuth(mode, &Client(key)));
      AskForCertificate(*pair);
      pair->Settle();
      ExpectAnswered(*pair, &Client(key));
    }
  }
}

TEST_P(PostHandshakeAuthTest, ARequestedCertificateMayBeMissing) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  const auto pair = Connected(WithPostHandshakeAuth(ClientAuth::kRequest, nullptr));
  AskForCertificate(*pair);
  pair->Settle();
  ExpectAnswered(*pair, nullptr);
}

TEST_P(PostHandshakeAuthTest, ARequiredCertificateMustNotBeMissing) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  ExpectRefused(WithPostHandshakeAuth(ClientAuth::kRequire, nullptr),
                BadPeer(Detail::kCertificateMissing, Alert::kCertificateRequired));
}

TEST_P(PostHandshakeAuthTest, AnUnknownIssuerIsRefused) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  ExpectBadCertificateRefused(Issue(ClientSpec(), &OtherRoot()),
                              BadPeer(Detail::kUnknownIssuer, Alert::kUnknownCa));
}

TEST_P(PostHandshakeAuthTest, AnExpiredCertificateIsRefused) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  CertificateSpec spec = ClientSpec();
  spec.not_after_seconds = -60;
  ExpectBadCertificateRefused(Issue(spec, &Root()),
                              BadPeer(Detail::kExpired, Alert::kCertificateExpired));
}

TEST_P(PostHandshakeAuthTest, AServersCertificateIsRefused) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  ExpectBadCertificateRefused(Server(),
                              BadPeer(Detail::kBadPurpose, Alert::kUnsupportedCertificate));
}

TEST_P(PostHandshakeAuthTest, TheServersErrorNamesTheClient) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  const Certificate client = Issue(ClientSpec(), &OtherRoot());
  const auto pair = Connected(WithPostHandshakeAuth(ClientAuth::kRequire, &client));
  AskForCertificate(*pair);
  pair->Settle();
  EXPECT_NE(Describe(pair->server).find("client.test"), std::string::npos);
  EXPECT_TRUE(ToString(pair->server.peer_certificate()) == client.der) << "as after a handshake";
}

// --- in the midst of other things

TEST_P(PostHandshakeAuthTest, DataFlowsWhileTheAnswerIsAwaited) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  const auto pair = Connected();
  AskForCertificate(*pair);
  for (int i = 0; i < 3; ++i) {
    // The client does not read.
    ASSERT_TRUE(pair->client.Write(AsBytes("to the server")));
    EXPECT_EQ(ReadOnce(pair->server), "to the server");
    ASSERT_TRUE(pair->server.Write(AsBytes("x")));
    EXPECT_EQ(pair->server.certificate_request_status(), CertificateRequestStatus::kPending);
  }
  ASSERT_TRUE(pair->client.Write(AsBytes("before")));
  EXPECT_EQ(ReadOnce(pair->client), "x");
  ASSERT_TRUE(pair->client.Write(AsBytes("behind")));
  EXPECT_EQ(ReadOnce(pair->server), "before");
  EXPECT_EQ(pair->server.certificate_request_status(), CertificateRequestStatus::kPending);
  // The same Read that gives data takes up the answer before it.
  EXPECT_EQ(ReadOnce(pair->server), "behind");
  EXPECT_EQ(pair->server.certificate_request_status(), CertificateRequestStatus::kAnswered);
  EXPECT_TRUE(ToString(pair->server.peer_certificate()) == Client().der);
  pair->Settle();
  ExpectAnswered(*pair);
}

TEST_P(PostHandshakeAuthTest, LongDataFlowsBothWays) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  const auto pair = Connected();
  const std::string there(60000, 't');
  const std::string back(50000, 'b');
  ASSERT_EQ(pair->client.Write(AsBytes(there))->bytes, there.size());
  ASSERT_EQ(pair->server.Write(AsBytes(back))->bytes, back.size());
  AskForCertificate(*pair);
  ASSERT_EQ(pair->client.Write(AsBytes(there))->bytes, there.size());
  ASSERT_EQ(pair->server.Write(AsBytes(back))->bytes, back.size());
  pair->Settle();
  EXPECT_TRUE(pair->server_received == there + there);
  EXPECT_TRUE(pair->client_received == back + back);
  ExpectAnswered(*pair);
}

TEST_P(PostHandshakeAuthTest, TheAnswerMayComeByteByByte) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  PairOptions options = WithPostHandshakeAuth();
  options.pipe_capacity = 1;
  const auto pair = Connected(options);
  ASSERT_TRUE(pair->server.RequestClientCertificate());
  pair->Settle();
  ExpectAnswered(*pair);
}

// Between the client's messages nothing is lost that the server writes, and nothing is believed.
TEST_P(PostHandshakeAuthTest, TheServerWritesBetweenTwoPartsOfTheAnswer) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  const auto pair = Connected();
  pair->Settle();
  AskForCertificate(*pair);
  EXPECT_EQ(ReadOnce(pair->client), "want read");
  MemoryPipe::Direction& wire = pair->pipe->to_server();
  const std::string answer(AsText(wire.view()));
  ASSERT_GT(answer.size(), 100u);
  wire.Truncate(0);
  std::string written;
  for (std::size_t at = 0; at < answer.size(); at += 50) {
    EXPECT_EQ(pair->server.certificate_request_status(), CertificateRequestStatus::kPending);
    EXPECT_TRUE(pair->server.peer_chain().empty());
    wire.Write(AsBytes(answer.substr(at, 50)));
    EXPECT_EQ(ReadOnce(pair->server), "want read");
    const std::string word = std::to_string(at) + ",";
    const Result<Progress> put = pair->server.Write(AsBytes(word));
    ASSERT_TRUE(put) << ToString(put.error());
    EXPECT_EQ(put->bytes, word.size());
    written += word;
  }
  pair->Settle();
  EXPECT_EQ(pair->client_received, written);
  ExpectAnswered(*pair);
}

TEST_P(PostHandshakeAuthTest, AClientMayBeAskedAgain) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  const auto pair = Connected();
  for (int i = 0; i < 4; ++i) {
    SCOPED_TRACE(i);
    AskForCertificate(*pair);
    pair->Settle();
    ExpectAnswered(*pair);
  }
}

TEST_P(PostHandshakeAuthTest, ItMayDeclineAgain) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  const auto pair = Connected(WithPostHandshakeAuth(ClientAuth::kRequest, nullptr));
  for (int i = 0; i < 3; ++i) {
    SCOPED_TRACE(i);
    AskForCertificate(*pair);
    pair->Settle();
    ExpectAnswered(*pair, nullptr);
  }
}

TEST_P(PostHandshakeAuthTest, OneRequestAtATime) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  const auto pair = Connected();
  AskForCertificate(*pair);
  EXPECT_EQ(ErrorOf(pair->server.RequestClientCertificate()), Usage(Detail::kNotAvailable));
  pair->Settle();
  ExpectAnswered(*pair);
  AskForCertificate(*pair);
}

TEST_P(PostHandshakeAuthTest, SessionsAreResumedAndTheirClientsAskedAnew) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  PairOptions options = WithPostHandshakeAuth();
  const auto pair = Connected(options);
  AskForCertificate(*pair);
  pair->Settle();
  ExpectAnswered(*pair);
  for (int i = 0; i < 2; ++i) {
    SCOPED_TRACE(i);
    ASSERT_EQ(pair->client.session_readiness(), SessionReadiness::kReady);
    options.session = *pair->client.TakeSession();
    pair->Reconnect(options);
    ExpectResumed(*pair, true);
    EXPECT_TRUE(pair->server.peer_chain().empty()) << "not in this connection";
    EXPECT_EQ(pair->server.certificate_request_status(), CertificateRequestStatus::kNone);
    AskForCertificate(*pair);
    pair->Settle();
    ExpectAnswered(*pair);
    EXPECT_TRUE(pair->client.resumed() && pair->server.resumed());
  }
}

TEST_P(PostHandshakeAuthTest, EarlyDataIsNotInTheWay) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  if (!BothSupport(Feature::kEarlyData)) GTEST_SKIP() << "one of them has no early data";
  PairOptions options = WithPostHandshakeAuth();
  const auto server = options.server;
  options.server = [server](ServerContextBuilder& builder) {
    server(builder);
    builder.MaxEarlyData(100);
  };
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  pair.Reconnect(options);
  ASSERT_TRUE(pair.client.WriteEarlyData(AsBytes("early")));
  ASSERT_TRUE(pair.Handshake());
  EXPECT_EQ(pair.client.early_data_status(), EarlyDataStatus::kAccepted);
  AskForCertificate(pair);
  pair.Settle();
  ExpectAnswered(pair);
}

TEST_P(PostHandshakeAuthTest, KeysMayChangeBeforeBetweenAndAfter) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  const auto pair = Connected();
  constexpr KeyUpdateRequest kBoth = KeyUpdateRequest::kUpdateRequested;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(pair->client.UpdateKeys(kBoth));
    ASSERT_TRUE(pair->server.UpdateKeys());
    AskForCertificate(*pair);
    ASSERT_TRUE(pair->server.UpdateKeys(kBoth));
    ASSERT_TRUE(pair->client.UpdateKeys(kBoth));
    ASSERT_TRUE(pair->client.Write(AsBytes("x")));
    EXPECT_EQ(ReadOnce(pair->server), "x");
    pair->server_received.clear();
    pair->Settle();
    ExpectAnswered(*pair);
    ASSERT_TRUE(pair->client.UpdateKeys(kBoth));
    ASSERT_TRUE(pair->server.UpdateKeys(kBoth));
    ASSERT_TRUE(pair->Echo());
  }
}

// What is kept of the secrets is not what the library needs.
TEST_P(PostHandshakeAuthTest, SecretsAreNotInTheWay) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  PairOptions options = WithPostHandshakeAuth();
  const auto client = options.client;
  const auto server = options.server;
  const auto keep = [](auto& builder) {
    builder.Exporters().SecretExtraction().KeyLog([](void*, std::string_view) {});
  };
  options.client = [&](ClientContextBuilder& builder) { keep(builder), client(builder); };
  options.server = [&](ServerContextBuilder& builder) { keep(builder), server(builder); };
  const auto pair = Connected(options);
  for (int i = 0; i < 2; ++i) {
    AskForCertificate(*pair);
    pair->Settle();
    ExpectAnswered(*pair);
  }
  std::uint8_t ours[20];
  std::uint8_t theirs[20];
  ASSERT_TRUE(pair->client.ExportKeyingMaterial(ours, "EXPERIMENTAL later"));
  ASSERT_TRUE(pair->server.ExportKeyingMaterial(theirs, "EXPERIMENTAL later"));
  EXPECT_TRUE(Equal(ours, theirs));
  TrafficSecrets secrets;
  EXPECT_EQ(ErrorOf(pair->server.ExtractTrafficSecrets(secrets)), Usage(Detail::kNotAvailable));
}

// Its Certificate alone takes several, and comes in pieces.
TEST_P(PostHandshakeAuthTest, AnAnswerInShortRecordsIsPutTogether) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  for (const bool with_secrets : {false, true}) {
    PairOptions options = WithPostHandshakeAuth(ClientAuth::kRequire, &Client(KeyType::kRsa3072));
    const auto client = options.client;
    const auto server = options.server;
    options.client = [&](ClientContextBuilder& builder) {
      client(builder.MaxFragmentLength(512).Exporters(with_secrets));
    };
    options.server = [&](ServerContextBuilder& builder) {
      builder.Exporters(with_secrets);
      server(builder);
    };
    const auto pair = Connected(options);
    pair->Settle();
    AskForCertificate(*pair);
    EXPECT_EQ(ReadOnce(pair->client), "want read");
    MemoryPipe::Direction& wire = pair->pipe->to_server();
    EXPECT_GT(RecordLengths(wire).size(), 3u);
    const std::string answer(AsText(wire.view()));
    wire.Truncate(0);
    for (std::size_t at = 0; at < answer.size(); at += 300) {
      EXPECT_EQ(pair->server.certificate_request_status(), CertificateRequestStatus::kPending);
      wire.Write(AsBytes(answer.substr(at, 300)));
      EXPECT_EQ(ReadOnce(pair->server), "want read");
    }
    ExpectAnswered(*pair, &Client(KeyType::kRsa3072));
  }
}

TEST_P(PostHandshakeAuthTest, PinsCount) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  PairOptions options = WithPostHandshakeAuth();
  const auto server = options.server;
  options.server = [server](ServerContextBuilder& builder) {
    server(builder);
    builder.PinPublicKey(PublicKeyPin(Client(KeyType::kRsa2048)));
  };
  ExpectRefused(options, BadPeer(Detail::kKeyNotPinned, Alert::kBadCertificate));
}

TEST_P(PostHandshakeAuthTest, AClientThatClosesInsteadIsNotAuthenticated) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  const auto pair = Connected();
  AskForCertificate(*pair);
  ASSERT_TRUE(pair->client.SendClose());
  EXPECT_EQ(ReadOnce(pair->server), "closed");
  EXPECT_EQ(pair->server.certificate_request_status(), CertificateRequestStatus::kPending);
  EXPECT_TRUE(pair->server.peer_chain().empty());
  EXPECT_EQ(ErrorOf(pair->server.RequestClientCertificate()), Usage(Detail::kAfterClose));
}

// --- who may not

TEST_P(PostHandshakeAuthTest, IsMisuseWhereItCannotBe) {
  EXPECT_EQ(ErrorOf(Connection().RequestClientCertificate()), Usage(Detail::kEmptyHandle));
  EXPECT_EQ(Connection().certificate_request_status(), CertificateRequestStatus::kNone);
  Pair pair(GetParam());
  EXPECT_EQ(ErrorOf(pair.server.RequestClientCertificate()), Usage(Detail::kBeforeHandshake));
  EXPECT_EQ(ErrorOf(pair.client.RequestClientCertificate()), Usage(Detail::kBeforeHandshake));
  ASSERT_TRUE(pair.Handshake());
  EXPECT_EQ(ErrorOf(pair.client.RequestClientCertificate()), Usage(Detail::kNotAvailable));
  const bool lacks = is_tls13() && !GetParam().server->Supports(Feature::kPostHandshakeAuth);
  EXPECT_EQ(ErrorOf(pair.server.RequestClientCertificate()),
            lacks ? kUnsupported : Usage(Detail::kNotAvailable));
  EXPECT_TRUE(pair.Echo());
}

TEST_P(PostHandshakeAuthTest, AClientThatDoesNotOfferItIsNotAsked) {
  if (!GetParam().server->Supports(Feature::kPostHandshakeAuth) || !is_tls13()) {
    GTEST_SKIP() << "about servers that can ask";
  }
  PairOptions options = WithPostHandshakeAuth();
  options.client = [](ClientContextBuilder&) {};
  const auto pair = Connected(options);
  EXPECT_EQ(ErrorOf(pair->server.RequestClientCertificate()), Usage(Detail::kNotAvailable));
  EXPECT_TRUE(pair->Echo());
}

TEST_P(PostHandshakeAuthTest, AnOfferIsNoObligation) {
  if (!GetParam().client->Supports(Feature::kPostHandshakeAuth) || !is_tls13()) {
    GTEST_SKIP() << "about clients that can be asked";
  }
  PairOptions options = WithPostHandshakeAuth();
  options.server = [](ServerContextBuilder&) {};
  const auto pair = Connected(options);
  EXPECT_FALSE(pair->server.RequestClientCertificate());
  EXPECT_TRUE(pair->Echo());
}

// Both are set, and an older version is agreed on.
TEST_P(PostHandshakeAuthTest, IsMisuseInTls12ThoughBothAllowIt) {
  if (is_tls13() || !BothSupport(Feature::kPostHandshakeAuth)) {
    GTEST_SKIP() << "about TLS 1.2 with libraries that know it in TLS 1.3";
  }
  PairOptions options = WithPostHandshakeAuth();
  const auto client = options.client;
  const auto server = options.server;
  for (const bool old_client : {true, false}) {
    options.client = [&](ClientContextBuilder& builder) {
      if (!old_client) client(builder.MaxVersion(Version::kTls13));
    };
    options.server = [&](ServerContextBuilder& builder) {
      if (old_client) server(builder.MaxVersion(Version::kTls13));
    };
    const auto pair = Connected(options);
    EXPECT_EQ(pair->server.version(), Version::kTls12);
    EXPECT_EQ(ErrorOf(pair->server.RequestClientCertificate()), Usage(Detail::kNotAvailable));
    EXPECT_TRUE(pair->Echo());
  }
}

TEST_P(PostHandshakeAuthTest, IsMisuseAfterThisSideHasClosed) {
  OMNITLS_NEED_POST_HANDSHAKE_AUTH();
  const auto pair = Connected();
  ASSERT_TRUE(pair->server.SendClose());
  EXPECT_EQ(ErrorOf(pair->server.RequestClientCertificate()), Usage(Detail::kAfterClose));
}

// --- contexts

class PostHandshakeSettingsTest : public BackendTest {
 protected:
  template <class Change>
  static std::optional<Error> Client(Change change, Version version = Version::kTls13) {
    PairOptions options;
    options.client = [&](ClientContextBuilder& builder) {
      builder.PostHandshakeAuthentication();
      change(builder);
    };
    return ErrorOf(TryBuildClient({&backend(), &backend(), version}, options));
  }
  template <class Change>
  static std::optional<Error> Server(Change change, Version version = Version::kTls13) {
    PairOptions options;
    options.server = [&](ServerContextBuilder& builder) {
      builder.PostHandshakeAuthentication(ClientAuth::kRequire);
      change(builder);
    };
    return ErrorOf(TryBuildServer({&backend(), &backend(), version}, options));
  }
  static constexpr auto kNothing = [](auto&) {};
  static constexpr auto kCa = [](ServerContextBuilder& builder) { builder.Ca(Root().pem); };
};
OMNITLS_FOR_ALL_BACKENDS(PostHandshakeSettingsTest);

TEST_P(PostHandshakeSettingsTest, NeedTheFeature) {
  const bool can = backend().Supports(Feature::kPostHandshakeAuth);
  const auto expected = can ? std::nullopt : std::optional<Error>(kUnsupported);
  EXPECT_EQ(Client(kNothing), expected);
  EXPECT_EQ(Server(kCa), expected);
  const Without lacking(backend(), Feature::kPostHandshakeAuth);
  const PairParam without{&lacking, &lacking, Version::kTls13};
  EXPECT_EQ(ErrorOf(TryBuildClient(without, WithPostHandshakeAuth())), kUnsupported);
  EXPECT_EQ(ErrorOf(TryBuildServer(without, WithPostHandshakeAuth())), kUnsupported);
  Pair pair(without);
  ASSERT_TRUE(pair.Handshake());
  EXPECT_EQ(ErrorOf(pair.server.RequestClientCertificate()), kUnsupported);
}

TEST_P(PostHandshakeSettingsTest, NeedTls13) {
  EXPECT_EQ(Client(kNothing, Version::kTls12), Config(Detail::kSetting));
  EXPECT_EQ(Server(kCa, Version::kTls12), Config(Detail::kSetting));
}

TEST_P(PostHandshakeSettingsTest, AServerNeedsACa) {
  EXPECT_EQ(Server(kNothing), Config(Detail::kMissingTrustAnchors));
}

TEST_P(PostHandshakeSettingsTest, AServerAsksInTheHandshakeOrAfterIt) {
  for (const ClientAuth mode : kModes) {
    EXPECT_EQ(Server([&](ServerContextBuilder& builder) {
                builder.Ca(Root().pem).ClientAuthentication(mode);
              }),
              Config(Detail::kSetting));
  }
}

TEST_P(PostHandshakeSettingsTest, PreSharedKeysExcludeIt) {
  MemoryPreSharedKeys keys;
  EXPECT_EQ(
      Server([&](ServerContextBuilder& builder) { builder.Ca(Root().pem).PreSharedKeys(&keys); }),
      Config(Detail::kSetting));
  EXPECT_EQ(Client([&](ClientContextBuilder& builder) {
              builder.PreSharedKey(AsBytes("identity"), AsBytes("0123456789abcdef"));
            }),
            Config(Detail::kSetting));
}

TEST_P(PostHandshakeSettingsTest, AClientsExternalKeyCannotSignLater) {
  const Certificate& own = conformance::Client();
  SoftwareSigner signer(own);
  EXPECT_EQ(Client([&](ClientContextBuilder& builder) {
              builder.CertificateChain(own.chain_pem).ExternalKey(&signer);
            }),
            kUnsupported);
}

TEST_P(PostHandshakeSettingsTest, ItIsOffAgain) {
  EXPECT_EQ(
      Client([](ClientContextBuilder& builder) { builder.PostHandshakeAuthentication(false); }),
      std::nullopt);
  EXPECT_EQ(Server([](ServerContextBuilder& builder) {
              builder.PostHandshakeAuthentication(ClientAuth::kNone);
            }),
            std::nullopt);
}

}  // namespace
}  // namespace omnitls::conformance
