// What builders refuse: with the error, and with a sentence that names the file or word. The same
// for every backend.

#include <filesystem>
#include <fstream>
#include <functional>

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

class BuilderTest : public BackendTest {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    std::string name = info->name();
    std::replace(name.begin(), name.end(), '/', '_');
    directory_ = std::filesystem::path(testing::TempDir()) / name;
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return (directory_ / name).string(); }
  std::string File(const std::string& name, const std::string& content) const {
    std::ofstream(directory_ / name, std::ios::binary) << content;
    return Path(name);
  }

  // A builder that lacks nothing but what `change` spoils.
  using ChangeServer = std::function<void(ServerContextBuilder&)>;
  using ChangeClient = std::function<void(ClientContextBuilder&)>;
  static void ExpectServerError(const Error& error, const std::string& words,
                                const ChangeServer& change, bool with_identity = true) {
    ServerContextBuilder builder(backend());
    if (with_identity) {
      builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem);
    }
    change(builder);
    ExpectError(builder, error, words);
  }
  static void ExpectClientError(const Error& error, const std::string& words,
                                const ChangeClient& change, bool with_ca = true) {
    ClientContextBuilder builder(backend());
    if (with_ca) builder.Ca(Root().pem);
    change(builder);
    ExpectError(builder, error, words);
  }
  template <class Builder>
  static void ExpectError(Builder& builder, const Error& error, const std::string& words) {
    EXPECT_EQ(ErrorOf(builder.Build()), error) << builder.error_message();
    const std::string message(builder.error_message());
    EXPECT_NE(message.find(words), std::string::npos) << "no '" << words << "' in: " << message;
    // It stays so, whatever is set afterwards.
    builder.Ca(Root().pem).CertificateChain(Server().pem).PrivateKey(Server().key_pem);
    builder.CaFile("/does/not/exist");
    EXPECT_EQ(ErrorOf(builder.Build()), error);
    EXPECT_EQ(builder.error_message(), message);
  }

 private:
  std::filesystem::path directory_;
};
OMNITLS_FOR_ALL_BACKENDS(BuilderTest);

constexpr std::string_view kJunk = "this is neither a certificate nor a key";
// Well-formed PEM around bytes that mean nothing.
std::string JunkPem(const std::string& label) {
  return "-----BEGIN " + label + "-----\nMAMCAQA=\n-----END " + label + "-----\n";
}
std::string BrokenBase64(const std::string& label) {
  return "-----BEGIN " + label + "-----\nMI!?\n-----END " + label + "-----\n";
}

TEST_P(BuilderTest, AGoodConfigurationHasNoMessage) {
  ServerContextBuilder server(backend());
  server.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem).Alpn({"h2", "h3"});
  EXPECT_TRUE(server.Build()) << server.error_message();
  EXPECT_EQ(server.error_message(), "");
  ClientContextBuilder client(backend());
  client.Ca(Root().pem).Ca(AsBytes(OtherRoot().der)).ServerName("server.test");
  EXPECT_TRUE(client.Build()) << client.error_message();
  EXPECT_EQ(client.error_message(), "");
}

TEST_P(BuilderTest, FilesThatCannotBeRead) {
  const Error error = Config(Detail::kFileUnreadable);
  const std::string missing = Path("missing.pem");
  const std::string directory = Path("");
  for (const std::string& path : {missing, directory}) {
    const char* name = path.c_str();
    ExpectServerError(error, path, [&](auto& builder) { builder.CertificateChainFile(name); });
    ExpectServerError(error, path, [&](auto& builder) { builder.PrivateKeyFile(name); });
    ExpectClientError(error, path, [&](auto& builder) { builder.CaFile(name); });
  }
  ExpectClientError(error, missing, [&](auto& b) { b.CaDirectory(missing.c_str()); });
  ExpectClientError(error, "no path", [&](auto& builder) { builder.CaFile(nullptr); });
}

TEST_P(BuilderTest, FilesAreReadLikeText) {
  const std::string chain = File("server.pem", Server().chain_pem);
  const std::string key = File("server.key", Server().key_pem);
  const std::string ca = File("ca.der", Root().der);
  ServerContextBuilder server(backend());
  server.CertificateChainFile(chain.c_str()).PrivateKeyFile(key.c_str()).CaFile(ca.c_str());
  EXPECT_TRUE(server.Build()) << server.error_message();
}

