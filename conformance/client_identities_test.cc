// A client with several identities, and servers that say which one they would have.

#include <map>

#include "conformance/cases.h"
#include "conformance/software_signer.h"
#include "conformance/without.h"

namespace omnitls::conformance {
namespace {

// A client's certificate of the other root.
const Certificate& OtherClient(KeyType key = KeyType::kEcdsaP256) {
  static auto& made = *new std::map<KeyType, Certificate>;
  if (const auto found = made.find(key); found != made.end()) return found->second;
  CertificateSpec spec = ClientSpec();
  spec.key = key;
  return made[key] = Issue(spec, &OtherRoot());
}

// What a function of a program's own sees, and what it says.
struct Selector {
  static IdentityChoice Choose(void* user, const CertificateRequestView& request) {
    auto& self = *static_cast<Selector*>(user);
    ++self.calls;
    self.version = request.version();
    self.server_name = request.server_name();
    self.identities.clear();
    self.authorities.clear();
    for (std::size_t i = 0; i < request.identity_count(); ++i) {
      self.identities.push_back(ToString(request.certificate(i)));
      self.facts += request.CanSign(i) ? 's' : '-';
      self.facts += request.IsFromAuthority(i) ? 'a' : '-';
    }
    for (const ByteView name : request.authorities()) {
      self.authorities.emplace_back(AsText(name));
      EXPECT_TRUE(request.authorities().Contains(name));
    }
    EXPECT_EQ(request.authorities().size(), self.authorities.size());
    EXPECT_FALSE(request.signature_schemes().empty());
    EXPECT_EQ(ToString(request.certificate(request.identity_count())), "");
    EXPECT_FALSE(request.CanSign(request.identity_count()));
    EXPECT_FALSE(request.IsFromAuthority(request.identity_count()));
    return self.choice;
  }

  IdentityChoice choice = IdentityChoice::Default();
  int calls = 0;
  Version version = Version::kNone;
  std::string server_name;
  std::string facts;
  std::vector<std::string> identities;
  std::vector<std::string> authorities;
};

class ClientIdentitiesTest : public PairTest {
 protected:
  // A server that asks, and a client with `identities`, the first by the usual calls.
  static PairOptions With(std::vector<const Certificate*> identities,
                          ClientAuth mode = ClientAuth::kRequire) {
    PairOptions options;
    options.client_auth = mode;
    options.client_certificate = identities[0];
    options.client = [=](ClientContextBuilder& builder) {
      for (std::size_t i = 1; i < identities.size(); ++i) {
        builder.AddIdentity(identities[i]->chain_pem, identities[i]->key_pem);
      }
    };
    return options;
  }
  template <class Builder>
  static void Also(std::function<void(Builder&)>& set, std::function<void(Builder&)> more) {
    set = [first = std::move(set), more = std::move(more)](Builder& builder) {
      first(builder);
      more(builder);
    };
  }
  static void AlsoClient(PairOptions& options, std::function<void(ClientContextBuilder&)> more) {
    Also(options.client, std::move(more));
  }
  static void AlsoServer(PairOptions& options, std::function<void(ServerContextBuilder&)> more) {
    Also(options.server, std::move(more));
  }
  static void Choose(PairOptions& options, Selector& selector) {
    AlsoClient(options, [&selector](ClientContextBuilder& builder) {
      builder.ChooseIdentity(Selector::Choose, &selector);
    });
  }
  static void NameAuthorities(PairOptions& options) {
    AlsoServer(options,
               [](ServerContextBuilder& builder) { builder.SendCertificateAuthorities(); });
  }
  // A server that takes RSA signatures only.
  static void OnlyRsa(PairOptions& options) {
    options.server_certificate = &Server(KeyType::kRsa2048);
    AlsoServer(options, [](ServerContextBuilder& builder) {
      builder.SignatureSchemes(is_tls13() ? "rsa_pss_rsae_sha256" : "rsa_pkcs1_sha256");
    });
  }
  static bool ServerNamesAuthorities() {
    return GetParam().server->Supports(Feature::kCertificateAuthorities);
  }

