// A server with several identities answers each client with the one for the name it asks for.

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

using namespace std::string_literals;

// Certificates of different names under the usual root, made once.
const Certificate& For(const std::string& name, KeyType key = KeyType::kEcdsaP256) {
  static auto& made = *new std::map<std::pair<std::string, KeyType>, Certificate>;
  const auto found = made.find({name, key});
  if (found != made.end()) return found->second;
  CertificateSpec spec = ServerSpec();
  spec.common_name = name;
  spec.dns_names = {name};
  spec.ip_addresses = {"192.0.2.1"};
  spec.key = key;
  return made[{name, key}] = Issue(spec, &Root());
}

void Add(ServerContextBuilder& builder, const std::string& name, const Certificate& certificate) {
  builder.AddIdentity(name, certificate.chain_pem, certificate.key_pem);
}
void Add(ServerContextBuilder& builder, const std::string& name) { Add(builder, name, For(name)); }

class ServerNamesTest : public PairTest {
 protected:
  static PairOptions Named(const std::string& server_name,
                           std::function<void(ServerContextBuilder&)> server) {
    PairOptions options;
    options.server_certificate = &For("default.test");
    options.server_name = server_name;
    options.server = std::move(server);
    return options;
  }
  static void ExpectAnswer(Pair& pair, const Certificate& certificate) {
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_EQ(ToString(pair.client.peer_certificate()), certificate.der);
    EXPECT_EQ(pair.server.server_name(), pair.client.server_name());
    EXPECT_TRUE(pair.Echo());
  }
  static void ExpectRefused(const PairOptions& options, Detail detail, Alert alert) {
    Pair pair(GetParam(), options);
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.server_error, Protocol(detail, alert));
    EXPECT_EQ(pair.client_error, Received(alert));
  }
};
OMNITLS_FOR_ALL_PAIRS(ServerNamesTest);

TEST_P(ServerNamesTest, EachNameGetsItsCertificate) {
  const std::pair<std::string, std::string> cases[] = {
      {"a.test", "a.test"},           {"www.a.test", "*.a.test"},
      {"mail.a.test", "mail.a.test"},  // The very name goes before a wildcard.
      {"b.test", "b.test"},           {"default.test", "default.test"},
  };
  Pair pair(GetParam(), Named("a.test", [](ServerContextBuilder& builder) {
              for (const char* name : {"b.test", "*.a.test", "a.test", "mail.a.test"}) {
                Add(builder, name);
              }
            }));
  for (const auto& [name, certificate] : cases) {
    SCOPED_TRACE(name);
    PairOptions options;
    options.server_name = name;
    pair.Reconnect(options);
    ExpectAnswer(pair, For(certificate));
  }
}

TEST_P(ServerNamesTest, AllOthersGetTheDefault) {
  Pair pair(GetParam(), Named("a.test", [](ServerContextBuilder& builder) {
              Add(builder, "a.test");
              Add(builder, "*.a.test");
            }));
  for (const std::string name : {"b.a.a.test", "ba.test", "a.test.test", "test"}) {
    SCOPED_TRACE(name);
    PairOptions options;
    options.server_name = name;
    pair.Reconnect(options);
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.client_error, BadPeer(Detail::kNameMismatch, Alert::kBadCertificate));
    EXPECT_EQ(ToString(pair.client.peer_certificate()), For("default.test").der);
  }
  PairOptions options;
  options.server_name = "192.0.2.1";  // Never sent as a name.
  pair.Reconnect(options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error);
  EXPECT_EQ(ToString(pair.client.peer_certificate()), For("default.test").der);
}