TEST_P(BuilderTest, BrokenCertificates) {
  struct Case {
    std::string content;
    Detail detail;
  };
  const std::string& pem = Server().pem;
  for (const auto& [content, detail] : {
           Case{"", Detail::kEmptyInput},
           Case{std::string(kJunk), Detail::kMalformedCertificate},
           Case{Server().der.substr(0, 200), Detail::kMalformedCertificate},
           Case{Server().key_pem, Detail::kNoCertificateFound},
           Case{JunkPem("CERTIFICATE"), Detail::kMalformedCertificate},
           Case{BrokenBase64("CERTIFICATE"), Detail::kMalformedPem},
           Case{pem.substr(0, pem.size() / 2), Detail::kMalformedPem},
           Case{pem + pem.substr(0, pem.size() / 2), Detail::kMalformedPem},
           Case{pem + JunkPem("CERTIFICATE"), Detail::kMalformedCertificate},
       }) {
    SCOPED_TRACE(content);
    const std::string path = File("chain.pem", content);
    ExpectServerError(Config(detail), path,
                      [&](auto& builder) { builder.CertificateChainFile(path.c_str()); });
    ExpectServerError(Config(detail), "certificate chain", [&, &content = content](auto& builder) {
      builder.CertificateChain(content);
    });
  }
}

TEST_P(BuilderTest, BrokenKeys) {
  struct Case {
    std::string content;
    Detail detail;
  };
  const std::string& pem = Server().key_pem;
  const std::string der = KeyAs(Server(), KeyForm::kPkcs8Der);
  for (const auto& [content, detail] : {
           Case{"", Detail::kEmptyInput},
           Case{std::string(kJunk), Detail::kNoPrivateKeyFound},
           Case{Server().pem, Detail::kNoPrivateKeyFound},
           Case{pem.substr(0, pem.size() / 2), Detail::kMalformedPem},
           Case{BrokenBase64("PRIVATE KEY"), Detail::kMalformedPem},
           Case{JunkPem("PRIVATE KEY"), Detail::kMalformedDer},
           Case{der.substr(0, der.size() - 10), Detail::kMalformedDer},
           Case{"0\x03\x02\x01", Detail::kMalformedDer},
       }) {
    SCOPED_TRACE(content);
    const std::string path = File("server.key", content);
    ExpectServerError(Config(detail), path,
                      [&](auto& builder) { builder.PrivateKeyFile(path.c_str()); });
    ExpectServerError(Config(detail), "private key", [&, &content = content](auto& builder) {
      builder.PrivateKey(AsBytes(content));
    });
  }
}

TEST_P(BuilderTest, BrokenCas) {
  struct Case {
    std::string content;
    Detail detail;
  };
  for (const auto& [content, detail] : {
           Case{"", Detail::kEmptyInput},
           Case{std::string(kJunk), Detail::kNoCertificateFound},
           Case{Server().key_pem, Detail::kNoCertificateFound},
           Case{BrokenBase64("CERTIFICATE"), Detail::kMalformedPem},
           Case{Root().pem + JunkPem("CERTIFICATE"), Detail::kMalformedCertificate},
           Case{Root().der.substr(0, 100), Detail::kMalformedCertificate},
       }) {
    SCOPED_TRACE(content);
    const std::string path = File("ca.pem", content);
    ExpectClientError(Config(detail), path, [&](auto& builder) { builder.CaFile(path.c_str()); });
    ExpectClientError(Config(detail), "",
                      [&, &content = content](auto& builder) { builder.Ca(AsBytes(content)); });
  }
}

TEST_P(BuilderTest, DirectoriesOfCas) {
  const std::string directory = Path("");
  const auto add = [&](auto& builder) { builder.CaDirectory(directory.c_str()); };
  ExpectClientError(Config(Detail::kNoCertificateFound), directory, add, false);
  File("README", std::string(kJunk));
  File("key.pem", Server().key_pem);
  ExpectClientError(Config(Detail::kNoCertificateFound), directory, add, false);
  File("root.pem", Root().pem);
  File("more.crt", "a comment\n" + OtherRoot().pem);
  ClientContextBuilder builder(backend());
  EXPECT_TRUE(builder.CaDirectory(directory.c_str()).Build()) << builder.error_message();
  const std::string broken = File("broken.pem", JunkPem("CERTIFICATE"));
  ExpectClientError(Config(Detail::kMalformedCertificate), "broken.pem", add, false);
}

