// Keying material for the program (RFC 5705; RFC 8446, 7.5) and channel bindings (RFC 5929, 9266).

#include "conformance/cases.h"
#include "conformance/psk.h"
#include "conformance/sessions.h"

namespace omnitls::conformance {
namespace {

constexpr std::string_view kLabel = "EXPERIMENTAL-omnitls-test";

// What an export gives, or its error in brackets.
std::string Export(Connection& connection, std::string_view label = kLabel,
                   std::optional<std::string_view> context = std::nullopt, std::size_t size = 32) {
  std::string out(size, '\0');
  std::optional<ByteView> bytes;
  if (context) bytes = AsBytes(*context);
  const Result<void> done = connection.ExportKeyingMaterial(
      {reinterpret_cast<std::uint8_t*>(out.data()), out.size()}, label, bytes);
  return done ? out : "[" + ToString(done.error()) + "]";
}

std::string Bind(Connection& connection, ChannelBindingType type,
                 std::size_t size = kMaxChannelBinding) {
  std::string out(size, '\0');
  const Result<std::size_t> done =
      connection.ChannelBinding(type, {reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return done ? out.substr(0, *done) : "[" + ToString(done.error()) + "]";
}

PairOptions WithExporters() {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.Exporters(); };
  options.server = [](ServerContextBuilder& builder) { builder.Exporters(); };
  return options;
}

const std::string kNotAvailable = "[usage/not_available]";
const std::string kOutOfRange = "[usage/out_of_range]";

class ExportersTest : public PairTest {
 protected:
  static std::unique_ptr<Pair> Connected(const PairOptions& options = WithExporters()) {
    auto pair = std::make_unique<Pair>(GetParam(), options);
    EXPECT_TRUE(pair->Handshake()) << ToString(pair->client_error) << ToString(pair->server_error);
    return pair;
  }
  static void ExpectSameOnBothEnds(Pair& pair) {
    for (const std::size_t size : {1, 31, 32, 33, 48, 64, 100, 8160}) {
      SCOPED_TRACE(size);
      for (const std::optional<std::string_view> context :
           {std::optional<std::string_view>(), std::optional<std::string_view>(""),
            std::optional<std::string_view>("context")}) {
        const std::string material = Export(pair.client, kLabel, context, size);
        EXPECT_EQ(material.size(), size) << material;
        EXPECT_TRUE(Export(pair.server, kLabel, context, size) == material);
      }
    }
  }
};
OMNITLS_FOR_ALL_PAIRS(ExportersTest);

TEST_P(ExportersTest, BothEndsGetTheSame) { ExpectSameOnBothEnds(*Connected()); }

TEST_P(ExportersTest, WithEverySuite) {
  for (const CipherSuiteInfo& suite : AllCipherSuites()) {
    if (suite.version != version() || !BothSupport(suite.id)) continue;
    SCOPED_TRACE(suite.name);
    PairOptions options = WithExporters();
    const bool ecdsa = suite.key_exchange == KeyExchange::kEcdheEcdsa || is_tls13();
    options.server_certificate = &Server(ecdsa ? KeyType::kEcdsaP256 : KeyType::kRsa2048);
    options.client = [&](ClientContextBuilder& builder) {
      (is_tls13() ? builder.Tls13CipherSuites(suite.name) : builder.Tls12CipherSuites(suite.name))
          .Exporters();
    };
    options.server = [&](ServerContextBuilder& builder) {
      (is_tls13() ? builder.Tls13CipherSuites(suite.name) : builder.Tls12CipherSuites(suite.name))
          .Exporters();
    };
    const auto pair = Connected(WithPskFor(suite, options));
    EXPECT_EQ(pair->client.cipher_suite(), suite.id);
    ExpectSameOnBothEnds(*pair);
  }
}

TEST_P(ExportersTest, LabelContextAndConnectionMakeADifference) {
  const auto pair = Connected();
  const auto other = Connected();
  const std::string material = Export(pair->client);
  EXPECT_NE(Export(pair->client, "EXPERIMENTAL-another"), material);
  EXPECT_NE(Export(pair->client, kLabel, "context"), material);
  EXPECT_NE(Export(pair->client, kLabel, "context"), Export(pair->client, kLabel, "contexts"));
  EXPECT_NE(Export(other->client), material);
  EXPECT_EQ(Export(pair->client), material);
}

// RFC 5705, 4; RFC 8446, 7.5.
TEST_P(ExportersTest, NoContextIsAnEmptyOneInTls13Only) {
  const auto pair = Connected();
  EXPECT_EQ(Export(pair->client) == Export(pair->client, kLabel, ""), is_tls13());
}

TEST_P(ExportersTest, ResumedConnectionsHaveTheirOwn) {
  const auto pair = Connected();
  const std::string before = Export(pair->client);
  PairOptions options = WithExporters();
  pair->Settle();
  ASSERT_EQ(pair->client.session_readiness(), SessionReadiness::kReady);
  options.session = *pair->client.TakeSession();
  pair->Reconnect(options);
  ExpectResumed(*pair, true);
  ExpectSameOnBothEnds(*pair);
  EXPECT_NE(Export(pair->client), before);
}

TEST_P(ExportersTest, NeitherDataNorNewKeysNorTheEndChangeThem) {
  const auto pair = Connected();
  const std::string material = Export(pair->client);
  EXPECT_TRUE(pair->Echo());
  if (is_tls13() && BothSupport(Feature::kKeyUpdate)) {
    EXPECT_TRUE(pair->client.UpdateKeys(KeyUpdateRequest::kUpdateRequested));
    EXPECT_TRUE(pair->Echo());
  }
  EXPECT_TRUE(pair->client.SendClose());
  pair->Settle();
  EXPECT_EQ(Export(pair->client), material);
  EXPECT_EQ(Export(pair->server), material);
}

TEST_P(ExportersTest, TheirLimitsAreKept) {
  const auto pair = Connected();
  Connection& client = pair->client;
  EXPECT_EQ(Export(client, kLabel, {}, 0), kOutOfRange);
  EXPECT_EQ(Export(client, kLabel, {}, 8161), kOutOfRange);
  EXPECT_EQ(Export(client, ""), kOutOfRange);
  EXPECT_EQ(Export(client, std::string(250, 'l')), kOutOfRange);
  EXPECT_EQ(Export(client, kLabel, std::string(65536, 'c')), kOutOfRange);
  EXPECT_EQ(Export(client, std::string(249, 'l'), std::string(65535, 'c')),
            Export(pair->server, std::string(249, 'l'), std::string(65535, 'c')));
  EXPECT_EQ(ErrorOf(client.ExportKeyingMaterial(
                MutableBytes(static_cast<std::uint8_t*>(nullptr), 5), kLabel)),
            Usage(Detail::kNullBuffer));
  for (const std::string_view label : {"client finished", "server finished", "master secret",
                                       "extended master secret", "key expansion"}) {
    EXPECT_EQ(Export(client, label), kNotAvailable) << label;
  }
  EXPECT_TRUE(pair->Echo());
}

TEST_P(ExportersTest, AreMisuseBeforeTheHandshakeAndUnlessAskedFor) {
  Connection none;
  EXPECT_EQ(Export(none), "[usage/empty_handle]");
  EXPECT_EQ(Bind(none, ChannelBindingType::kTlsExporter), "[usage/empty_handle]");
  Pair pair(GetParam());
  for (const ChannelBindingType type :
       {ChannelBindingType::kTlsExporter, ChannelBindingType::kTlsUnique,
        ChannelBindingType::kTlsServerEndPoint}) {
    EXPECT_EQ(Bind(pair.client, type), "[usage/before_handshake]");
  }
  EXPECT_EQ(Export(pair.client), "[usage/before_handshake]");
  EXPECT_EQ(Export(pair.server), "[usage/before_handshake]");
  ASSERT_TRUE(pair.Handshake());
  EXPECT_EQ(Export(pair.client), kNotAvailable);
  EXPECT_EQ(Export(pair.server), kNotAvailable);
  EXPECT_EQ(Bind(pair.client, ChannelBindingType::kTlsExporter), kNotAvailable);
  EXPECT_TRUE(pair.Echo());
}

// --- channel bindings

TEST_P(ExportersTest, TlsExporterIsTheExporterOfRfc9266) {
  const auto pair = Connected();
  const std::string binding = Bind(pair->client, ChannelBindingType::kTlsExporter);
  EXPECT_EQ(binding, Export(pair->client, "EXPORTER-Channel-Binding", "", 32));
  EXPECT_EQ(binding, Bind(pair->server, ChannelBindingType::kTlsExporter));
  EXPECT_EQ(Bind(pair->client, ChannelBindingType::kTlsExporter, 31), kOutOfRange);
}

TEST_P(ExportersTest, TlsUniqueIsTheSameOnBothEndsInTls12Only) {
  const auto pair = Connected();
  const auto bind = [&](bool client) {
    return Bind(client ? pair->client : pair->server, ChannelBindingType::kTlsUnique);
  };
  const auto expect = [&] {
    for (const bool client : {true, false}) {
      const Backend& backend = client ? *GetParam().client : *GetParam().server;
      if (is_tls13()) {
        EXPECT_EQ(bind(client), kNotAvailable);
      } else if (!backend.Supports(Feature::kTlsUnique)) {
        EXPECT_EQ(bind(client), "[unsupported/setting]");
      } else {
        EXPECT_EQ(bind(client).size(), 12u) << bind(client);
      }
    }
    if (!is_tls13() && BothSupport(Feature::kTlsUnique)) {
      EXPECT_EQ(bind(true), bind(false));
    }
  };
  expect();
  const std::string before = bind(true);
  pair->Settle();
  PairOptions options = WithExporters();
  options.session = *pair->client.TakeSession();
  pair->Reconnect(options);
  ExpectResumed(*pair, true);
  expect();
  if (!is_tls13() && GetParam().client->Supports(Feature::kTlsUnique)) {
    EXPECT_NE(bind(true), before);
    EXPECT_EQ(Bind(pair->client, ChannelBindingType::kTlsUnique, 11), kOutOfRange);
  }
}

// RFC 5929, 4.1.
TEST_P(ExportersTest, TlsServerEndPointIsAHashOfTheCertificate) {
  CertificateSpec spec = ServerSpec();
  for (const auto& [digest, size] : {std::pair("SHA256", 32u), {"SHA384", 48u}, {"SHA512", 64u}}) {
    SCOPED_TRACE(digest);
    spec.digest = digest;
    const Certificate certificate = Issue(spec, &Root());
    PairOptions options;  // Needs no secret, so nothing need be asked for.
    options.server_certificate = &certificate;
    const auto pair = Connected(options);
    const std::string binding = Bind(pair->client, ChannelBindingType::kTlsServerEndPoint);
    EXPECT_EQ(binding.size(), size) << binding;
    EXPECT_EQ(binding, Bind(pair->server, ChannelBindingType::kTlsServerEndPoint));
    EXPECT_EQ(Bind(pair->client, ChannelBindingType::kTlsServerEndPoint, size - 1), kOutOfRange);
    EXPECT_EQ(Bind(pair->server, ChannelBindingType::kTlsServerEndPoint, size - 1), kOutOfRange);
  }
}

TEST_P(ExportersTest, TlsServerEndPointIsOfTheCertificateThatAnswered) {
  CertificateSpec spec = ServerSpec();
  spec.dns_names = {"other.test"};
  const Certificate other = Issue(spec, &Root());
  PairOptions options = WithExporters();
  options.server = [&](ServerContextBuilder& builder) {
    builder.Exporters().AddIdentity("other.test", other.chain_pem, other.key_pem);
  };
  const auto pair = Connected(options);
  const std::string first = Bind(pair->client, ChannelBindingType::kTlsServerEndPoint);
  EXPECT_EQ(first, Bind(pair->server, ChannelBindingType::kTlsServerEndPoint));
  options.server_name = "other.test";
  pair->Reconnect(options);
  ASSERT_TRUE(pair->Handshake());
  const std::string second = Bind(pair->client, ChannelBindingType::kTlsServerEndPoint);
  EXPECT_EQ(second, Bind(pair->server, ChannelBindingType::kTlsServerEndPoint));
  EXPECT_NE(first, second);
  EXPECT_EQ(Bind(pair->client, ChannelBindingType::kTlsExporter),
            Bind(pair->server, ChannelBindingType::kTlsExporter));
}

TEST_P(ExportersTest, TlsServerEndPointIsUndefinedForASignatureWithoutAHash) {
  const Certificate ca = [] {
    CertificateSpec spec = CaSpec("Ed25519 root");
    spec.key = KeyType::kEd25519;
    return Issue(spec, nullptr);
  }();
  const Certificate certificate = Issue(ServerSpec(), &ca);
  PairOptions options;
  options.server_certificate = &certificate;
  options.client_trusts = &ca;
  if (!BothSupport(Feature::kEd25519Certificates)) {
    GTEST_SKIP() << "mbedTLS has no Ed25519 certificates";
  }
  const auto pair = Connected(options);
  EXPECT_EQ(Bind(pair->client, ChannelBindingType::kTlsServerEndPoint), kNotAvailable);
  EXPECT_EQ(Bind(pair->server, ChannelBindingType::kTlsServerEndPoint), kNotAvailable);
}

TEST_P(ExportersTest, TlsServerEndPointIsKnownToAResumedClient) {
  const auto pair = Connected();
  const std::string before = Bind(pair->client, ChannelBindingType::kTlsServerEndPoint);
  pair->Settle();
  PairOptions options = WithExporters();
  options.session = *pair->client.TakeSession();
  pair->Reconnect(options);
  ExpectResumed(*pair, true);
  EXPECT_EQ(Bind(pair->client, ChannelBindingType::kTlsServerEndPoint), before);
  EXPECT_EQ(Bind(pair->server, ChannelBindingType::kTlsServerEndPoint), before);
}

}  // namespace
}  // namespace omnitls::conformance