TEST_P(ServerNamesTest, UnknownNamesCanBeRefused) {
  const auto server = [](ServerContextBuilder& builder) {
    Add(builder, "a.test");
    builder.RequireKnownServerName();
  };
  Pair known(GetParam(), Named("a.test", server));
  ExpectAnswer(known, For("a.test"));
  ExpectRefused(Named("default.test", server), Detail::kUnrecognizedName, Alert::kUnrecognizedName);
  ExpectRefused(Named("x.a.test", server), Detail::kUnrecognizedName, Alert::kUnrecognizedName);
  Pair nameless(GetParam(), Named("192.0.2.1", server));
  ASSERT_TRUE(nameless.Handshake()) << ToString(nameless.client_error);
}

TEST_P(ServerNamesTest, WithoutADefaultANameIsNeeded) {
  const auto server = [](ServerContextBuilder& builder) {
    Add(builder, "a.test");
    builder.RequireKnownServerName();
  };
  PairOptions options = Named("a.test", server);
  options.server_certificate = nullptr;
  Pair known(GetParam(), options);
  ExpectAnswer(known, For("a.test"));
  options.server_name = "b.test";
  ExpectRefused(options, Detail::kUnrecognizedName, Alert::kUnrecognizedName);
  options.server_name = "192.0.2.1";
  ExpectRefused(options, Detail::kMissingExtension, Alert::kMissingExtension);
}

// A client of one kind of key only, in both versions.
std::function<void(ClientContextBuilder&)> Only(bool rsa) {
  return [rsa](ClientContextBuilder& builder) {
    builder.Tls12CipherSuites(rsa ? "ECDHE-RSA-AES128-GCM-SHA256" : "ECDHE-ECDSA-AES128-GCM-SHA256")
        .SignatureSchemes(rsa ? "rsa_pss_rsae_sha256:rsa_pkcs1_sha256" : "ecdsa_secp256r1_sha256");
  };
}

TEST_P(ServerNamesTest, OfSeveralKeysTheFirstThatTheClientCanUseAnswers) {
  for (const bool rsa_first : {true, false}) {
    PairOptions options = Named("a.test", [&](ServerContextBuilder& builder) {
      if (rsa_first) Add(builder, "a.test", For("a.test", KeyType::kRsa2048));
      Add(builder, "a.test");
      if (!rsa_first) Add(builder, "a.test", For("a.test", KeyType::kRsa2048));
    });
    Pair any(GetParam(), options);
    ExpectAnswer(any, For("a.test", rsa_first ? KeyType::kRsa2048 : KeyType::kEcdsaP256));
    for (const bool rsa : {true, false}) {
      options.client = Only(rsa);
      Pair one(GetParam(), options);
      ExpectAnswer(one, For("a.test", rsa ? KeyType::kRsa2048 : KeyType::kEcdsaP256));
    }
  }
}

TEST_P(ServerNamesTest, AClientThatCanUseNoneIsRefused) {
  PairOptions options = Named("a.test", [](ServerContextBuilder& builder) {
    Add(builder, "a.test", For("a.test", KeyType::kRsa2048));
    // In TLS 1.2 the curve is no part of the scheme.
    if (is_tls13()) Add(builder, "a.test", For("a.test", KeyType::kEcdsaP384));
  });
  options.client = Only(false);
  if (is_tls13()) {
    ExpectRefused(options, Detail::kNoCommonSignatureScheme, Alert::kHandshakeFailure);
  } else {
    ExpectRefused(options, Detail::kNoCommonCipherSuite, Alert::kHandshakeFailure);
  }
}

TEST_P(ServerNamesTest, SessionsResumeWithinAName) {
  Pair pair(GetParam(),
            Named("a.test", [](ServerContextBuilder& builder) { Add(builder, "a.test"); }));
  for (const std::string name : {"a.test", "default.test"}) {
    PairOptions options;
    options.server_name = name;
    pair.Reconnect(options);
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error);
    pair.Settle();
    options.session = *pair.client.TakeSession();
    pair.Reconnect(options);
    ExpectAnswer(pair, For(name));
    EXPECT_TRUE(pair.server.resumed());
  }
}