TEST_P(BuilderTest, KeysOfOtherCertificates) {
  for (const KeyType certificate : {KeyType::kEcdsaP256, KeyType::kRsa2048}) {
    for (const Certificate& other : {Client(KeyType::kEcdsaP256), Client(KeyType::kEcdsaP384),
                                     Client(KeyType::kRsa2048), Client(KeyType::kRsa1024)}) {
      if (other.key_pem == Server(certificate).key_pem) continue;
      ExpectServerError(
          Config(Detail::kKeyMismatch), "private key",
          [&](auto& builder) {
            builder.CertificateChain(Server(certificate).pem).PrivateKey(other.key_pem);
          },
          false);
    }
  }
}

TEST_P(BuilderTest, KeysInEveryForm) {
  for (const KeyType type : {KeyType::kEcdsaP256, KeyType::kEcdsaP384, KeyType::kRsa2048}) {
    for (const KeyForm form : {KeyForm::kPkcs8Pem, KeyForm::kPkcs8Der, KeyForm::kTraditionalPem,
                               KeyForm::kTraditionalDer}) {
      SCOPED_TRACE(static_cast<int>(form));
      ServerContextBuilder builder(backend());
      builder.CertificateChain(Server(type).pem).PrivateKey(AsBytes(KeyAs(Server(type), form)));
      EXPECT_TRUE(builder.Build()) << builder.error_message();
    }
  }
  // A file with everything in it.
  ServerContextBuilder builder(backend());
  const std::string all = "comment\n" + Server().key_pem + Server().chain_pem;
  EXPECT_TRUE(builder.CertificateChain(all).PrivateKey(all).Build()) << builder.error_message();
}

// PasswordSource gives one password and counts how often it is asked.
struct PasswordSource {
  std::string password;
  int calls = 0;

  static std::size_t Give(void* self, MutableBytes out) {
    auto& source = *static_cast<PasswordSource*>(self);
    ++source.calls;
    EXPECT_EQ(out.size(), 1024u);
    std::memcpy(out.data(), source.password.data(), source.password.size());
    return source.password.size();
  }
};

class EncryptedKeyTest : public BuilderTest {
 protected:
  static std::optional<Error> Build(const std::string& key, PasswordSource* source,
                                    const Certificate& certificate = Server()) {
    ServerContextBuilder builder(backend());
    builder.CertificateChain(certificate.pem).PrivateKey(AsBytes(key));
    if (source != nullptr) builder.Password(PasswordSource::Give, source);
    return ErrorOf(builder.Build());
  }
};
OMNITLS_FOR_ALL_BACKENDS(EncryptedKeyTest);

constexpr KeyForm kEncryptedForms[] = {KeyForm::kPkcs8Pem, KeyForm::kPkcs8Der,
                                       KeyForm::kTraditionalPem};

TEST_P(EncryptedKeyTest, OpensWithItsPassword) {
  for (const KeyType type : {KeyType::kEcdsaP256, KeyType::kRsa2048}) {
    for (const KeyForm form : kEncryptedForms) {
      SCOPED_TRACE(static_cast<int>(form));
      PasswordSource source{.password = "open sesame"};
      const std::string key = EncryptKey(Server(type), source.password, form);
      EXPECT_EQ(Build(key, &source, Server(type)), std::nullopt);
      EXPECT_EQ(source.calls, 1);
    }
  }
}

TEST_P(EncryptedKeyTest, NeedsAPassword) {
  for (const KeyForm form : kEncryptedForms) {
    SCOPED_TRACE(static_cast<int>(form));
    const std::string key = EncryptKey(Server(), "open sesame", form);
    EXPECT_EQ(Build(key, nullptr), Config(Detail::kPasswordRequired));
    PasswordSource none;
    EXPECT_EQ(Build(key, &none), Config(Detail::kPasswordRequired));
    EXPECT_EQ(none.calls, 1);
  }
}