  static void ExpectPresented(const PairOptions& options, const Certificate* certificate) {
    Pair pair(GetParam(), options);
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    const std::string expected = certificate == nullptr ? "" : certificate->der;
    EXPECT_TRUE(ToString(pair.server.peer_certificate()) == expected) << "another certificate";
    EXPECT_TRUE(pair.Echo());
  }
  static void ExpectRefused(const PairOptions& options, const Error& error) {
    Pair pair(GetParam(), options);
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.server_error, error);
    EXPECT_EQ(pair.client_error, Received(error.alert));
  }
  static Error Missing() {
    return BadPeer(Detail::kCertificateMissing,
                   is_tls13() ? Alert::kCertificateRequired : Alert::kHandshakeFailure);
  }
};
OMNITLS_FOR_ALL_PAIRS(ClientIdentitiesTest);

#define SKIP_WITHOUT_AUTHORITIES()                                                          \
  if (!ServerNamesAuthorities()) {                                                          \
    GTEST_SKIP() << GetParam().server->name() << " servers do not name the CAs they trust"; \
  }

TEST_P(ClientIdentitiesTest, TheFirstIsPresentedWhereTheServerTakesAny) {
  ExpectPresented(With({&Client(), &Client(KeyType::kRsa2048)}), &Client());
  ExpectPresented(With({&Client(KeyType::kRsa2048), &Client()}), &Client(KeyType::kRsa2048));
}

TEST_P(ClientIdentitiesTest, NobodyIsPresentedToAServerThatDoesNotAsk) {
  Selector selector;
  PairOptions options = With({&Client(), &Client(KeyType::kRsa2048)}, ClientAuth::kNone);
  Choose(options, selector);
  ExpectPresented(options, nullptr);
  EXPECT_EQ(selector.calls, 0);
}

TEST_P(ClientIdentitiesTest, TheOneIsPresentedWhoseKeyTheServerTakes) {
  PairOptions options = With({&Client(), &Client(KeyType::kRsa2048)});
  OnlyRsa(options);
  ExpectPresented(options, &Client(KeyType::kRsa2048));
}

TEST_P(ClientIdentitiesTest, ACurveCountsInTls13) {
  PairOptions options = With({&Client(KeyType::kEcdsaP384), &Client()});
  AlsoServer(options, [](ServerContextBuilder& builder) {
    builder.SignatureSchemes("ecdsa_secp256r1_sha256");
  });
  ExpectPresented(options, is_tls13() ? &Client() : &Client(KeyType::kEcdsaP384));
}

TEST_P(ClientIdentitiesTest, AKeyThatTheServerDoesNotTakeIsNotPresented) {
  PairOptions options = With({&Client()}, ClientAuth::kRequest);
  OnlyRsa(options);
  ExpectPresented(options, nullptr);
  options.client_auth = ClientAuth::kRequire;
  ExpectRefused(options, Missing());
}

TEST_P(ClientIdentitiesTest, TheOneIsPresentedThatAListedCaIssued) {
  SKIP_WITHOUT_AUTHORITIES();
  for (const KeyType key : {KeyType::kEcdsaP256, KeyType::kRsa2048}) {
    PairOptions options = With({&OtherClient(), &Client(key)});
    NameAuthorities(options);
    ExpectPresented(options, &Client(key));
    options = With({&Client(key), &OtherClient()});
    NameAuthorities(options);
    ExpectPresented(options, &Client(key));
  }
}

TEST_P(ClientIdentitiesTest, ACaFurtherUpTheChainCounts) {
  SKIP_WITHOUT_AUTHORITIES();
  Certificate chained = Issue(ClientSpec(), &Intermediate());
  PairOptions options = With({&OtherClient(), &chained});
  NameAuthorities(options);
  ExpectPresented(options, &chained);
}

// The server's list need not be complete.
TEST_P(ClientIdentitiesTest, WithoutOneOfAListedCaTheFirstIsPresented) {
  SKIP_WITHOUT_AUTHORITIES();
  PairOptions options = With({&OtherClient(), &OtherClient(KeyType::kRsa2048)});
  NameAuthorities(options);
  ExpectRefused(options, BadPeer(Detail::kUnknownIssuer, Alert::kUnknownCa));
}

TEST_P(ClientIdentitiesTest, AProgramSeesWhatTheServerAsksForAndWhatThereIs) {
  Selector selector;
  PairOptions options = With({&OtherClient(), &Client(), &Client(KeyType::kRsa2048)});
  Choose(options, selector);
  if (ServerNamesAuthorities()) NameAuthorities(options);
  AlsoServer(options, [](ServerContextBuilder& builder) { builder.Ca(OtherRoot().pem); });
  ExpectPresented(options, &OtherClient());
  EXPECT_EQ(selector.calls, 1);
  EXPECT_EQ(selector.version, version());
  EXPECT_EQ(selector.server_name, "server.test");
  EXPECT_EQ(selector.identities, (std::vector<std::string>{OtherClient().der, Client().der,
                                                           Client(KeyType::kRsa2048).der}));
  EXPECT_EQ(selector.authorities.size(), ServerNamesAuthorities() ? 2u : 0u);
  EXPECT_EQ(selector.facts, "sasasa");
}

TEST_P(ClientIdentitiesTest, AProgramSeesWhatDoesNotFit) {
  SKIP_WITHOUT_AUTHORITIES();
  Selector selector;
  PairOptions options = With(
      {&OtherClient(KeyType::kRsa2048), &Client(), &OtherClient(), &Client(KeyType::kRsa2048)});
  Choose(options, selector);
  NameAuthorities(options);
  OnlyRsa(options);
  ExpectPresented(options, &Client(KeyType::kRsa2048));
  EXPECT_EQ(selector.facts, "s--a--sa");
  ASSERT_EQ(selector.authorities.size(), 1u);
  EXPECT_NE(Root().der.find(selector.authorities[0]), std::string::npos);
}

TEST_P(ClientIdentitiesTest, AProgramChooses) {
  Selector selector;
  selector.choice = IdentityChoice::Use(1);
  PairOptions options = With({&Client(), &Client(KeyType::kRsa2048)});
  Choose(options, selector);
  ExpectPresented(options, &Client(KeyType::kRsa2048));
  selector.choice = IdentityChoice::Use(0);
  ExpectPresented(options, &Client());
  selector.choice = IdentityChoice::None();
  ExpectRefused(options, Missing());
  options.client_auth = ClientAuth::kRequest;
  ExpectPresented(options, nullptr);
}

TEST_P(ClientIdentitiesTest, AProgramCannotChooseWhatIsNotThereOrDoesNotFit) {
  Selector selector;
  PairOptions options = With({&Client(), &Client(KeyType::kRsa2048)});
  Choose(options, selector);
  OnlyRsa(options);
  for (const std::size_t identity : {0, 2}) {
    selector.choice = IdentityChoice::Use(identity);
    Pair pair(GetParam(), options);
    EXPECT_FALSE(pair.Handshake());
    Error error = Usage(Detail::kNotAvailable);
    error.alert = Alert::kInternalError;
    EXPECT_EQ(pair.client_error, error);
    EXPECT_EQ(pair.server_error, Received(Alert::kInternalError));
  }
}

// Only AddIdentity: to a server that takes ECDSA only, the second.
TEST_P(ClientIdentitiesTest, TheUsualCallsMayBeLeftOut) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  options.client = [](ClientContextBuilder& builder) {
    const Certificate& rsa = Client(KeyType::kRsa2048);
    builder.AddIdentity(rsa.chain_pem, rsa.key_pem);
    builder.AddIdentity(Client().chain_pem, Client().key_pem);
  };
  ExpectPresented(options, &Client(KeyType::kRsa2048));
  AlsoServer(options, [](ServerContextBuilder& builder) {
    builder.SignatureSchemes("ecdsa_secp256r1_sha256");
  });
  ExpectPresented(options, &Client());
}