// No client of ours would offer a session under another name, so its ClientHello is altered on the
// way. A server that resumed would answer with a short flight (or, in TLS 1.3, refuse the binder).
TEST_P(ServerNamesTest, SessionsDoNotResumeUnderAnotherName) {
  Pair pair(GetParam(), Named("a.test", [](ServerContextBuilder& builder) {
              Add(builder, "a.test");
              Add(builder, "b.test");
            }));
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error);
  pair.Settle();
  PairOptions options;
  options.server_name = "a.test";
  options.session = *pair.client.TakeSession();
  for (const std::string name : {"b.test", "c.test"}) {
    SCOPED_TRACE(name);
    pair.Reconnect(options);
    ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
    MemoryPipe::Direction& flight = pair.pipe->to_server();
    std::string bytes = ToString(flight.view());
    const std::size_t at = bytes.find("a.test");
    ASSERT_NE(at, bytes.npos);
    bytes.replace(at, name.size(), name);
    flight.Truncate(0);
    ASSERT_TRUE(flight.bytes.Append(AsBytes(bytes)));
    const Result<Next> next = pair.server.Handshake();
    ASSERT_TRUE(next) << ToString(next.error());
    EXPECT_EQ(*next, Next::kWantRead);
    EXPECT_EQ(pair.server.server_name(), name);
    const std::string answer = ToString(pair.pipe->to_client().view());
    EXPECT_GT(answer.size(), 500u);
    if (!is_tls13()) {
      EXPECT_NE(answer.find(For(name == "b.test" ? name : "default.test").der), answer.npos);
    }
  }
}

TEST_P(ServerNamesTest, AllSettingsHoldForEachIdentity) {
  PairOptions options =
      Named("a.test", [](ServerContextBuilder& builder) { Add(builder, "a.test"); });
  options.client_auth = ClientAuth::kRequire;
  options.client_certificate = &Client();
  options.client_alpn = {"h2", "http/1.1"};
  options.server_alpn = {"http/1.1", "h2"};
  Pair pair(GetParam(), options);
  for (const std::string name : {"a.test", "default.test"}) {
    options.server_name = name;
    pair.Reconnect(options);
    ExpectAnswer(pair, For(name));
    EXPECT_EQ(pair.server.alpn(), "http/1.1");
    EXPECT_EQ(pair.client.alpn(), "http/1.1");
    EXPECT_EQ(ToString(pair.server.peer_certificate()), Client().der);
  }
  options.client_certificate = nullptr;
  options.server_name = "a.test";
  Pair without(GetParam(), options);
  EXPECT_FALSE(without.Handshake());
  EXPECT_EQ(without.server_error->detail, Detail::kCertificateMissing);
}

TEST_P(ServerNamesTest, AConnectionOutlivesItsContexts) {
  Pair pair(GetParam(),
            Named("a.test", [](ServerContextBuilder& builder) { Add(builder, "a.test"); }));
  ASSERT_TRUE(pair.client.Handshake());
  ASSERT_TRUE(pair.server.Handshake());
  pair.server_context = {};
  ExpectAnswer(pair, For("a.test"));
}

// --- building ------------------------------------------------------------------------------------

class ServerNamesBuilderTest : public BackendTest {
 protected:
  struct Built {
    std::optional<Error> error;
    std::string message;
  };
  static Built Build(std::function<void(ServerContextBuilder&)> set, bool with_default = true) {
    ServerContextBuilder builder(backend());
    if (with_default) builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem);
    set(builder);
    const std::optional<Error> error = ErrorOf(builder.Build());
    return {error, std::string(builder.error_message())};
  }
  static void ExpectRefused(const Built& built, Detail detail, const std::string& word) {
    EXPECT_EQ(built.error, Config(detail)) << built.message;
    EXPECT_NE(built.message.find(word), std::string::npos) << built.message;
  }
};
OMNITLS_FOR_ALL_BACKENDS(ServerNamesBuilderTest);

