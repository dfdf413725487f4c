// Exporters and channel bindings against OpenSSL alone: the bytes are what others compute, and a
// peer without the extended master secret (RFC 7627) gets none.

#include "conformance/cases.h"
#include "conformance/raw_peer.h"
#include "omnitls/key_schedule.h"

namespace omnitls::conformance {
namespace {

constexpr std::string_view kLabel = "EXPERIMENTAL-omnitls-test";

RawContext MakeContext(bool server, Version version, std::uint64_t options) {
  RawContext context(SSL_CTX_new(TLS_method()));
  SSL_CTX_set_min_proto_version(context.get(), static_cast<int>(version));
  SSL_CTX_set_max_proto_version(context.get(), static_cast<int>(version));
  SSL_CTX_set_options(context.get(), options);
  if (server) UseCertificate(context.get(), Server());
  return context;
}

class RawExporter {
 public:
  RawExporter(Transport& transport, bool server, Version version, std::uint64_t options)
      : context_(MakeContext(server, version, options)), peer_(transport, context_.get(), server) {}

  bool Handshake() { return peer_.Handshake(); }
  void Write(std::string_view text) { peer_.Write(text); }
  std::string Export(std::optional<std::string_view> context, std::size_t size) {
    std::string out(size, '\0');
    const std::string_view text = context.value_or(std::string_view());
    SSL_export_keying_material(peer_.ssl(), reinterpret_cast<unsigned char*>(out.data()), size,
                               kLabel.data(), kLabel.size(),
                               reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                               context.has_value());
    return out;
  }
  std::string FirstFinished(bool own) {
    std::string out(12, '\0');
    (own ? SSL_get_finished : SSL_get_peer_finished)(peer_.ssl(), out.data(), out.size());
    return out;
  }

 private:
  RawContext context_;
  RawPeer peer_;
};

std::string Export(Connection& connection, std::optional<std::string_view> context,
                   std::size_t size) {
  std::string out(size, '\0');
  std::optional<ByteView> bytes;
  if (context) bytes = AsBytes(*context);
  const Result<void> done = connection.ExportKeyingMaterial(
      {reinterpret_cast<std::uint8_t*>(out.data()), out.size()}, kLabel, bytes);
  return done ? out : "[" + ToString(done.error()) + "]";
}

std::string TlsUnique(Connection& connection) {
  std::uint8_t out[kMaxChannelBinding];
  const Result<std::size_t> done = connection.ChannelBinding(ChannelBindingType::kTlsUnique, out);
  return done ? ToString(ByteView(out, *done)) : "[" + ToString(done.error()) + "]";
}

// Each backend as a client and as a server, with OpenSSL at the other end.
class RawExportersTest : public BackendTest {
 protected:
  void Connect(bool as_client, Version version, std::uint64_t options = 0) {
    const PairParam param{&backend(), &backend(), version};
    PairOptions pair_options;
    pair_options.client = [](ClientContextBuilder& b) { b.Exporters().SecretExtraction(); };
    pair_options.server = [](ServerContextBuilder& b) { b.Exporters(); };
    connection_ = Connection();
    pipe_ = std::make_unique<MemoryPipe>();
    Result<Connection> made =
        as_client ? BuildClient(param, pair_options).Connect(pipe_->client(), "server.test")
                  : BuildServer(param, pair_options).Accept(pipe_->server());
    ASSERT_TRUE(made);
    connection_ = *std::move(made);
    peer_ = std::make_unique<RawExporter>(as_client ? pipe_->server() : pipe_->client(), as_client,
                                          version, options);
    for (int i = 0; i < 5; ++i) {
      const Result<Next> done = connection_.Handshake();
      ASSERT_TRUE(done) << ToString(done.error());
      if (peer_->Handshake() && connection_.handshake_done()) break;
    }
    ASSERT_TRUE(connection_.handshake_done());
  }
  void ExpectData() {
    peer_->Write("data");
    std::string got;
    while ((got = ReadOnce(connection_)) == "want read") {
    }
    EXPECT_EQ(got, "data");
  }

