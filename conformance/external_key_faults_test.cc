#include <functional>

#include "conformance/cases.h"
#include "conformance/software_signer.h"

// What a signer may do wrong. Nothing of it may reach the peer, but the alert.
namespace omnitls::conformance {
namespace {

// FaultySigner answers with what a test makes of the request.
class FaultySigner final : public Signer {
 public:
  using Answer = std::function<void(const SignatureRequest&, SignatureReply)>;
  explicit FaultySigner(Answer answer) : answer_(std::move(answer)) {}
  void Sign(const SignatureRequest& request, SignatureReply reply) override {
    ++asked_;
    answer_(request, std::move(reply));
  }
  int asked() const { return asked_; }

 private:
  Answer answer_;
  int asked_ = 0;
};

constexpr Error kNotOurs = {ErrorKind::kConfig, Detail::kKeyMismatch, Alert::kInternalError};
constexpr Error kNoSignature = {ErrorKind::kConfig, Detail::kSignerFailed, Alert::kInternalError};

class ExternalKeyFaultsTest : public PairTest {
 protected:
  static PairOptions ServerOptions(KeyType key, Signer& signer) {
    PairOptions options;
    options.server_certificate = nullptr;
    options.server = [key, &signer](ServerContextBuilder& builder) {
      builder.CertificateChain(Server(key).chain_pem).ExternalKey(&signer);
    };
    return options;
  }
  static PairOptions ClientOptions(KeyType key, Signer& signer) {
    PairOptions options;
    options.client_auth = ClientAuth::kRequire;
    options.client = [key, &signer](ClientContextBuilder& builder) {
      builder.CertificateChain(Client(key).chain_pem).ExternalKey(&signer);
    };
    return options;
  }

  // The fault is found here, on either side and with keys of both kinds; and is final.
  static void Expect(const Error& expected, const FaultySigner::Answer& answer) {
    for (const KeyType key : {KeyType::kEcdsaP256, KeyType::kRsa2048}) {
      SCOPED_TRACE(key == KeyType::kRsa2048 ? "RSA" : "ECDSA");
      FaultySigner signer(answer);
      Pair by_server(GetParam(), ServerOptions(key, signer));
      EXPECT_FALSE(by_server.Handshake());
      EXPECT_EQ(by_server.server_error, expected);
      EXPECT_EQ(by_server.client_error, Received(Alert::kInternalError));
      EXPECT_FALSE(by_server.client.handshake_done());
      EXPECT_EQ(ErrorOf(by_server.server.Handshake()), expected);
      EXPECT_EQ(signer.asked(), 1);
      Pair by_client(GetParam(), ClientOptions(key, signer));
      EXPECT_FALSE(by_client.Handshake());
      EXPECT_EQ(by_client.client_error, expected);
      EXPECT_EQ(by_client.server_error, Received(Alert::kInternalError));
      EXPECT_FALSE(by_client.server.handshake_done());
      EXPECT_EQ(signer.asked(), 2);
    }
  }
};

TEST_P(ExternalKeyFaultsTest, AWrongKeyIsFoundBeforeThePeerFindsIt) {
  // Of the same kind, of the same kind but another size, and of the other kind.
  const struct {
    KeyType certificate;
    const Certificate& signer;
  } kWrong[] = {{KeyType::kEcdsaP256, Client()},
                {KeyType::kEcdsaP384, Server()},
                {KeyType::kRsa3072, Server(KeyType::kRsa2048)},
                {KeyType::kRsa2048, Server(KeyType::kRsa3072)}};
  for (const auto& wrong : kWrong) {
    SCOPED_TRACE(static_cast<int>(wrong.certificate));
    SoftwareSigner signer(wrong.signer);
    Pair pair(GetParam(), ServerOptions(wrong.certificate, signer));
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.server_error, kNotOurs);
    EXPECT_EQ(pair.client_error, Received(Alert::kInternalError));
  }
}

TEST_P(ExternalKeyFaultsTest, ASignatureOfSomethingElse) {
  Expect(kNotOurs, [](const SignatureRequest& request, SignatureReply reply) {
    SignatureRequest changed = request;
    std::string digest = ToString(request.digest);
    digest[0] = static_cast<char>(digest[0] ^ 1);
    changed.digest = AsBytes(digest);
    const bool rsa = FindSignatureScheme(request.scheme)->key == KeyKind::kRsa;
    reply.Done(AsBytes(Sign(Server(rsa ? KeyType::kRsa2048 : KeyType::kEcdsaP256), changed)));
  });
}

TEST_P(ExternalKeyFaultsTest, Garbage) {
  for (const std::size_t size : {1, 64, 72, 256}) {
    SCOPED_TRACE(size);
    Expect(kNotOurs, [size](const SignatureRequest&, SignatureReply reply) {
      reply.Done(AsBytes(std::string(size, '\x30')));
    });
  }
}

TEST_P(ExternalKeyFaultsTest, Nothing) {
  Expect(kNotOurs, [](const SignatureRequest&, SignatureReply reply) { reply.Done({}); });
}

TEST_P(ExternalKeyFaultsTest, TooMuch) {
  for (const std::size_t size : {257, 1025, 20000, 1 << 20}) {
    SCOPED_TRACE(size);
    Expect(kNotOurs, [size](const SignatureRequest&, SignatureReply reply) {
      reply.Done(AsBytes(std::string(size, '\x01')));
    });
  }
}

TEST_P(ExternalKeyFaultsTest, AGoodSignatureWithSomethingBehindIt) {
  Expect(kNotOurs, [](const SignatureRequest& request, SignatureReply reply) {
    const bool rsa = FindSignatureScheme(request.scheme)->key == KeyKind::kRsa;
    const KeyType key = rsa ? KeyType::kRsa2048 : KeyType::kEcdsaP256;
    reply.Done(AsBytes(Sign(Server(key), request) + '\0'));
  });
}

TEST_P(ExternalKeyFaultsTest, Failure) {
  Expect(kNoSignature, [](const SignatureRequest&, SignatureReply reply) { reply.Fail(7); });
}

TEST_P(ExternalKeyFaultsTest, TheSignersCodeIsTold) {
  FaultySigner signer([](const SignatureRequest&, SignatureReply reply) { reply.Fail(0x30); });
  Pair pair(GetParam(), ServerOptions(KeyType::kEcdsaP256, signer));
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error->native, 0x30);
}