TEST_P(ClientIdentitiesTest, AnIdentityMayHaveItsKeySomewhereElse) {
  for (const SignerTiming timing : {SignerTiming::kAtOnce, SignerTiming::kLater}) {
    if (timing == SignerTiming::kLater && !GetParam().client->Supports(Feature::kLaterSignatures)) {
      continue;
    }
    for (const KeyType key : {KeyType::kEcdsaP256, KeyType::kRsa2048}) {
      SCOPED_TRACE(static_cast<int>(key));
      SoftwareSigner signer(Client(key));
      Selector selector;
      PairOptions options = With({&Client(KeyType::kEcdsaP384)});
      AlsoClient(options, [&](ClientContextBuilder& builder) {
        builder.AddExternalIdentity(Client(key).chain_pem, &signer, timing);
      });
      Choose(options, selector);
      ExpectPresented(options, &Client(KeyType::kEcdsaP384));
      EXPECT_EQ(signer.asked().size(), 0u);
      selector.choice = IdentityChoice::Use(1);
      ExpectPresented(options, &Client(key));
      EXPECT_EQ(signer.asked().size(), 1u);
    }
  }
}

TEST_P(ClientIdentitiesTest, TheFirstMayHaveItsKeySomewhereElse) {
  SoftwareSigner signer(Client());
  Selector selector;
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  options.client = [&](ClientContextBuilder& builder) {
    const Certificate& rsa = Client(KeyType::kRsa2048);
    builder.CertificateChain(Client().chain_pem).ExternalKey(&signer);
    builder.AddIdentity(rsa.chain_pem, rsa.key_pem);
  };
  Choose(options, selector);
  ExpectPresented(options, &Client());
  EXPECT_EQ(signer.asked().size(), 1u);
  selector.choice = IdentityChoice::Use(1);
  ExpectPresented(options, &Client(KeyType::kRsa2048));
  selector.choice = IdentityChoice::None();
  ExpectRefused(options, Missing());
  EXPECT_EQ(signer.asked().size(), 1u);
}