  std::unique_ptr<MemoryPipe> pipe_;
  std::unique_ptr<RawExporter> peer_;
  Connection connection_;
};
OMNITLS_FOR_ALL_BACKENDS(RawExportersTest);

TEST_P(RawExportersTest, TheBytesAreWhatOthersCompute) {
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    for (const bool as_client : {true, false}) {
      SCOPED_TRACE(std::string(VersionName(version)) + (as_client ? " client" : " server"));
      ASSERT_NO_FATAL_FAILURE(Connect(as_client, version));
      for (const std::optional<std::string_view> context :
           {std::optional<std::string_view>(), std::optional<std::string_view>(""),
            std::optional<std::string_view>("some context")}) {
        for (const std::size_t size : {1, 32, 100, 5000}) {
          EXPECT_TRUE(Export(connection_, context, size) == peer_->Export(context, size))
              << size << ", " << context.value_or("none");
        }
      }
      ExpectData();
    }
  }
}

TEST_P(RawExportersTest, TlsUniqueIsWhatOthersSee) {
  if (!backend().Supports(Feature::kTlsUnique)) {
    GTEST_SKIP() << backend().name() << ", as it was built, forgets the Finished messages";
  }
  for (const bool as_client : {true, false}) {
    ASSERT_NO_FATAL_FAILURE(Connect(as_client, Version::kTls12));
    EXPECT_EQ(TlsUnique(connection_), peer_->FirstFinished(/*own=*/!as_client));
  }
}

// RFC 7627, 5.4: a peer in the middle could have made two connections with the same secret.
TEST_P(RawExportersTest, NothingIsExportedWithoutTheExtendedMasterSecret) {
  for (const bool as_client : {true, false}) {
    SCOPED_TRACE(as_client ? "client" : "server");
    ASSERT_NO_FATAL_FAILURE(Connect(as_client, Version::kTls12, SSL_OP_NO_EXTENDED_MASTER_SECRET));
    EXPECT_EQ(Export(connection_, {}, 32), "[usage/not_available]");
    if (backend().Supports(Feature::kTlsUnique)) {
      EXPECT_EQ(TlsUnique(connection_), "[usage/not_available]");
    }
    std::uint8_t out[kMaxChannelBinding];
    EXPECT_EQ(ErrorOf(connection_.ChannelBinding(ChannelBindingType::kTlsExporter, out)),
              Usage(Detail::kNotAvailable));
    EXPECT_TRUE(connection_.ChannelBinding(ChannelBindingType::kTlsServerEndPoint, out));
    ExpectData();
    EXPECT_EQ(Export(connection_, {}, 32), "[usage/not_available]");
  }
}

// --- the derivations themselves, with each backend's hash function

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

using internal::KeySchedule;

class KeyScheduleTest : public BackendTest {
 protected:
  KeySchedule keys_{backend(), HashAlgorithm::kSha256};
  std::uint8_t out_[400] = {};
  std::string out(std::size_t size) { return ToString(ByteView(out_, size)); }
};
OMNITLS_FOR_ALL_BACKENDS(KeyScheduleTest);

// RFC 4231, 4.3 and 4.7.
TEST_P(KeyScheduleTest, Hmac) {
  const std::string_view parts[] = {"what do ya want ", "", "for nothing?"};
  const ByteView views[] = {AsBytes(parts[0]), AsBytes(parts[1]), AsBytes(parts[2])};
  ASSERT_TRUE(keys_.Hmac(AsBytes("Jefe"), views, MutableBytes(out_, 32)));
  EXPECT_EQ(out(32), FromHex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
  const std::string long_key(131, '\xaa');
  const ByteView text = AsBytes("Test Using Larger Than Block-Size Key - Hash Key First");
  ASSERT_TRUE(keys_.Hmac(AsBytes(long_key), {&text, 1}, MutableBytes(out_, 32)));
  EXPECT_EQ(out(32), FromHex("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
}

// RFC 8448, 3: the server's handshake traffic keys.
TEST_P(KeyScheduleTest, ExpandLabel) {
  const std::string secret =
      FromHex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
  ASSERT_TRUE(keys_.ExpandLabel(AsBytes(secret), "key", {}, MutableBytes(out_, 16)));
  EXPECT_EQ(out(16), FromHex("3fce516009c21727d0f2e4e86ee403bc"));
  ASSERT_TRUE(keys_.ExpandLabel(AsBytes(secret), "iv", {}, MutableBytes(out_, 12)));
  EXPECT_EQ(out(12), FromHex("5d313eb2671276ee13000b30"));
}

TEST_P(KeyScheduleTest, TooMuchIsRefused) {
  std::vector<std::uint8_t> long_out(internal::kMaxExpanded + 1);
  const std::string long_label(KeySchedule::kMaxLabel + 1, 'l');
  const std::string long_context(kMaxDigest + 1, 'c');
  EXPECT_FALSE(keys_.ExpandLabel({}, "l", {}, long_out));
  EXPECT_FALSE(keys_.ExpandLabel({}, long_label, {}, MutableBytes(out_, 1)));
  EXPECT_FALSE(keys_.ExpandLabel({}, "l", AsBytes(long_context), MutableBytes(out_, 1)));
  const ByteView many[KeySchedule::kMaxSeedParts + 1] = {};
  EXPECT_FALSE(keys_.Prf({}, "l", many, MutableBytes(out_, 1)));
  const ByteView most[KeySchedule::kMaxSeedParts] = {};
  EXPECT_TRUE(keys_.Prf({}, "l", most, MutableBytes(out_, 1)));
}

// FIPS 180-4's "abc", in three parts.
TEST_P(KeyScheduleTest, Digest) {
  const ByteView parts[] = {AsBytes("a"), AsBytes("b"), AsBytes("c")};
  const std::pair<HashAlgorithm, std::string_view> known[] = {
      {HashAlgorithm::kSha1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
      {HashAlgorithm::kSha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {HashAlgorithm::kSha384,
       "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
       "8086072ba1e7cc2358baeca134c825a7"},
      {HashAlgorithm::kSha512,
       "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
       "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"}};
  for (const auto& [hash, digest] : known) {
    ASSERT_TRUE(backend().Digest(hash, parts, MutableBytes(out_, DigestSize(hash))));
    EXPECT_EQ(out(DigestSize(hash)), FromHex(digest));
  }
}

}  // namespace
}  // namespace omnitls::conformance