TEST_P(ExternalKeyFaultsTest, AReplyThatIsForgotten) {
  Expect(kNoSignature, [](const SignatureRequest&, SignatureReply reply) {
    const SignatureReply forgotten = std::move(reply);
  });
}

// SignerTiming::kAtOnce is a promise.
TEST_P(ExternalKeyFaultsTest, AnAnswerThatIsLateThoughAllWereToBeAtOnce) {
  std::vector<SignatureReply> kept;
  Expect(kNoSignature,
         [&](const SignatureRequest&, SignatureReply reply) { kept.push_back(std::move(reply)); });
  for (SignatureReply& reply : kept) {
    EXPECT_FALSE(reply.wanted());
    reply.Done(AsBytes("nobody looks at this"));
  }
}

// No fault, but a trap: one library keeps its errors by thread.
TEST_P(ExternalKeyFaultsTest, ErrorsThatASignerLeavesBehindAreNotTheConnections) {
  for (const bool by_client : {false, true}) {
    FaultySigner signer([&](const SignatureRequest& request, SignatureReply reply) {
      reply.Done(AsBytes(Sign(by_client ? Client() : Server(), request)));
      LeaveAnError();
    });
    Pair pair(GetParam(), by_client ? ClientOptions(KeyType::kEcdsaP256, signer)
                                    : ServerOptions(KeyType::kEcdsaP256, signer));
    EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_TRUE(pair.Echo());
  }
}

// Within Sign the connection is busy.
TEST_P(ExternalKeyFaultsTest, SignersMustNotCallTheConnection) {
  Connection* connection = nullptr;
  std::optional<Error> answer;
  FaultySigner signer([&](const SignatureRequest& request, SignatureReply reply) {
    answer = ErrorOf(connection->Handshake());
    reply.Done(AsBytes(Sign(Server(), request)));
  });
  Pair pair(GetParam(), ServerOptions(KeyType::kEcdsaP256, signer));
  connection = &pair.server;
  EXPECT_TRUE(pair.Handshake());
  EXPECT_EQ(answer, Usage(Detail::kReentrantCall));
}

OMNITLS_FOR_ALL_PAIRS(ExternalKeyFaultsTest);

TEST(SignatureReplyTest, EmptyRepliesDoNothing) {
  SignatureReply reply;
  EXPECT_FALSE(reply.wanted());
  reply.Fail();
  reply.Done(AsBytes("x"));
  SignatureReply other = std::move(reply);
  other.Fail();
}

}  // namespace
}  // namespace omnitls::conformance
