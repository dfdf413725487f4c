#include "conformance/cases.h"
#include "conformance/software_signer.h"
#include "conformance/without.h"

// Private keys that are somewhere else.
namespace omnitls::conformance {
namespace {

// A pair whose server (or client) signs with `signer` and has no private key.
PairOptions ServerOptions(const Certificate& certificate, Signer& signer) {
  PairOptions options;
  options.server_certificate = nullptr;
  options.server = [&certificate, &signer](ServerContextBuilder& builder) {
    builder.CertificateChain(certificate.chain_pem).ExternalKey(&signer);
  };
  return options;
}

PairOptions ClientOptions(const Certificate& certificate, Signer& signer) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  options.client = [&certificate, &signer](ClientContextBuilder& builder) {
    builder.CertificateChain(certificate.chain_pem).ExternalKey(&signer);
  };
  return options;
}

class ExternalKeyTest : public PairTest {
 protected:
  static bool CanUse(const Backend& backend, KeyType key) {
    switch (key) {
      case KeyType::kEd25519:
        return backend.Supports(Feature::kExternalEdDsaKeys) &&
               BothSupport(Feature::kEd25519Certificates);
      case KeyType::kEd448:
        return backend.Supports(Feature::kExternalEdDsaKeys) &&
               BothSupport(Feature::kEd448Certificates);
      case KeyType::kRsaPss:
        return backend.Supports(Feature::kExternalKeys) &&
               BothSupport(Feature::kRsaPssCertificates);
      default:
        return backend.Supports(Feature::kExternalKeys);
    }
  }
};

// Some curves and schemes are used only when named.
const std::string& AllCurves() {
  static const auto& names = *new std::string("secp256r1:secp384r1:secp521r1");
  return names;
}

template <class Builder>
void AllowAll(Builder& builder, const Backend& client, const Backend& server) {
  std::string schemes;
  for (const SignatureSchemeInfo& scheme : AllSignatureSchemes()) {
    if (!client.Supports(scheme.id) || !server.Supports(scheme.id)) continue;
    schemes += std::string(scheme.name) + ":";
  }
  builder.Groups(AllCurves()).SignatureSchemes(schemes);
}

// The same pair with them on both sides.
PairOptions WithAll(PairOptions options, const PairParam& param) {
  options.client = [set = options.client, param](ClientContextBuilder& builder) {
    AllowAll(builder, *param.client, *param.server);
    set(builder);
  };
  options.server = [set = options.server, param](ServerContextBuilder& builder) {
    AllowAll(builder, *param.client, *param.server);
    set(builder);
  };
  return options;
}

constexpr KeyType kKeys[] = {KeyType::kEcdsaP256, KeyType::kEcdsaP384, KeyType::kEcdsaP521,
                             KeyType::kRsa2048,   KeyType::kRsa3072,   KeyType::kEd25519,
                             KeyType::kEd448,     KeyType::kRsaPss};

TEST_P(ExternalKeyTest, ServersSignWithKeysOfEveryKind) {
  for (const KeyType key : kKeys) {
    SCOPED_TRACE(static_cast<int>(key));
    if (!CanUse(*GetParam().server, key)) continue;
    SoftwareSigner signer(Server(key));
    Pair pair(GetParam(), WithAll(ServerOptions(Server(key), signer), GetParam()));
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_TRUE(pair.Echo());
    ASSERT_EQ(signer.asked().size(), 1u);
    EXPECT_NE(FindSignatureScheme(signer.asked()[0]), nullptr);
  }
}

TEST_P(ExternalKeyTest, ClientsSignWithKeysOfEveryKind) {
  for (const KeyType key : kKeys) {
    SCOPED_TRACE(static_cast<int>(key));
    if (!CanUse(*GetParam().client, key)) continue;
    SoftwareSigner signer(Client(key));
    Pair pair(GetParam(), WithAll(ClientOptions(Client(key), signer), GetParam()));
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_TRUE(pair.Echo());
    EXPECT_EQ(ToString(pair.server.peer_certificate()), Client(key).der);
    EXPECT_EQ(signer.asked().size(), 1u);
  }
}

TEST_P(ExternalKeyTest, EverySchemeIsAskedForByItsName) {
  for (const SignatureSchemeInfo& scheme : AllSignatureSchemes()) {
    const bool is_rsa = scheme.key == KeyKind::kRsa;
    if (!is_rsa && scheme.key != KeyKind::kEcdsa) continue;
    if (!BothSupport(scheme.id) || (is_tls13() && !scheme.tls13)) continue;
    if (!is_tls13() && is_rsa && scheme.tls13 && !BothSupport(Feature::kTls12RsaPss)) continue;
    SCOPED_TRACE(scheme.name);
    const KeyType key = is_rsa                     ? KeyType::kRsa2048
                        : scheme.curve_bits == 384 ? KeyType::kEcdsaP384
                        : scheme.curve_bits == 521 ? KeyType::kEcdsaP521
                                                   : KeyType::kEcdsaP256;
    SoftwareSigner signer(Server(key));
    PairOptions options = ServerOptions(Server(key), signer);
    options.server = [&, set = options.server](ServerContextBuilder& builder) {
      set(builder);
      builder.SignatureSchemes(scheme.name);
    };
    Pair pair(GetParam(), WithAll(options, GetParam()));
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_EQ(signer.asked(), std::vector<SignatureScheme>{scheme.id});
  }
}

// What every handshake costs the signer.
TEST_P(ExternalKeyTest, ResumedConnectionsDoNotSign) {
  SoftwareSigner signer(Server());
  const PairOptions options = ServerOptions(Server(), signer);
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  Result<Session> session = pair.client.TakeSession();
  ASSERT_TRUE(session);
  PairOptions again = options;
  again.session = *session;
  pair.Reconnect(again);
  ASSERT_TRUE(pair.Handshake());
  EXPECT_TRUE(pair.client.resumed());
  EXPECT_EQ(signer.asked().size(), 1u);
}

TEST_P(ExternalKeyTest, OneSignerServesManyConnections) {
  SoftwareSigner signer(Server(KeyType::kRsa2048));
  const PairOptions options = ServerOptions(Server(KeyType::kRsa2048), signer);
  Pair pair(GetParam(), options);
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(pair.Handshake());
    EXPECT_EQ(signer.asked().size(), static_cast<std::size_t>(i));
    pair.Reconnect(options);
  }
}