// A request as long as it may be, and in records as short as they may be.
TEST_P(ClientIdentitiesTest, ALongListOfNamesArrivesWhole) {
  SKIP_WITHOUT_AUTHORITIES();
  static const std::vector<Certificate>& cas = *[] {
    auto* const made = new std::vector<Certificate>;
    for (int i = 0; i < 110; ++i) {
      const std::string number = std::to_string(1000 + i);
      made->push_back(Issue(CaSpec(number + std::string(58, 'x')), nullptr));
    }
    return made;
  }();
  for (const std::size_t fragment : {0, 512}) {
    if (fragment != 0 &&
        !BothSupport(is_tls13() ? Feature::kTls13MaxFragmentLength : Feature::kMaxFragmentLength)) {
      continue;
    }
    Selector selector;
    PairOptions options = With({&OtherClient(), &Client()});
    Choose(options, selector);
    if (fragment != 0) {
      AlsoClient(options,
                 [=](ClientContextBuilder& builder) { builder.MaxFragmentLength(fragment); });
    }
    NameAuthorities(options);
    AlsoServer(options, [&](ServerContextBuilder& builder) {
      for (const Certificate& ca : cas) builder.Ca(ca.pem);
    });
    ExpectPresented(options, &Client());
    EXPECT_EQ(selector.authorities.size(), cas.size() + 1);
  }
}