TEST_P(EncryptedKeyTest, EveryWrongPasswordIsAWrongPassword) {
  for (const KeyForm form : kEncryptedForms) {
    SCOPED_TRACE(static_cast<int>(form));
    const std::string key = EncryptKey(Server(), "open sesame", form);
    for (const std::string& password :
         {std::string("open barley"), std::string(1024, 'x'), MisleadingPassword(key, form)}) {
      PasswordSource wrong{.password = password};
      EXPECT_EQ(Build(key, &wrong), Config(Detail::kWrongPassword)) << password;
    }
  }
  ExpectServerError(Config(Detail::kWrongPassword), "private key", [](auto& builder) {
    static PasswordSource wrong{.password = "wrong"};
    builder.PrivateKey(EncryptKey(Server(), "right")).Password(PasswordSource::Give, &wrong);
  });
}

TEST_P(EncryptedKeyTest, APlainKeyNeedsNone) {
  PasswordSource source{.password = "unused"};
  EXPECT_EQ(Build(Server().key_pem, &source), std::nullopt);
  EXPECT_EQ(source.calls, 0);
}

TEST_P(BuilderTest, NamesThatMeanNothing) {
  const Error unknown = Config(Detail::kUnknownName);
  ExpectClientError(unknown, "'NOPE'", [](auto& builder) {
    builder.Tls12CipherSuites("ECDHE-RSA-AES128-GCM-SHA256:NOPE");
  });
  ExpectClientError(unknown, "'NOPE'", [](auto& builder) { builder.Tls13CipherSuites("NOPE"); });
  ExpectClientError(unknown, "'P-999'", [](auto& builder) { builder.Groups("P-256, P-999"); });
  ExpectClientError(unknown, "'HIGH'", [](auto& builder) { builder.Tls12CipherSuites("HIGH"); });
  ExpectClientError(unknown, "'md5'", [](auto& builder) { builder.SignatureSchemes("md5"); });
  // A suite of the other version.
  ExpectClientError(unknown, "'TLS_AES_128_GCM_SHA256'",
                    [](auto& builder) { builder.Tls12CipherSuites("TLS_AES_128_GCM_SHA256"); });
  for (const char* empty : {"", " : ,"}) {
    ExpectClientError(Config(Detail::kEmptyInput), "empty",
                      [&](auto& builder) { builder.Groups(empty); });
  }
}

TEST_P(BuilderTest, WhatTheBackendCannotDo) {
  const Error unsupported = {ErrorKind::kUnsupported, Detail::kUnknownName};
  const std::string name(backend().name());
  const auto expect = [&](auto table, auto set) {
    for (const auto& info : table) {
      const std::string words = std::string(info.name);
      ClientContextBuilder builder(backend());
      builder.Ca(Root().pem);
      set(builder, info);
      if (backend().Supports(info.id)) {
        EXPECT_TRUE(builder.Build()) << builder.error_message();
        continue;
      }
      EXPECT_NE(builder.error_message().find(name), std::string::npos);
      ExpectError(builder, unsupported, words);
    }
  };
  expect(AllGroups(), [](auto& builder, auto& info) { builder.Groups(info.name); });
  // Alone, and for the version it is meant for: not every backend can do all of them in TLS 1.2.
  expect(AllSignatureSchemes(), [](auto& builder, auto& info) {
    builder.SignatureSchemes(info.name);
    info.tls13 ? builder.MinVersion(Version::kTls13) : builder.MaxVersion(Version::kTls12);
  });
  expect(AllCipherSuites(), [](auto& builder, auto& info) {
    if (UsesPsk(info.key_exchange)) {
      builder.PreSharedKey(AsBytes("name"), AsBytes(std::string(16, 'k')));
    }
    info.version == Version::kTls13 ? builder.Tls13CipherSuites(info.name)
                                    : builder.Tls12CipherSuites(info.name);
  });
  if (!backend().Supports(Feature::kEd25519Certificates)) {
    ExpectServerError({ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm}, name,
                      [](auto& builder) {
                        const Certificate& server = Server(KeyType::kEd25519);
                        builder.CertificateChain(server.pem).PrivateKey(server.key_pem);
                      });
  }
}

