// Peers that break the rules of authentication after the handshake (RFC 8446, 4.6.2): their
// messages are made by hand, under the keys of a connection.

#include "conformance/post_handshake_auth.h"
#include "conformance/raw_records.h"
#include "conformance/records.h"
#include "omnitls/key_schedule.h"

namespace omnitls::conformance {
namespace {

constexpr int kCertificateRequest = 13;
constexpr int kCertificate = 11;
constexpr int kCertificateVerify = 15;
constexpr int kFinished = 20;

const std::string kContext = "c";

std::string CertificateRequest(const std::string& context) {
  const std::string algorithms = Bytes(13, 2) + Vector(2, Vector(2, Bytes(0x0403, 2)));
  return HandshakeMessage(kCertificateRequest, Vector(1, context) + Vector(2, algorithms));
}

std::string CertificateMessage(const std::string& context, const Certificate* certificate) {
  const std::string list =
      certificate == nullptr ? "" : Vector(3, certificate->der) + Vector(2, "");
  return HandshakeMessage(kCertificate, Vector(1, context) + Vector(3, list));
}

std::string CertificateVerify(const std::string& signature) {
  return HandshakeMessage(kCertificateVerify, Bytes(0x0403, 2) + Vector(2, signature));
}

std::string Finished() { return HandshakeMessage(kFinished, std::string(32, 'f')); }

template <class Builder>
void Common(Builder& builder) {
  builder.Tls13CipherSuites("TLS_AES_128_GCM_SHA256");
}

// --- servers that ask whom they may not ask

class RogueServerTest : public PairTest {
 protected:
  // Connects, and lets the server send `message`; what the client's Read gives then.
  static std::string After(PairOptions options, const std::string& message,
                           std::string* answer = nullptr) {
    const auto client = options.client;
    options.client = [client](ClientContextBuilder& builder) { Common(builder), client(builder); };
    options.server = [](ServerContextBuilder& builder) {
      Common(builder), builder.SecretExtraction();
    };
    Pair pair(GetParam(), options);
    EXPECT_TRUE(pair.Handshake());
    TrafficSecrets secrets;
    EXPECT_TRUE(pair.server.ExtractTrafficSecrets(secrets));
    const auto records = [](const TrafficKeys& keys) {
      return RawRecords(ToString(keys.key()), ToString(keys.iv()), keys.sequence_number());
    };
    pair.pipe->to_client().Write(
        AsBytes(records(secrets.write).Seal(ContentType::kHandshake, message)));
    const std::string read = ReadOnce(pair.client);
    std::string wire(AsText(pair.pipe->to_server().view()));
    std::string first = wire.empty() ? "" : records(secrets.read).Open(wire);
    if (answer != nullptr) *answer = first;
    return read;
  }
  static std::string AlertRecord(Alert alert) {
    return Bytes(2, 1) + Bytes(static_cast<std::uint8_t>(alert), 1) +
           static_cast<char>(ContentType::kAlert);
  }
};
OMNITLS_FOR_ALL_PAIRS(RogueServerTest);

TEST_P(RogueServerTest, AClientThatDoesNotOfferItAnswersUnexpectedMessage) {
  if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 has no authentication after the handshake";
  PairOptions options;
  options.client_certificate = &Client();
  std::string answer;
  EXPECT_EQ(After(options, CertificateRequest(kContext), &answer),
            "[" + ToString(Protocol(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage)) + "]");
  EXPECT_EQ(answer, AlertRecord(Alert::kUnexpectedMessage));
}

// So the message above was a good one.
TEST_P(RogueServerTest, AClientThatOffersItAnswersTheSameWithACertificate) {
  if (!is_tls13() || !GetParam().client->Supports(Feature::kPostHandshakeAuth)) {
    GTEST_SKIP() << "about clients that can be asked";
  }
  std::string answer;
  EXPECT_EQ(After(WithPostHandshakeAuth(), CertificateRequest(kContext), &answer), "want read");
  EXPECT_EQ(answer,
            CertificateMessage(kContext, &Client()) + static_cast<char>(ContentType::kHandshake));
}

TEST_P(RogueServerTest, MalformedRequestsEndTheConnection) {
  if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 has no authentication after the handshake";
  if (!GetParam().client->Supports(Feature::kPostHandshakeAuth)) {
    GTEST_SKIP() << "about clients that can be asked";
  }
  const std::string good = CertificateRequest(kContext).substr(4);
  for (std::size_t size = 0; size < good.size(); ++size) {
    const std::string message = HandshakeMessage(kCertificateRequest, good.substr(0, size));
    const std::string read = After(WithPostHandshakeAuth(), message);
    EXPECT_EQ(read.substr(0, 9), "[protocol") << size << ": " << read;
  }
}

// --- clients that answer what is no answer

class RogueClientTest : public PairTest {
 protected:
  void SetUp() override {
    if (!is_tls13() || !BothSupport(Feature::kPostHandshakeAuth)) {
      GTEST_SKIP() << "TLS 1.2 and mbedTLS have no authentication after the handshake";
    }
    Connect(ClientAuth::kRequire);
  }
  void Connect(ClientAuth mode) {
    PairOptions options = WithPostHandshakeAuth(mode);
    const auto client = options.client;
    options.client = [&](ClientContextBuilder& builder) {
      Common(builder);
      client(builder);
      builder.KeyLog(KeepSecrets, this);
    };
    pair_ = std::make_unique<Pair>(GetParam(), options);
    ASSERT_TRUE(pair_->Handshake());
    pair_->Settle();
    sent_ = 0;
  }
  void Resume() {
    PairOptions options;
    options.session = *pair_->client.TakeSession();
    pair_->Reconnect(options);
    ASSERT_TRUE(pair_->Handshake());
    ASSERT_TRUE(pair_->server.resumed());
    pair_->Settle();
  }
  // The server asks; what it asks with.
  std::string Ask() {
    EXPECT_TRUE(pair_->server.RequestClientCertificate());
    // It need not be read: both libraries count or choose at random, so it is looked up.
    std::string wire(AsText(pair_->pipe->to_client().view()));
    for (std::uint64_t sequence = 0; sequence < 20; ++sequence) {
      std::string copy = wire;
      const std::string message = Records("SERVER_TRAFFIC_SECRET_0", sequence).Open(copy);
      if (message.empty() || message[0] != kCertificateRequest) continue;
      return message.substr(5, static_cast<std::uint8_t>(message[4]));
    }
    ADD_FAILURE() << "no CertificateRequest";
    return "";
  }
  // The client answers as it should.
  void AnswerWell() {
    EXPECT_EQ(ReadOnce(pair_->client), "want read");
    sent_ += RecordLengths(pair_->pipe->to_server()).size();
    pair_->Settle();
    ExpectAccepted();
  }
  void ExpectAccepted() {
    EXPECT_EQ(pair_->server.certificate_request_status(), CertificateRequestStatus::kAnswered);
  }
  // What the server's Read gives after these messages of the client, each in its record.
  std::string After(std::initializer_list<std::string> messages) {
    RawRecords records = Records("CLIENT_TRAFFIC_SECRET_0", sent_);
    for (const std::string& message : messages) {
      pair_->pipe->to_server().Write(AsBytes(records.Seal(ContentType::kHandshake, message)));
    }
    return ReadOnce(pair_->server);
  }
  static std::string Refusal(Detail detail, Alert alert) {
    return "[" + ToString(Protocol(detail, alert)) + "]";
  }
  static std::string Unexpected() {
    return Refusal(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
  }

 private:
  static void KeepSecrets(void* self, std::string_view line) {
    static_cast<RogueClientTest*>(self)->log_ += std::string(line) + "\n";
  }
  RawRecords Records(const std::string& label, std::uint64_t sequence) const {
    const std::size_t start = log_.rfind(label);
    const std::string line = log_.substr(start, log_.find('\n', start) - start);
    const std::string hex = line.substr(line.rfind(' ') + 1);
    std::string secret;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
      secret += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    const internal::KeySchedule keys(*GetParam().client, HashAlgorithm::kSha256);
    std::uint8_t key[16];
    std::uint8_t iv[12];
    EXPECT_TRUE(keys.ExpandLabel(AsBytes(secret), "key", {}, key) &&
                keys.ExpandLabel(AsBytes(secret), "iv", {}, iv));
    return {ToString(ByteView(key)), ToString(ByteView(iv)), sequence};
  }

  std::string log_;
  std::uint64_t sent_ = 0;  // Records by the client since its handshake.

 protected:
  std::unique_ptr<Pair> pair_;
};
OMNITLS_FOR_ALL_PAIRS(RogueClientTest);

TEST_P(RogueClientTest, ACertificateThatNobodyAskedForIsRefused) {
  EXPECT_EQ(After({CertificateMessage("", &Client())}), Unexpected());
}

TEST_P(RogueClientTest, ItIsStillRefusedAfterAnAnswer) {
  const std::string context = Ask();
  AnswerWell();
  EXPECT_EQ(After({CertificateMessage(context, &Client())}), Unexpected());
}

TEST_P(RogueClientTest, AnAnswerToAnotherRequestIsRefused) {
  const std::string context = Ask();
  EXPECT_EQ(After({CertificateMessage(context + "x", &Client())}),
            Refusal(Detail::kDecodeError, Alert::kDecodeError));
}

// A certificate is no secret; who shows it has to prove that it has the key.
TEST_P(RogueClientTest, ACertificateWithoutASignatureIsRefused) {
  EXPECT_EQ(After({CertificateMessage(Ask(), &Client()), Finished()}), Unexpected());
}

TEST_P(RogueClientTest, AlsoOfAClientThatHasAnsweredBefore) {
  (void)Ask();
  AnswerWell();
  EXPECT_EQ(After({CertificateMessage(Ask(), &Client()), Finished()}), Unexpected());
}

TEST_P(RogueClientTest, AWrongSignatureIsRefused) {
  EXPECT_EQ(After({CertificateMessage(Ask(), &Client()), CertificateVerify("signature")}),
            Refusal(Detail::kDecryptError, Alert::kDecryptError));
}

TEST_P(RogueClientTest, FinishedAloneIsNoAnswer) {
  Connect(ClientAuth::kRequest);
  (void)Ask();
  EXPECT_EQ(After({Finished()}), Unexpected());
}

TEST_P(RogueClientTest, NorWhereASessionWasResumed) {
  Connect(ClientAuth::kRequest);
  Resume();
  (void)Ask();
  EXPECT_EQ(After({Finished()}), Unexpected());
}

TEST_P(RogueClientTest, ACertificateWithoutASignatureIsRefusedThere) {
  Resume();
  EXPECT_EQ(After({CertificateMessage(Ask(), &Client()), Finished()}), Unexpected());
}

TEST_P(RogueClientTest, AWrongFinishedIsRefused) {
  Connect(ClientAuth::kRequest);
  EXPECT_EQ(After({CertificateMessage(Ask(), nullptr), Finished()}),
            Refusal(Detail::kDecryptError, Alert::kDecryptError));
}

}  // namespace
}  // namespace omnitls::conformance