TEST_P(ServerNamesBuilderTest, WhatIsNoNameIsRefused) {
  for (const std::string name :
       {"", "*", "*.", "a..test", "*.*.test", "a.*.test", "f*.test", "192.0.2.1", "::1", "a.test.",
        "-a.test", "a b.test", "\xc3\xa9.test", "*a.test"}) {
    SCOPED_TRACE(name);
    ExpectRefused(Build([&](auto& builder) { Add(builder, name, For("a.test")); }),
                  Detail::kInvalidServerName, "'" + name + "'");
  }
}

TEST_P(ServerNamesBuilderTest, ANameTwiceWithTheSameKindOfKeyIsRefused) {
  for (const std::string name : {"a.test", "*.a.test"}) {
    ExpectRefused(Build([&](auto& builder) {
                    Add(builder, name, For("a.test"));
                    Add(builder, "b.test");
                    Add(builder, name, For("a.test", KeyType::kRsa2048));
                    Add(builder, name == "a.test" ? "A.Test" : "*.A.TEST", For("b.test"));
                  }),
                  Detail::kDuplicate, "'" + name + "'");
  }
  EXPECT_EQ(Build([](auto& builder) {
              Add(builder, "a.test");
              Add(builder, "a.test", For("a.test", KeyType::kRsa2048));
              Add(builder, "a.test", For("a.test", KeyType::kEcdsaP384));
              Add(builder, "*.test", For("a.test"));
            }).error,
            std::nullopt);
}

TEST_P(ServerNamesBuilderTest, BrokenIdentitiesAreNamed) {
  const Certificate& good = For("a.test");
  const std::string other_key = For("b.test", KeyType::kEcdsaP384).key_pem;
  const auto build = [&](const std::string& chain, const std::string& key) {
    return Build([&](auto& builder) { builder.AddIdentity("a.test", chain, key); });
  };
  ExpectRefused(build(good.pem, other_key), Detail::kKeyMismatch, "a.test");
  ExpectRefused(build("", good.key_pem), Detail::kEmptyInput, "a.test");
  ExpectRefused(build(good.pem, ""), Detail::kEmptyInput, "a.test");
  ExpectRefused(build("nonsense", good.key_pem), Detail::kMalformedCertificate, "a.test");
  ExpectRefused(build(good.key_pem, good.key_pem), Detail::kNoCertificateFound, "a.test");
  ExpectRefused(build(good.pem, good.pem), Detail::kNoPrivateKeyFound, "a.test");
  ExpectRefused(build(good.pem, EncryptKey(good, "secret")), Detail::kPasswordRequired, "a.test");
  ExpectRefused(Build([&](auto& builder) {
                  Add(builder, "b.test");
                  Add(builder, "a.test");
                  builder.MinVersion(Version::kTls12)
                      .MaxVersion(Version::kTls12)
                      .Tls12CipherSuites("ECDHE-ECDSA-AES128-GCM-SHA256");
                  Add(builder, "rsa.test", For("rsa.test", KeyType::kRsa2048));
                }),
                Detail::kNothingLeft, "'rsa.test'");
}

TEST_P(ServerNamesBuilderTest, ADefaultIsNeededUnlessNamesAre) {
  const auto add = [](ServerContextBuilder& builder) { Add(builder, "a.test"); };
  ExpectRefused(Build(add, false), Detail::kMissingIdentity, "RequireKnownServerName");
  ExpectRefused(Build([](auto& builder) { builder.RequireKnownServerName(); }),
                Detail::kMissingIdentity, "AddIdentity");
  EXPECT_EQ(Build(
                [&](auto& builder) {
                  add(builder);
                  builder.RequireKnownServerName();
                },
                false)
                .error,
            std::nullopt);
}

