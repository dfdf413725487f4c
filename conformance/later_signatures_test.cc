#include <chrono>
#include <thread>

#include "conformance/cases.h"
#include "conformance/software_signer.h"

// Signers that answer later, from another thread or not at all.
namespace omnitls::conformance {
namespace {

using std::chrono::milliseconds;

// What one call of Handshake gives: the word for what it waits for, or the error.
std::string HandshakeOnce(Connection& connection) {
  const Result<Next> next = connection.Handshake();
  if (!next) return ToString(next.error());
  switch (*next) {
    case Next::kReady:
      return "ready";
    case Next::kWantRead:
      return "want read";
    case Next::kWantWrite:
      return "want write";
    case Next::kWantSignature:
      return "want signature";
    case Next::kClosed:
      break;
  }
  return "closed";
}

class LaterSignaturesTest : public PairTest {
 protected:
  static PairOptions ServerOptions(const Certificate& certificate, Signer& signer) {
    PairOptions options;
    options.server_certificate = nullptr;
    options.server = [&certificate, &signer](ServerContextBuilder& builder) {
      builder.CertificateChain(certificate.chain_pem).ExternalKey(&signer, SignerTiming::kLater);
    };
    return options;
  }
  static PairOptions ClientOptions(const Certificate& certificate, Signer& signer) {
    PairOptions options;
    options.client_auth = ClientAuth::kRequire;
    options.client = [&certificate, &signer](ClientContextBuilder& builder) {
      builder.CertificateChain(certificate.chain_pem).ExternalKey(&signer, SignerTiming::kLater);
    };
    return options;
  }

  // Drives both ends until the one that signs waits for its signature.
  static bool ReachSignature(Connection& signing, Connection& other) {
    for (int i = 0; i < 20; ++i) {
      if (HandshakeOnce(signing) == "want signature") return true;
      HandshakeOnce(other);
    }
    return false;
  }

