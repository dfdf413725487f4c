// Somebody else goes on with a connection: what this side would have read is opened, and what it
// would have written is sealed, by OpenSSL's ciphers and nothing but the secrets.

#include <openssl/evp.h>

#include "conformance/cases.h"
#include "conformance/records.h"
#include "conformance/sessions.h"

namespace omnitls::conformance {
namespace {

constexpr char kData = 23;

const EVP_CIPHER* CipherOf(CipherSuite suite) {
  const std::string_view name = CipherSuiteName(suite);
  if (name.find("CHACHA20") != name.npos) return EVP_chacha20_poly1305();
  if (name.find("CCM") != name.npos) return EVP_aes_128_ccm();
  return name.find("AES_256") != name.npos ? EVP_aes_256_gcm() : EVP_aes_128_gcm();
}

std::string Number(std::uint64_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i));
  return text;
}

// One direction of a connection, outside of it.
class Records {
 public:
  Records(const TrafficSecrets& secrets, const TrafficKeys& keys)
      : tls13_(secrets.version == Version::kTls13),
        cipher_(CipherOf(secrets.cipher_suite)),
        key_(AsText(keys.key())),
        iv_(AsText(keys.iv())),
        sequence_(keys.sequence_number()) {
    tag_ = CipherSuiteName(secrets.cipher_suite).find("CCM_8") != std::string_view::npos ? 8 : 16;
    explicit_ = !tls13_ && cipher_ != EVP_chacha20_poly1305();
    EXPECT_EQ(key_.size(), static_cast<std::size_t>(EVP_CIPHER_key_length(cipher_)));
  }

  std::string Seal(const std::string& data) {
    const std::string text = tls13_ ? data + kData : data;
    const std::string nonce = Nonce();
    const std::size_t body = text.size() + tag_;
    const std::string prefix = explicit_ ? nonce.substr(4) : "";
    const std::string header = kData + Number(0x0303, 2) + Number(prefix.size() + body, 2);
    const std::string sealed = Crypt(true, nonce, Aad(header, data.size()), text, nullptr);
    Next();
    return header + prefix + sealed;
  }

  // Opens one record, which is taken off; "?" if it cannot be.
  std::string Open(std::string& wire) {
    if (wire.size() < 5) return "?";
    const std::string header = wire.substr(0, 5);
    const std::size_t length =
        static_cast<std::uint8_t>(header[3]) << 8 | static_cast<std::uint8_t>(header[4]);
    std::string body = wire.substr(5, length);
    wire.erase(0, 5 + length);
    std::string nonce = Nonce();
    if (explicit_) {
      nonce = iv_.substr(0, 4) + body.substr(0, 8);
      body.erase(0, 8);
    }
    std::string tag = body.substr(body.size() - tag_);
    body.resize(body.size() - tag_);
    std::string text = Crypt(false, nonce, Aad(header, body.size()), body, &tag);
    Next();
    if (!tls13_ || text == "?") return header[0] == kData ? text : "not data";
    while (!text.empty() && text.back() == '\0') text.pop_back();
    if (text.empty() || text.back() != kData) return "not data";
    text.pop_back();
    return text;
  }

 private:
  std::string Nonce() const {
    if (explicit_) return iv_;
    std::string nonce = iv_;
    const std::string sequence = Number(sequence_, 8);
    for (int i = 0; i < 8; ++i) nonce[4 + i] = static_cast<char>(nonce[4 + i] ^ sequence[i]);
    return nonce;
  }
  std::string Aad(const std::string& header, std::size_t size) const {
    return tls13_ ? header : Number(sequence_, 8) + header.substr(0, 3) + Number(size, 2);
  }
  void Next() {
    ++sequence_;
    if (!explicit_) return;
    for (int i = 11; i >= 4 && ++iv_[i] == 0; --i) {
    }
  }
  std::string Crypt(bool seal, const std::string& nonce, const std::string& aad,
                    const std::string& text, std::string* tag) const {
    const auto bytes = [](const std::string& s) {
      return reinterpret_cast<const unsigned char*>(s.data());
    };
    EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
    std::string out(text.size() + tag_, '\0');
    auto* const to = reinterpret_cast<unsigned char*>(out.data());
    int size = 0;
    const bool ccm = cipher_ == EVP_aes_128_ccm();  // Wants to know all lengths first.
    const int tag_size = static_cast<int>(tag_);
    EVP_CipherInit_ex(context, cipher_, nullptr, nullptr, nullptr, seal);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, 12, nullptr);
    if (ccm || !seal) {
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_size, seal ? nullptr : tag->data());
    }
    EVP_CipherInit_ex(context, nullptr, nullptr, bytes(key_), bytes(nonce), seal);
    if (ccm) EVP_CipherUpdate(context, nullptr, &size, nullptr, static_cast<int>(text.size()));
    EVP_CipherUpdate(context, nullptr, &size, bytes(aad), static_cast<int>(aad.size()));
    bool good =
        EVP_CipherUpdate(context, to, &size, bytes(text), static_cast<int>(text.size())) == 1;
    if (!ccm) good = good && EVP_CipherFinal_ex(context, to + size, &size) == 1;
    if (seal) EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_size, to + text.size());
    EVP_CIPHER_CTX_free(context);
    if (!good) return "?";
    out.resize(text.size() + (seal ? tag_ : 0));
    return out;
  }

  bool tls13_;
  bool explicit_;
  std::size_t tag_;
  const EVP_CIPHER* cipher_;
  std::string key_;
  std::string iv_;
  std::uint64_t sequence_;
};