// Each request is looked at anew, whatever an earlier one was answered with.
TEST_P(ClientIdentitiesTest, ARequestAfterTheHandshakeIsAnsweredInTheSameWay) {
  if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 has no authentication after the handshake";
  if (!BothSupport(Feature::kPostHandshakeAuth)) {
    GTEST_SKIP() << "one of the two has no authentication after the handshake";
  }
  Selector selector;
  PairOptions options =
      With({&OtherClient(), &Client(), &Client(KeyType::kRsa2048)}, ClientAuth::kNone);
  options.client_trusts = &Root();
  Choose(options, selector);
  AlsoClient(options, [](ClientContextBuilder& builder) { builder.PostHandshakeAuthentication(); });
  AlsoServer(options, [](ServerContextBuilder& builder) {
    builder.Ca(Root().pem).PostHandshakeAuthentication(ClientAuth::kRequire);
    if (ServerNamesAuthorities()) builder.SendCertificateAuthorities();
  });
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  const auto ask = [&](IdentityChoice choice) -> std::string {
    selector.choice = choice;
    EXPECT_EQ(*pair.server.RequestClientCertificate(), Next::kReady);
    EXPECT_TRUE(pair.Echo()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_EQ(pair.server.certificate_request_status(), CertificateRequestStatus::kAnswered);
    return ToString(pair.server.peer_certificate());
  };
  EXPECT_TRUE(ask(IdentityChoice::Use(2)) == Client(KeyType::kRsa2048).der);
  EXPECT_TRUE(ask(IdentityChoice::Use(1)) == Client().der);
  if (ServerNamesAuthorities()) {
    EXPECT_TRUE(ask(IdentityChoice::Default()) == Client().der);
  }
  EXPECT_EQ(selector.authorities.size(), ServerNamesAuthorities() ? 1u : 0u);
  selector.choice = IdentityChoice::Use(0);
  EXPECT_EQ(*pair.server.RequestClientCertificate(), Next::kReady);
  EXPECT_FALSE(pair.Echo());
  EXPECT_EQ(pair.server_error, BadPeer(Detail::kUnknownIssuer, Alert::kUnknownCa));
}

TEST_P(ClientIdentitiesTest, ASessionIsBoundToAllIdentities) {
  PairOptions options;
  options.client_certificate = &Client();
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  Result<Session> session = pair.client.TakeSession();
  ASSERT_TRUE(session);
  options.client = [](ClientContextBuilder& builder) {
    builder.AddIdentity(OtherClient().chain_pem, OtherClient().key_pem);
  };
  MemoryPipe pipe;
  ConnectOptions connect;
  connect.server_name = "server.test";
  connect.session = *session;
  EXPECT_EQ(ErrorOf(BuildClient(GetParam(), options).Connect(pipe.client(), connect)),
            Usage(Detail::kPolicyMismatch));
}

class ClientIdentitiesBuilderTest : public BackendTest {
 protected:
  static PairParam param() { return {&backend(), &backend(), Version::kTls13}; }
};
OMNITLS_FOR_ALL_BACKENDS(ClientIdentitiesBuilderTest);

TEST_P(ClientIdentitiesBuilderTest, AnErrorNamesTheIdentity) {
  const auto fails = [](auto add) {
    std::string message;
    PairOptions options;
    options.client = [&](ClientContextBuilder& builder) {
      builder.AddIdentity(Client().chain_pem, Client().key_pem);
      add(builder);
    };
    const auto built = TryBuildClient(param(), options, &message);
    EXPECT_FALSE(built);
    Error error = built ? Error() : built.error();
    error.native = 0;
    return ToString(error) + ": " + message.substr(0, message.find("; "));
  };
  const auto with = [&](const std::string& chain, const std::string& key) {
    return fails([&](ClientContextBuilder& builder) { builder.AddIdentity(chain, key); });
  };
  EXPECT_EQ(with("", Client().key_pem),
            "config/empty_input: certificate chain of AddIdentity no. 2: is empty");
  EXPECT_EQ(
      with("junk", Client().key_pem),
      "config/malformed_certificate: certificate chain of AddIdentity no. 2: certificate 1 of 1 "
      "cannot be parsed: it is not one DER SEQUENCE");
  EXPECT_EQ(with(Client().pem, "junk"),
            "config/no_private_key_found: private key of AddIdentity no. 2: is neither a PEM nor a "
            "DER private key");
  EXPECT_NE(with(Client().pem, OtherClient().key_pem)
                .find("config/key_mismatch: private key of AddIdentity no. 2: "),
            std::string::npos);
  const std::string files = fails([](ClientContextBuilder& builder) {
    builder.AddIdentityFiles("/nowhere.pem", "/nowhere.key");
  });
  EXPECT_EQ(files.find("config/file_unreadable: /nowhere.pem"), 0u) << files;
}

TEST_P(ClientIdentitiesBuilderTest, NamesOfCasNeedARequest) {
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) { builder.SendCertificateAuthorities(); };
  EXPECT_EQ(ErrorOf(TryBuildServer(param(), options)), Config(Detail::kSetting));
}

TEST_P(ClientIdentitiesBuilderTest, NamesOfCasAreRefusedWithoutTheFeature) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  options.server = [](ServerContextBuilder& builder) { builder.SendCertificateAuthorities(); };
  const Without lacking(backend(), Feature::kCertificateAuthorities);
  std::string message;
  EXPECT_EQ(ErrorOf(TryBuildServer({&lacking, &lacking, Version::kTls13}, options, &message)),
            (Error{ErrorKind::kUnsupported, Detail::kSetting}));
  EXPECT_NE(message.find("names of certificate authorities"), std::string::npos) << message;
}

TEST_P(ClientIdentitiesBuilderTest, TooManyNamesOfCasAreRefused) {
  if (!backend().Supports(Feature::kCertificateAuthorities)) {
    GTEST_SKIP() << backend().name() << " servers do not name the CAs they trust";
  }
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  options.server = [](ServerContextBuilder& builder) {
    for (int i = 0; i < 160; ++i) {
      const Certificate ca =
          Issue(CaSpec(std::to_string(1000 + i) + std::string(58, 'y')), nullptr);
      builder.Ca(ca.pem);
    }
    builder.SendCertificateAuthorities();
  };
  EXPECT_EQ(ErrorOf(TryBuildServer(param(), options)), Config(Detail::kOutOfRange));
}

}  // namespace
}  // namespace omnitls::conformance