TEST_P(ServerNamesBuilderTest, KeysMayBeEncryptedAndInAnyForm) {
  const Certificate& good = For("a.test");
  const std::string der_key = KeyAs(good, KeyForm::kPkcs8Der);
  EXPECT_EQ(Build([&](auto& builder) {
              builder.AddIdentity("a.test", AsBytes(good.der), AsBytes(der_key));
            }).error,
            std::nullopt);
  if (!backend().Supports(Feature::kEncryptedPrivateKeys)) {
    GTEST_SKIP() << backend().name() << " cannot decrypt private keys";
  }
  int asked = 0;
  EXPECT_EQ(Build([&](auto& builder) {
              builder.AddIdentity("a.test", good.pem, EncryptKey(good, "secret"));
              builder.AddIdentity("b.test", For("b.test").pem, EncryptKey(For("b.test"), "secret"));
              builder.Password(
                  [](void* user, MutableBytes out) -> std::size_t {
                    ++*static_cast<int*>(user);
                    std::memcpy(out.data(), "secret", 6);
                    return 6;
                  },
                  &asked);
            }).error,
            std::nullopt);
  EXPECT_EQ(asked, 2);
}

TEST_P(ServerNamesBuilderTest, FilesAreRead) {
  const std::string base =
      std::string(std::getenv("TEST_TMPDIR")) + "/" + std::string(backend().name());
  const std::string chain = base + ".pem";
  const std::string key = base + ".key";
  std::ofstream(chain) << For("a.test").pem;
  std::ofstream(key) << For("a.test").key_pem;
  const auto build = [&](const char* chain_path, const char* key_path) {
    return Build([&](auto& builder) { builder.AddIdentityFiles("a.test", chain_path, key_path); });
  };
  EXPECT_EQ(build(chain.c_str(), key.c_str()).error, std::nullopt);
  ExpectRefused(build("/nowhere.pem", key.c_str()), Detail::kFileUnreadable, "/nowhere.pem");
  ExpectRefused(build(chain.c_str(), nullptr), Detail::kFileUnreadable, "");
  ExpectRefused(build(key.c_str(), key.c_str()), Detail::kNoCertificateFound, key);
  ExpectRefused(build(key.c_str(), key.c_str()), Detail::kNoCertificateFound, "a.test");
}

// What a client sends in SNI may be any bytes.
TEST_P(ServerNamesBuilderTest, NamesOnTheWireAreComparedWithoutCase) {
  const PairParam param{&backend(), &backend(), Version::kTls13};
  PairOptions options;
  options.server_certificate = nullptr;
  options.server = [](ServerContextBuilder& builder) {
    Add(builder, "A.Test");
    Add(builder, "*.A.TEST", For("*.a.test"));
    builder.RequireKnownServerName();
  };
  const ServerContext server_context = BuildServer(param, options);
  const ClientContext client_context = BuildClient(param);
  const auto answer = [&](const std::string& name) {
    std::string stand_in(name.size(), 'x');
    for (std::size_t i = 3; i + 1 < name.size(); i += 4) stand_in[i] = '.';
    MemoryPipe pipe;
    Connection client = *client_context.Connect(pipe.client(), stand_in);
    EXPECT_EQ(*client.Handshake(), Next::kWantRead);
    std::string bytes = ToString(pipe.to_server().view());
    bytes.replace(bytes.find(stand_in), name.size(), name);
    pipe.to_server().Truncate(0);
    EXPECT_TRUE(pipe.to_server().bytes.Append(AsBytes(bytes)));
    Connection server = *server_context.Accept(pipe.server());
    return ErrorOf(server.Handshake());
  };
  for (const std::string& name : {"a.test"s, "A.TEST"s, "wWw.a.tEsT"s}) {
    EXPECT_EQ(answer(name), std::nullopt) << name;
  }
  for (const std::string& name : {"a.test."s, ".a.test"s, "*.a.test"s, "a.tes\0"s, "\0.a.test"s,
                                  "x.y.a.test"s, "..a.test"s, std::string(64, 'x') + ".a.test"}) {
    EXPECT_EQ(answer(name), Protocol(Detail::kUnrecognizedName, Alert::kUnrecognizedName)) << name;
  }
}

}  // namespace
}  // namespace omnitls::conformance