class TrafficSecretsTest : public PairTest {
 protected:
  static PairOptions WithExtraction(std::string_view suite = {}) {
    PairOptions options;
    const auto set = [suite](auto& builder) {
      builder.SecretExtraction();
      if (suite.empty()) return;
      is_tls13() ? builder.Tls13CipherSuites(suite) : builder.Tls12CipherSuites(suite);
    };
    options.client = set;
    options.server = set;
    return options;
  }
  static std::string TakeWire(MemoryPipe::Direction& direction) {
    const std::string wire(AsText(direction.view()));
    direction.Truncate(0);
    return wire;
  }
  // The peer has read its tickets or not; one end is taken over, and data goes both ways.
  static void ExpectTakenOver(Pair& pair, bool client) {
    SCOPED_TRACE(client ? "client" : "server");
    Connection& taken = client ? pair.client : pair.server;
    Connection& peer = client ? pair.server : pair.client;
    MemoryPipe::Direction& in = client ? pair.pipe->to_client() : pair.pipe->to_server();
    MemoryPipe::Direction& out = client ? pair.pipe->to_server() : pair.pipe->to_client();
    TrafficSecrets secrets;
    const Result<void> extracted = taken.ExtractTrafficSecrets(secrets);
    ASSERT_TRUE(extracted) << ToString(extracted.error());
    EXPECT_EQ(secrets.version, version());
    EXPECT_EQ(secrets.cipher_suite, peer.cipher_suite());
    Records reader(secrets, secrets.read);
    Records writer(secrets, secrets.write);
    // A server's tickets.
    std::string waiting = TakeWire(in);
    while (!waiting.empty()) EXPECT_EQ(reader.Open(waiting), "not data");
    for (int i = 0; i < 3; ++i) {
      const std::string there = "there " + std::to_string(i);
      const std::string back = "back " + std::to_string(i);
      EXPECT_TRUE(peer.Write(AsBytes(there)));
      std::string wire = TakeWire(in);
      EXPECT_EQ(reader.Open(wire), there);
      EXPECT_EQ(wire, "");
      out.Write(AsBytes(writer.Seal(back)));
      EXPECT_EQ(ReadOnce(peer), back);
    }
  }
};
OMNITLS_FOR_ALL_PAIRS(TrafficSecretsTest);

TEST_P(TrafficSecretsTest, SomebodyElseGoesOnWithEverySuite) {
  for (const std::string_view suite :
       {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_SHA256",
        "TLS_AES_128_CCM_8_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"}) {
    const CipherSuiteInfo& info = *FindCipherSuite(suite);
    if (info.version != version() || !BothSupport(info.id)) continue;
    SCOPED_TRACE(suite);
    for (const bool client : {true, false}) {
      Pair pair(GetParam(), WithExtraction(suite));
      ASSERT_TRUE(pair.Handshake());
      ExpectTakenOver(pair, client);
    }
  }
}

TEST_P(TrafficSecretsTest, SoTheyDoAfterResumption) {
  for (const bool client : {true, false}) {
    Pair pair(GetParam(), WithExtraction());
    PairOptions options;
    options.session = FirstSession(pair);
    pair.Reconnect(options);
    ASSERT_TRUE(pair.Handshake());
    ASSERT_TRUE(pair.client.resumed());
    ExpectTakenOver(pair, client);
  }
}