TEST_P(BuilderTest, AnRsaKeyNeedsASchemeForTls12) {
  const std::string pss = "rsa_pss_rsae_sha256:ecdsa_secp256r1_sha256";
  const auto build = [](const std::string& schemes, Version minimum) {
    ServerContextBuilder builder(backend());
    const Certificate& server = Server(KeyType::kRsa2048);
    builder.CertificateChain(server.pem).PrivateKey(server.key_pem).MinVersion(minimum);
    const std::optional<Error> error = ErrorOf(builder.SignatureSchemes(schemes).Build());
    if (error) {
      EXPECT_NE(builder.error_message().find("TLS 1.2"), std::string_view::npos);
    }
    return error;
  };
  const bool can = backend().Supports(Feature::kTls12RsaPss);
  EXPECT_EQ(build(pss, Version::kTls12),
            can ? std::nullopt : std::optional(Error{ErrorKind::kUnsupported, Detail::kSetting}));
  EXPECT_EQ(build(pss + ":rsa_pkcs1_sha256", Version::kTls12), std::nullopt);
  EXPECT_EQ(build(pss, Version::kTls13), std::nullopt);
}

TEST_P(BuilderTest, ApplicationProtocolNames) {
  const Error length = Config(Detail::kNameLength);
  ExpectClientError(length, "''", [](auto& builder) { builder.Alpn({"h2", ""}); });
  ExpectClientError(length, "longer than 255",
                    [](auto& builder) { builder.Alpn({std::string(256, 'x')}); });
  ExpectClientError(Config(Detail::kDuplicate), "'h2'", [](auto& builder) {
    builder.Alpn({"h2", "h3", "h2"});
  });
  for (const std::string_view wire : {"", "\x05h2", "\x02h2\x01", "h2"}) {
    ExpectServerError(length, "wire form", [&](auto& builder) { builder.AlpnWire(AsBytes(wire)); });
  }
}

TEST_P(BuilderTest, Versions) {
  const Error range = Config(Detail::kVersionRange);
  ExpectClientError(range, "TLS1.3", [](auto& builder) {
    builder.MinVersion(Version::kTls13).MaxVersion(Version::kTls12);
  });
  ExpectClientError(range, "TLS 1.2", [](auto& builder) { builder.MinVersion(Version{0x0302}); });
  ExpectClientError(range, "TLS 1.2", [](auto& builder) { builder.MaxVersion(Version{0x0305}); });
}

TEST_P(BuilderTest, WhatIsMissing) {
  ExpectServerError(
      Config(Detail::kMissingIdentity), "a server needs", [](auto&) {}, false);
  ExpectServerError(
      Config(Detail::kMissingIdentity), "not its private key",
      [](auto& builder) { builder.CertificateChain(Server().pem); }, false);
  ExpectClientError(Config(Detail::kMissingIdentity), "not its certificate",
                    [](auto& builder) { builder.PrivateKey(Client().key_pem); });
  ExpectClientError(
      Config(Detail::kMissingTrustAnchors), "no CA to verify servers", [](auto&) {}, false);
  ExpectServerError(Config(Detail::kMissingTrustAnchors), "no CA to verify clients",
                    [](auto& builder) { builder.ClientAuthentication(ClientAuth::kRequest); });
  ExpectServerError(Config(Detail::kNothingLeft), "no cipher suite", [](auto& builder) {
    builder.MaxVersion(Version::kTls12).Tls12CipherSuites("ECDHE-RSA-AES128-GCM-SHA256");
  });
}

TEST_P(BuilderTest, ServerNames) {
  for (const char* name : {"", "*.test", "a..b", "1.2.3.4.5", "caf\xC3\xA9.test"}) {
    ExpectClientError(Config(Detail::kInvalidServerName), name,
                      [&](auto& builder) { builder.ServerName(name); });
  }
}

TEST_P(BuilderTest, ABuilderBuildsOnce) {
  ClientContextBuilder builder(backend());
  builder.Ca(Root().pem);
  ASSERT_TRUE(builder.Build());
  EXPECT_EQ(ErrorOf(builder.Build()), Usage(Detail::kNotAvailable));
  EXPECT_NE(builder.error_message(), "");
}

TEST_P(BuilderTest, SystemRootsAreFoundOrMissedInWords) {
  ClientContextBuilder builder(backend());
  const Result<ClientContext> context = builder.SystemRoots().Build();
  if (!context) {
    EXPECT_EQ(context.error(), Config(Detail::kMissingTrustAnchors)) << builder.error_message();
    EXPECT_NE(builder.error_message().find("ca-certificates"), std::string::npos);
  }
}

}  // namespace
}  // namespace omnitls::conformance