  // Both handshakes to their end, however long the signer takes.
  static bool Finish(Pair& pair) {
    for (int i = 0; i < 5000; ++i) {
      if (pair.Handshake()) return true;
      if (pair.client_error || pair.server_error) return false;
      std::this_thread::sleep_for(milliseconds(1));
    }
    return false;
  }
};

constexpr KeyType kKeys[] = {KeyType::kEcdsaP256, KeyType::kEcdsaP384, KeyType::kRsa2048};

TEST_P(LaterSignaturesTest, AServersSignerAnswersInAnotherThread) {
  for (const KeyType key : kKeys) {
    SCOPED_TRACE(static_cast<int>(key));
    ThreadedSigner signer(Server(key), milliseconds(3));
    Pair pair(GetParam(), ServerOptions(Server(key), signer));
    ASSERT_TRUE(Finish(pair)) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_TRUE(pair.Echo());
    EXPECT_EQ(signer.asked().size(), 1u);
  }
}

TEST_P(LaterSignaturesTest, AClientsSignerAnswersInAnotherThread) {
  for (const KeyType key : kKeys) {
    SCOPED_TRACE(static_cast<int>(key));
    ThreadedSigner signer(Client(key), milliseconds(3));
    Pair pair(GetParam(), ClientOptions(Client(key), signer));
    ASSERT_TRUE(Finish(pair)) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_TRUE(pair.Echo());
    EXPECT_EQ(ToString(pair.server.peer_certificate()), Client(key).der);
  }
}

TEST_P(LaterSignaturesTest, HandshakeSaysWhatItWaitsForAndAsksOnce) {
  HoldingSigner signer(Server());
  Pair pair(GetParam(), ServerOptions(Server(), signer));
  ASSERT_TRUE(ReachSignature(pair.server, pair.client));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(HandshakeOnce(pair.server), "want signature");
  EXPECT_EQ(signer.held(), 1u);
  EXPECT_FALSE(pair.server.handshake_done());
  signer.AnswerOne();
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_TRUE(pair.Echo());
  EXPECT_EQ(signer.asked().size(), 1u);
}

TEST_P(LaterSignaturesTest, ASignerMayAlsoAnswerAtOnce) {
  SoftwareSigner signer(Server());
  Pair pair(GetParam(), ServerOptions(Server(), signer));
  ASSERT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.Echo());
}

TEST_P(LaterSignaturesTest, OtherCallsAnswerAsBeforeTheHandshake) {
  HoldingSigner signer(Server());
  Pair pair(GetParam(), ServerOptions(Server(), signer));
  ASSERT_TRUE(ReachSignature(pair.server, pair.client));
  std::uint8_t byte = 0;
  EXPECT_EQ(ErrorOf(pair.server.Read({&byte, 1})), Usage(Detail::kBeforeHandshake));
  EXPECT_EQ(ErrorOf(pair.server.Write({&byte, 1})), Usage(Detail::kBeforeHandshake));
  EXPECT_EQ(ErrorOf(pair.server.SendClose()), Usage(Detail::kBeforeHandshake));
  EXPECT_FALSE(pair.server.can_write_half_rtt());
  EXPECT_EQ(pair.server.version(), Version::kNone);
  signer.AnswerOne();
  EXPECT_TRUE(pair.Handshake());
}

TEST_P(LaterSignaturesTest, ManyConnectionsWaitAtOnceAndGoOnInAnyOrder) {
  HoldingSigner signer(Server());
  const PairOptions options = ServerOptions(Server(), signer);
  const ClientContext client = BuildClient(GetParam(), options);
  const ServerContext server = BuildServer(GetParam(), options);
  std::vector<std::unique_ptr<Pair>> pairs;
  for (int i = 0; i < 4; ++i) {
    pairs.push_back(std::make_unique<Pair>(client, server, options));
    ASSERT_TRUE(ReachSignature(pairs.back()->server, pairs.back()->client));
  }
  ASSERT_EQ(signer.held(), 4u);
  std::vector<SignatureReply> replies;
  while (signer.held() > 0) replies.push_back(signer.Take());
  for (const std::size_t i : {2u, 0u, 3u, 1u}) {
    EXPECT_EQ(HandshakeOnce(pairs[i]->server), "want signature");
    replies[i].Done(AsBytes(Sign(Server(), replies[i].request())));
    ASSERT_TRUE(pairs[i]->Handshake());
    EXPECT_TRUE(pairs[i]->Echo());
  }
}

TEST_P(LaterSignaturesTest, AConnectionGoesOnInAnotherThread) {
  HoldingSigner signer(Server(KeyType::kRsa2048));
  Pair pair(GetParam(), ServerOptions(Server(KeyType::kRsa2048), signer));
  ASSERT_TRUE(ReachSignature(pair.server, pair.client));
  signer.AnswerOne();
  bool done = false;
  std::thread([&] { done = pair.Handshake() && pair.Echo(); }).join();
  EXPECT_TRUE(done) << ToString(pair.client_error) << ToString(pair.server_error);
}

TEST_P(LaterSignaturesTest, ErrorsOfTheOtherThreadAreNotTheConnections) {
  HoldingSigner signer(Server());
  Pair pair(GetParam(), ServerOptions(Server(), signer));
  ASSERT_TRUE(ReachSignature(pair.server, pair.client));
  signer.AnswerOne();
  std::string next;
  std::thread([&] {
    LeaveAnError();
    next = HandshakeOnce(pair.server);
  }).join();
  EXPECT_EQ(next, "want read");
  EXPECT_TRUE(pair.Handshake());
}

TEST_P(LaterSignaturesTest, AFailureInAnotherThreadIsToldThere) {
  HoldingSigner signer(Server());
  Pair pair(GetParam(), ServerOptions(Server(), signer));
  ASSERT_TRUE(ReachSignature(pair.server, pair.client));
  signer.Take().Done(AsBytes("no signature"));
  std::thread([&] { EXPECT_FALSE(pair.Handshake()); }).join();
  const Error expected = {ErrorKind::kConfig, Detail::kKeyMismatch, Alert::kInternalError};
  EXPECT_EQ(pair.server_error, expected);
  EXPECT_EQ(pair.client_error, Received(Alert::kInternalError));
}

TEST_P(LaterSignaturesTest, AConnectionMayGoWhileItWaits) {
  HoldingSigner by_server(Server());
  HoldingSigner by_client(Client());
  SignatureReply late;
  {
    Pair pair(GetParam(), ServerOptions(Server(), by_server));
    ASSERT_TRUE(ReachSignature(pair.server, pair.client));
    late = by_server.Take();
    EXPECT_TRUE(late.wanted());
    const std::size_t sent = pair.pipe->to_client().size();
    pair.server = {};
    EXPECT_EQ(pair.pipe->to_client().size(), sent);
  }
  EXPECT_FALSE(late.wanted());
  EXPECT_FALSE(late.request().digest.empty());
  late.Done(AsBytes("nobody looks at this"));
  {
    Pair pair(GetParam(), ClientOptions(Client(), by_client));
    ASSERT_TRUE(ReachSignature(pair.client, pair.server));
  }
  EXPECT_FALSE(by_client.Take().wanted());
}

// The signer has answered, and nobody has looked at it yet.
TEST_P(LaterSignaturesTest, AConnectionMayGoBetweenTheAnswerAndTheNextCall) {
  HoldingSigner signer(Server());
  Pair pair(GetParam(), ServerOptions(Server(), signer));
  ASSERT_TRUE(ReachSignature(pair.server, pair.client));
  signer.AnswerOne();
  pair.server = {};
}

TEST_P(LaterSignaturesTest, FailuresAndSilence) {
  const Error failed = {ErrorKind::kConfig, Detail::kSignerFailed, Alert::kInternalError};
  HoldingSigner signer(Server());
  const PairOptions options = ServerOptions(Server(), signer);
  Pair pair(GetParam(), options);
  ASSERT_TRUE(ReachSignature(pair.server, pair.client));
  signer.Take().Fail(5);
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error, failed);
  EXPECT_EQ(pair.client_error, Received(Alert::kInternalError));
  pair.Reconnect(options);
  ASSERT_TRUE(ReachSignature(pair.server, pair.client));
  signer.Take();  // And forgotten.
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error, failed);
}

OMNITLS_FOR_ALL_PAIRS(LaterSignaturesTest);

}  // namespace
}  // namespace omnitls::conformance