// The library's Finished message took one nonce; which one is its own affair (RFC 5288, 3).
TEST_P(TrafficSecretsTest, NoNonceIsUsedTwice) {
  if (is_tls13()) GTEST_SKIP() << "TLS 1.3 has no nonces on the wire";
  for (int i = 0; i < 4; ++i) {
    const bool client = i % 2 == 0;
    const bool resumed = i >= 2;
    SCOPED_TRACE(std::string(client ? "client" : "server") + (resumed ? ", resumed" : ""));
    Pair pair(GetParam(), WithExtraction("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"));
    if (resumed) {
      PairOptions options;
      options.session = FirstSession(pair);
      pair.Reconnect(options);
    }
    std::string wire;
    const auto step = [&](Connection& connection, MemoryPipe::Direction& out, bool watched) {
      const std::uint64_t before = out.total;
      ASSERT_TRUE(connection.Handshake());
      if (watched) wire += AsText(out.view().last(out.total - before));
    };
    while (!pair.client.handshake_done() || !pair.server.handshake_done()) {
      ASSERT_NO_FATAL_FAILURE(step(pair.client, pair.pipe->to_server(), client));
      ASSERT_NO_FATAL_FAILURE(step(pair.server, pair.pipe->to_client(), !client));
    }
    ASSERT_EQ(pair.client.resumed(), resumed);
    TrafficSecrets secrets;
    ASSERT_TRUE((client ? pair.client : pair.server).ExtractTrafficSecrets(secrets));
    const std::string change_cipher_spec("\x14\x03\x03\0\x01\x01", 6);
    const std::size_t at = wire.find(change_cipher_spec);
    ASSERT_NE(at, wire.npos);
    std::string taken = wire.substr(at + 6 + 5, 8);  // After the header of Finished.
    const std::string next = ToString(secrets.write.iv().last(8));
    EXPECT_NE(next, taken);
    for (int byte = 7; byte >= 0 && ++taken[byte] == 0; --byte) {
    }
    EXPECT_EQ(next, taken);
  }
}

TEST_P(TrafficSecretsTest, AServersTicketsAreCounted) {
  if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 has no tickets after the handshake";
  for (const std::uint32_t tickets : {1u, 2u, 5u}) {
    PairOptions options = WithExtraction();
    options.server = [=](ServerContextBuilder& builder) {
      builder.SecretExtraction().SessionTickets(tickets);
    };
    Pair pair(GetParam(), options);
    ASSERT_TRUE(pair.Handshake());
    ExpectTakenOver(pair, false);
  }
  PairOptions options = WithExtraction();
  options.server = [](ServerContextBuilder& builder) {
    builder.SecretExtraction().SessionCache(SessionCacheMode::kOff);
  };
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  ExpectTakenOver(pair, false);
}

TEST_P(TrafficSecretsTest, HoweverSlowTheTransportIs) {
  for (const bool client : {true, false}) {
    PairOptions options = WithExtraction();
    options.pipe_capacity = 1;
    Pair pair(GetParam(), options);
    ASSERT_TRUE(pair.Handshake());
    pair.pipe->to_client().capacity = pair.pipe->to_server().capacity = MemoryPipe::kUnlimited;
    EXPECT_EQ(*pair.client.Flush(), Next::kReady);
    EXPECT_EQ(*pair.server.Flush(), Next::kReady);
    ExpectTakenOver(pair, client);
  }
}

TEST_P(TrafficSecretsTest, WithClientCertificates) {
  PairOptions options = WithExtraction();
  options.client_certificate = &Client();
  options.client_auth = ClientAuth::kRequire;
  for (const bool client : {true, false}) {
    Pair pair(GetParam(), options);
    ASSERT_TRUE(pair.Handshake());
    ExpectTakenOver(pair, client);
  }
}

TEST_P(TrafficSecretsTest, TheConnectionEndsWithoutAWord) {
  Pair pair(GetParam(), WithExtraction());
  ASSERT_TRUE(pair.Handshake());
  const std::uint64_t sent = pair.pipe->to_server().total;
  TrafficSecrets secrets;
  ASSERT_TRUE(pair.client.ExtractTrafficSecrets(secrets));
  const Error gone = Usage(Detail::kNotAvailable);
  EXPECT_EQ(ErrorOf(pair.client.ExtractTrafficSecrets(secrets)), gone);
  EXPECT_EQ(ErrorOf(pair.client.Write(AsBytes("data"))), gone);
  EXPECT_EQ(ErrorOf(pair.client.SendClose()), gone);
  EXPECT_EQ(ErrorOf(pair.client.Handshake()), gone);
  EXPECT_EQ(ErrorOf(pair.client.UpdateKeys()), gone);
  EXPECT_EQ(ReadOnce(pair.client), "[usage/not_available]");
  EXPECT_EQ(pair.client.session_readiness(), SessionReadiness::kNever);
  EXPECT_EQ(pair.client.version(), version());
  EXPECT_EQ(ToString(pair.client.peer_certificate()), Server().der);
  pair.client = Connection();
  EXPECT_EQ(pair.pipe->to_server().total, sent);
}