OMNITLS_FOR_ALL_PAIRS(ExternalKeyTest);

// --- building

class ExternalKeyBuilderTest : public BackendTest {
 protected:
  static std::optional<Error> Build(const Backend& backend, const Certificate& certificate,
                                    SignerTiming timing, std::string* message = nullptr) {
    SoftwareSigner signer(certificate);
    ServerContextBuilder builder(backend);
    builder.CertificateChain(certificate.chain_pem).ExternalKey(&signer, timing);
    const std::optional<Error> error = ErrorOf(builder.Build());
    if (message != nullptr) *message = builder.error_message();
    return error;
  }
};

TEST_P(ExternalKeyBuilderTest, AllThreeBackendsHaveThem) {
  EXPECT_TRUE(backend().Supports(Feature::kExternalKeys));
  EXPECT_TRUE(backend().Supports(Feature::kLaterSignatures));
}

TEST_P(ExternalKeyBuilderTest, TheyAreRefusedWhereTheyCannotBe) {
  const Error refused = {ErrorKind::kUnsupported, Detail::kSetting};
  std::string message;
  const Without keys(backend(), Feature::kExternalKeys);
  EXPECT_EQ(Build(keys, Server(), SignerTiming::kAtOnce, &message), refused);
  EXPECT_NE(message.find("cannot use external keys"), std::string::npos) << message;
  const Without later(backend(), Feature::kLaterSignatures);
  EXPECT_EQ(Build(later, Server(), SignerTiming::kLater, &message), refused);
  EXPECT_NE(message.find("cannot wait for signatures"), std::string::npos) << message;
  EXPECT_EQ(Build(later, Server(), SignerTiming::kAtOnce), std::nullopt);
}

TEST_P(ExternalKeyBuilderTest, EdDsaIsRefusedWhereItCannotBe) {
  if (!backend().Supports(Feature::kEd25519Certificates)) {
    GTEST_SKIP() << "this backend has no Ed25519 certificates at all";
  }
  const Error refused = {ErrorKind::kUnsupported, Detail::kSetting};
  const Without lacking(backend(), Feature::kExternalEdDsaKeys);
  EXPECT_EQ(Build(lacking, Server(KeyType::kEd25519), SignerTiming::kAtOnce), refused);
  const bool can = backend().Supports(Feature::kExternalEdDsaKeys);
  EXPECT_EQ(Build(backend(), Server(KeyType::kEd25519), SignerTiming::kAtOnce),
            can ? std::nullopt : std::optional<Error>(refused));
}

TEST_P(ExternalKeyBuilderTest, OneKeyIsEnough) {
  SoftwareSigner signer(Server());
  ServerContextBuilder builder(backend());
  builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem).ExternalKey(&signer);
  EXPECT_EQ(ErrorOf(builder.Build()), Config(Detail::kDuplicate));
}

TEST_P(ExternalKeyBuilderTest, ASignerNeedsACertificate) {
  SoftwareSigner signer(Server());
  ServerContextBuilder server(backend());
  server.ExternalKey(&signer);
  EXPECT_EQ(ErrorOf(server.Build()), Config(Detail::kMissingIdentity));
  ClientContextBuilder client(backend());
  client.Ca(Root().pem).ServerName("server.test").ExternalKey(&signer);
  EXPECT_EQ(ErrorOf(client.Build()), Config(Detail::kMissingIdentity));
}

TEST_P(ExternalKeyBuilderTest, NullIsNone) {
  ServerContextBuilder builder(backend());
  builder.CertificateChain(Server().chain_pem).ExternalKey(nullptr);
  EXPECT_EQ(ErrorOf(builder.Build()), Config(Detail::kMissingIdentity));
}

// An HSM that signs need not decrypt.
TEST_P(ExternalKeyBuilderTest, NoSuiteIsLeftForAKeyThatWouldHaveToDecrypt) {
  for (const CipherSuiteInfo& suite : AllCipherSuites()) {
    if (suite.key_exchange != KeyExchange::kRsa || !backend().Supports(suite.id)) continue;
    SoftwareSigner signer(Server(KeyType::kRsa2048));
    ServerContextBuilder builder(backend());
    builder.MaxVersion(Version::kTls12)
        .Tls12CipherSuites(suite.name)
        .CertificateChain(Server(KeyType::kRsa2048).chain_pem)
        .ExternalKey(&signer);
    EXPECT_EQ(ErrorOf(builder.Build()), Config(Detail::kNothingLeft)) << suite.name;
  }
}

OMNITLS_FOR_ALL_BACKENDS(ExternalKeyBuilderTest);

}  // namespace
}  // namespace omnitls::conformance