TEST_P(TrafficSecretsTest, AreMisuseUnlessAskedForAndBeforeTheHandshake) {
  TrafficSecrets secrets;
  EXPECT_EQ(ErrorOf(Connection().ExtractTrafficSecrets(secrets)), Usage(Detail::kEmptyHandle));
  Pair pair(GetParam());
  EXPECT_EQ(ErrorOf(pair.client.ExtractTrafficSecrets(secrets)), Usage(Detail::kBeforeHandshake));
  ASSERT_TRUE(pair.Handshake());
  EXPECT_EQ(ErrorOf(pair.client.ExtractTrafficSecrets(secrets)), Usage(Detail::kNotAvailable));
  EXPECT_EQ(ErrorOf(pair.server.ExtractTrafficSecrets(secrets)), Usage(Detail::kNotAvailable));
  EXPECT_TRUE(secrets.read.key().empty());
  EXPECT_TRUE(pair.Echo());
}

TEST_P(TrafficSecretsTest, AreGoneOnceDataWasReadOrWritten) {
  TrafficSecrets secrets;
  const auto expect_gone = [&](auto&& touch) {
    Pair pair(GetParam(), WithExtraction());
    ASSERT_TRUE(pair.Handshake());
    touch(pair);
    EXPECT_EQ(ErrorOf(pair.client.ExtractTrafficSecrets(secrets)), Usage(Detail::kNotAvailable));
    pair.Settle();
    EXPECT_TRUE(pair.Echo());
  };
  expect_gone([](Pair& pair) { EXPECT_EQ(ReadOnce(pair.client), "want read"); });
  expect_gone([](Pair& pair) { EXPECT_TRUE(pair.client.Write(AsBytes("x"))); });
  expect_gone([](Pair& pair) {
    const ByteView spans[] = {AsBytes("x"), AsBytes("y")};
    EXPECT_TRUE(pair.client.WriteGathered(spans));
  });
  expect_gone([](Pair& pair) {
    if (is_tls13() && BothSupport(Feature::kKeyUpdate)) {
      EXPECT_TRUE(pair.client.UpdateKeys());
    } else {
      EXPECT_EQ(ReadOnce(pair.client), "want read");
    }
  });
  // What was buffered before the handshake was done is data, too.
  PairOptions options = WithExtraction();
  options.client = [](ClientContextBuilder& builder) {
    builder.SecretExtraction().BufferEarlyWrites(100);
  };
  Pair early(GetParam(), options);
  EXPECT_TRUE(early.client.Write(AsBytes("early")));
  ASSERT_TRUE(early.Handshake());
  EXPECT_EQ(ErrorOf(early.client.ExtractTrafficSecrets(secrets)), Usage(Detail::kNotAvailable));
  early.Settle();
  EXPECT_EQ(early.server_received, "early");
  EXPECT_TRUE(early.Echo());
}

TEST_P(TrafficSecretsTest, WaitForTheLastFlightToBeSent) {
  Pair pair(GetParam(), WithExtraction());
  pair.pipe->to_server().capacity = 0;
  for (int i = 0; i < 20 && !pair.client.handshake_done(); ++i) {
    pair.pipe->to_server().capacity = pair.pipe->to_server().total == 0 ? 5000 : 0;
    ASSERT_TRUE(pair.client.Handshake());
    ASSERT_TRUE(pair.server.Handshake());
    // In TLS 1.2 the client's Finished is not the last message.
    if (!is_tls13() && i > 3) {
      pair.pipe->to_server().capacity = 5000;
      ASSERT_TRUE(pair.client.Flush());
    }
  }
  ASSERT_TRUE(pair.client.handshake_done());
  TrafficSecrets secrets;
  if (is_tls13()) {
    EXPECT_EQ(ErrorOf(pair.client.ExtractTrafficSecrets(secrets)), Usage(Detail::kNotAvailable));
  }
  pair.pipe->to_server().capacity = MemoryPipe::kUnlimited;
  EXPECT_EQ(*pair.client.Flush(), Next::kReady);
  for (int i = 0; i < 5 && !pair.server.handshake_done(); ++i) {
    ASSERT_TRUE(pair.server.Handshake());
  }
  ExpectTakenOver(pair, true);
}

TEST_P(TrafficSecretsTest, NotWithSuitesThatAreNoAead) {
  if (is_tls13()) GTEST_SKIP() << "TLS 1.3 has no other suites";
  constexpr std::string_view kCbc = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";
  if (!BothSupport(FindCipherSuite(kCbc)->id)) {
    GTEST_SKIP() << "a library of this pair has no suite with CBC";
  }
  Pair pair(GetParam(), WithExtraction(kCbc));
  ASSERT_TRUE(pair.Handshake());
  TrafficSecrets secrets;
  EXPECT_EQ(ErrorOf(pair.client.ExtractTrafficSecrets(secrets)), Usage(Detail::kNotAvailable));
  EXPECT_TRUE(pair.Echo());
}

}  // namespace
}  // namespace omnitls::conformance
