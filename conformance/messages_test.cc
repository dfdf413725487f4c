// The sentences that people get: one for every kind, detail and alert, and those of real faults,
// which are the same on every backend but for the library's own code at the end. messages.txt has
// them all. To write it anew, from the faults as they are seen:
//
//   WRITE_MESSAGES=1 ./bazelw run --config=openssl //conformance:messages_test

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "conformance/cases.h"
#include "omnitls/client_hello_view.h"
#include "omnitls/describe.h"
#include "omnitls/hello_decision.h"

namespace omnitls::conformance {
namespace {

constexpr char kFile[] = "conformance/messages.txt";

// Messages is the file.
class Messages : public testing::Environment {
 public:
  static Messages& Get() {
    static auto& messages = *new Messages;  // Deleted by nobody: the test's environment.
    return messages;
  }

  void SetUp() override {
    std::ifstream file(kFile);
    for (std::string line; std::getline(file, line);) {
      const std::size_t end = line.find(": ", line.find(": ") + 1);
      if (end != std::string::npos) wanted_[line.substr(0, end)] = line.substr(end + 2);
    }
  }

  // `version`: one of the versions that the fault is tried with; empty: there are none.
  void Expect(const std::string& name, const std::string& version, const std::string& sentence) {
    const auto [seen, is_new] = seen_[name].try_emplace(version, sentence);
    EXPECT_EQ(seen->second, sentence) << name << ": not the same everywhere";
    if (!is_new || is_writing_) return;
    const bool is_for_all = version.empty() || wanted_.count(name) == 1;
    EXPECT_EQ(sentence, wanted_[is_for_all ? name : name + ", " + version]) << name;
  }

  void TearDown() override {
    if (is_writing_) return Write();
    if (testing::GTEST_FLAG(filter) != "*") return;
    const std::map<std::string, std::string> lines = Lines();
    for (const auto& [name, sentence] : wanted_) {
      EXPECT_TRUE(lines.count(name) == 1) << kFile << " has a line that nobody says: " << name;
    }
  }

 private:
  // One for both versions where they are the same.
  std::map<std::string, std::string> Lines() const {
    std::map<std::string, std::string> lines;
    for (const auto& [name, by_version] : seen_) {
      const bool is_same = by_version.begin()->second == by_version.rbegin()->second;
      for (const auto& [version, sentence] : by_version) {
        lines[is_same ? name : name + ", " + version] = sentence;
      }
    }
    return lines;
  }
  void Write() const {
    const char* const workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
    std::ofstream file((workspace == nullptr ? "." : workspace) + std::string("/") + kFile);
    file << "# Written by a run of //conformance:messages_test: see there.\n";
    for (const auto& [name, sentence] : Lines()) file << name << ": " << sentence << "\n";
    EXPECT_TRUE(file.flush().good()) << kFile;
  }

  const bool is_writing_ = std::getenv("WRITE_MESSAGES") != nullptr;
  std::map<std::string, std::string> wanted_;
  std::map<std::string, std::map<std::string, std::string>> seen_;
};
const testing::Environment* const kEnvironment =
    testing::AddGlobalTestEnvironment(&Messages::Get());

// Whether `text` has a time at a place.
bool HasTimeAt(const std::string& text, std::size_t at) {
  constexpr std::string_view kForm = "dddd-dd-dd dd:dd:ddZ";
  if (text.size() - at < kForm.size()) return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const char c = text[at + i];
    if (kForm[i] == 'd' ? c < '0' || '9' < c : c != kForm[i]) return false;
  }
  return true;
}

// Without what is not the same from day to day, and from backend to backend.
std::string Comparable(std::string sentence, std::string_view backend = "") {
  for (std::size_t at = 0; at < sentence.size(); ++at) {
    if (HasTimeAt(sentence, at)) sentence.replace(at, 20, "<time>");
  }
  // " [openssl: 123]", at the end.
  const std::size_t code = sentence.rfind(" [");
  if (code != sentence.npos && sentence.back() == ']') {
    const bool is_transport = sentence.compare(code, 13, " [transport: ") == 0;
    sentence.replace(code, sentence.npos, is_transport ? " [transport: <errno>]" : "");
  }
  if (!backend.empty() && sentence.substr(0, backend.size()) == backend) {
    sentence.replace(0, backend.size(), "<backend>");
  }
  return sentence;
}

// What belongs to every message: it is one sentence, and says what to do.
void ExpectUseful(const std::string& sentence) {
  EXPECT_NE(sentence.find("; "), std::string::npos) << "nothing to do: " << sentence;
  EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
  EXPECT_EQ(sentence.find(". "), std::string::npos) << "two sentences: " << sentence;
  EXPECT_LE(sentence.size(), 400u) << sentence;
}

void Expect(const std::string& name, const std::string& sentence, const std::string& version = "") {
  ExpectUseful(sentence);
  Messages::Get().Expect(name, version, sentence);
}

// --- every kind, every detail, every alert

constexpr int kKinds = static_cast<int>(ErrorKind::kInternal) + 1;

// The kind that an error with this detail usually has.
ErrorKind KindOf(Detail detail) {
  if (detail <= Detail::kCertificateMissing) return ErrorKind::kCertificate;
  if (detail <= Detail::kUnsupportedExtension) return ErrorKind::kProtocol;
  if (detail <= Detail::kSignerFailed) return ErrorKind::kConfig;
  return detail == Detail::kTimedOut ? ErrorKind::kTransport : ErrorKind::kUsage;
}

std::string Sentence(const Error& error) {
  internal::Failure failure;
  failure.error = error;
  failure.backend = "library";
  std::array<char, 768> text;
  return std::string(internal::WriteSentence(failure, text));
}

TEST(MessagesTest, EveryKindHasOne) {
  for (int i = 0; i < kKinds; ++i) {
    const Error error{static_cast<ErrorKind>(i), Detail::kNone, Alert::kInternalError};
    Expect("kind: " + std::string(ErrorKindName(error.kind)), Sentence(error));
  }
}

TEST(MessagesTest, EveryDetailHasOneOfItsOwn) {
  std::set<std::string> sentences;
  for (int i = 1; i <= 255; ++i) {
    const auto detail = static_cast<Detail>(i);
    if (DetailName(detail) == "unknown_detail") continue;
    const std::string sentence = Sentence({KindOf(detail), detail});
    Expect("detail: " + std::string(DetailName(detail)), sentence);
    EXPECT_TRUE(sentences.insert(sentence).second) << sentence;
  }
}

TEST(MessagesTest, EveryAlertHasOne) {
  for (int i = 0; i < 255; ++i) {
    const auto alert = static_cast<Alert>(i);
    if (AlertName(alert) == "unknown_alert" && i != 1) continue;
    Expect("alert: " + std::string(AlertName(alert)), Sentence(Received(alert)));
  }
}

TEST(MessagesTest, ACodeComesLast) {
  EXPECT_EQ(Sentence({ErrorKind::kProtocol, Detail::kBadRecordMac, Alert::kNone, -7}),
            Sentence({ErrorKind::kProtocol, Detail::kBadRecordMac}) + " [library: -7]");
  EXPECT_EQ(Sentence({ErrorKind::kTransport, Detail::kNone, Alert::kNone, 104}),
            Sentence({ErrorKind::kTransport}) + " [transport: 104]");
}

// --- real faults of connections

class ConnectionMessagesTest : public PairTest {
 protected:
  // The sentences of both ends of a connection that fails.
  static void ExpectBoth(const std::string& fault, Pair& pair) {
    const std::string version = is_tls13() ? "TLS 1.3" : "TLS 1.2";
    EXPECT_FALSE(pair.Handshake()) << fault;
    pair.Settle();
    for (const bool client : {true, false}) {
      const std::string text = Describe(client ? pair.client : pair.server);
      EXPECT_NE(text, "") << fault;
      Expect("fault: " + fault + (client ? ", client" : ", server"), Comparable(text), version);
    }
  }
  static void ExpectBoth(const std::string& fault, const PairOptions& options) {
    Pair pair(GetParam(), options);
    ExpectBoth(fault, pair);
  }
  static void ExpectRefused(const std::string& fault, const Certificate& certificate) {
    PairOptions options;
    options.server_certificate = &certificate;
    ExpectBoth(fault, options);
  }
  static CertificateSpec Changed(const std::function<void(CertificateSpec&)>& change) {
    CertificateSpec spec = ServerSpec();
    change(spec);
    return spec;
  }
};
OMNITLS_FOR_ALL_PAIRS(ConnectionMessagesTest);

constexpr std::int64_t kDay = 24 * 3600;

TEST_P(ConnectionMessagesTest, ABadCertificate) {
  using Spec = CertificateSpec;
  const auto refused = [](const std::string& fault, const std::function<void(Spec&)>& change) {
    ExpectRefused(fault, Issue(Changed(change), &Root()));
  };
  refused("expired", [](Spec& spec) {
    spec.not_before_seconds = -10 * kDay;
    spec.not_after_seconds = -3 * kDay - 60;
  });
  refused("not yet valid", [](Spec& spec) { spec.not_before_seconds = 2 * kDay + 60; });
  refused("another name", [](Spec& spec) { spec.dns_names = {"other.test"}; });
  refused("a client's", [](Spec& spec) { spec.extended_key_usage = {"clientAuth"}; });
  refused("weak key", [](Spec& spec) { spec.key = KeyType::kRsa1024; });
  refused("bad signature", [](Spec& spec) { spec.corrupt_signature = true; });
  ExpectRefused("self-signed", Issue(ServerSpec(), nullptr));
  ExpectRefused("unknown issuer", Issue(ServerSpec(), &OtherRoot()));
}

TEST_P(ConnectionMessagesTest, ABadCertificateInTheChain) {
  CertificateSpec spec = CaSpec("old intermediate");
  spec.not_before_seconds = -10 * kDay;
  spec.not_after_seconds = -kDay - 60;
  const Certificate old = Issue(spec, &Root());
  ExpectRefused("expired intermediate", Issue(ServerSpec(), &old));
  spec = CaSpec("no CA");
  spec.is_ca = false;
  const Certificate no_ca = Issue(spec, &Root());
  ExpectRefused("not a CA", Issue(ServerSpec(), &no_ca));
}

TEST_P(ConnectionMessagesTest, RevocationAndPins) {
  const Certificate server = Issue(ServerSpec(), &Root());
  PairOptions options;
  options.server_certificate = &server;
  const std::string crl = MakeCrl(Root(), {&server});
  options.client = [&](ClientContextBuilder& builder) { builder.Crl(crl); };
  ExpectBoth("revoked", options);
  const std::string stale = MakeCrl(Root(), {}, -7200, -3600);
  options.client = [&](ClientContextBuilder& builder) {
    builder.Crl(stale).OnMissingCrl(MissingCrl::kRefuse);
  };
  ExpectBoth("stale CRL", options);
  options.client = [&](ClientContextBuilder& builder) {
    builder.PinPublicKey(PublicKeyPin(OtherRoot()));
  };
  ExpectBoth("not pinned", options);
}

TEST_P(ConnectionMessagesTest, ClientCertificates) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  ExpectBoth("no client certificate", options);
  options.client_certificate = &Server();
  ExpectBoth("a server's as a client's", options);
}

TEST_P(ConnectionMessagesTest, NothingInCommon) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.Groups("secp256r1"); };
  options.server = [](ServerContextBuilder& builder) { builder.Groups("secp384r1"); };
  ExpectBoth("no common group", options);
  options = {};
  options.client_alpn = {"h2"};
  options.server_alpn = {"http/1.1"};
  ExpectBoth("no common application protocol", options);
  options = {};
  const bool tls13 = is_tls13();
  options.client = [=](ClientContextBuilder& builder) {
    tls13 ? builder.Tls13CipherSuites("TLS_AES_128_GCM_SHA256")
          : builder.Tls12CipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
  };
  options.server = [=](ServerContextBuilder& builder) {
    tls13 ? builder.Tls13CipherSuites("TLS_AES_256_GCM_SHA384")
          : builder.Tls12CipherSuites("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
  };
  ExpectBoth("no common suite", options);
  options = {};
  options.server = [](ServerContextBuilder& builder) {
    builder.AddIdentity("other.test", Server().chain_pem, Server().key_pem)
        .RequireKnownServerName();
  };
  ExpectBoth("a name that is not served", options);
  options.server = [](ServerContextBuilder& builder) {
    builder.OnClientHello(
        [](void*, const ClientHelloView&) { return HelloDecision::Refuse(Alert::kAccessDenied); });
  };
  ExpectBoth("refused by the program", options);
}

TEST_P(ConnectionMessagesTest, NoCommonVersion) {
  PairParam other = GetParam();
  other.version = is_tls13() ? Version::kTls12 : Version::kTls13;
  Pair pair(BuildClient(GetParam()), BuildServer(other));
  ExpectBoth("no common version", pair);
}

TEST_P(ConnectionMessagesTest, TheEndOfTheTransport) {
  {
    Pair pair(GetParam());
    pair.pipe->to_client().ended = pair.pipe->to_server().ended = true;
    ExpectBoth("end during the handshake", pair);
  }
  for (const bool resets : {false, true}) {
    Pair pair(GetParam());
    ASSERT_TRUE(pair.Handshake());
    pair.Settle();
    for (MemoryPipe::Direction* way : {&pair.pipe->to_client(), &pair.pipe->to_server()}) {
      resets ? (void)(way->read_error = ECONNRESET) : (void)(way->ended = true);
    }
    pair.Settle();
    pair.client_error.reset();
    ExpectBoth(resets ? "reset" : "end after the handshake", pair);
  }
}

TEST_P(ConnectionMessagesTest, AnAlteredRecord) {
  for (const bool client : {true, false}) {
    Pair pair(GetParam());
    ASSERT_TRUE(pair.Handshake());
    pair.Settle();
    ASSERT_TRUE((client ? pair.client : pair.server).Write(AsBytes("data")));
    (client ? pair.pipe->to_server() : pair.pipe->to_client()).bytes.back() ^= 1;
    pair.Settle();
    ExpectBoth(client ? "altered record of the client" : "altered record of the server", pair);
  }
}

// --- what builders say

class BuilderMessagesTest : public BackendTest {
 protected:
  template <class Change>
  static void ExpectServer(const std::string& fault, Change change) {
    ServerContextBuilder builder(backend());
    change(builder);
    EXPECT_FALSE(builder.Build()) << fault;
    Expect("builder: " + fault, Comparable(std::string(builder.error_message()), backend().name()));
  }
  template <class Change>
  static void ExpectClient(const std::string& fault, Change change) {
    ClientContextBuilder builder(backend());
    change(builder);
    EXPECT_FALSE(builder.Build()) << fault;
    Expect("builder: " + fault, Comparable(std::string(builder.error_message()), backend().name()));
  }
};
OMNITLS_FOR_ALL_BACKENDS(BuilderMessagesTest);

TEST_P(BuilderMessagesTest, IdentitiesAndKeys) {
  using Builder = ServerContextBuilder;
  ExpectServer("nothing at all", [](Builder&) {});
  ExpectServer("no key", [](Builder& b) { b.CertificateChain(Server().pem); });
  ExpectServer("another's key", [](Builder& b) {
    b.CertificateChain(Server().pem).PrivateKey(Server(KeyType::kEcdsaP384).key_pem);
  });
  ExpectServer("a bad second certificate", [](Builder& b) {
    b.CertificateChain(Server().pem +
                       "-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n");
  });
  ExpectServer("no base64", [](Builder& b) {
    b.CertificateChain("-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n");
  });
  ExpectServer("no certificate", [](Builder& b) { b.CertificateChain(Server().key_pem); });
  ExpectServer("no private key", [](Builder& b) { b.PrivateKey(Server().pem); });
  ExpectServer("no end", [](Builder& b) { b.PrivateKey(Server().key_pem.substr(0, 100)); });
  const std::string encrypted = EncryptKey(Server(), "secret");
  ExpectServer("no password",
               [&](Builder& b) { b.CertificateChain(Server().pem).PrivateKey(encrypted); });
}

TEST_P(BuilderMessagesTest, NamesAndNumbers) {
  using Builder = ClientContextBuilder;
  ExpectClient("no CA", [](Builder&) {});
  ExpectClient("unknown suite", [](Builder& b) { b.Tls12CipherSuites("RC4-MD5"); });
  ExpectClient("unknown group", [](Builder& b) { b.Groups("secp256r1:P-999"); });
  ExpectClient("server name", [](Builder& b) { b.ServerName("not a name"); });
  ExpectClient("ALPN twice", [](Builder& b) { b.Alpn({"h2", "h2"}); });
  ExpectClient("record size", [](Builder& b) { b.MaxRecordSize(1); });
  ExpectClient("versions", [](Builder& b) {
    b.Ca(Root().pem).MinVersion(Version::kTls13).MaxVersion(Version::kTls12);
  });
  ExpectClient("record size limit", [](Builder& b) { b.Ca(Root().pem).RecordSizeLimit(512); });
  ExpectClient("CA file", [](Builder& b) { b.Ca("nonsense"); });
  ExpectClient("CRL", [](Builder& b) { b.Crl("nonsense"); });
  ExpectClient("pin", [](Builder& b) { b.PinPublicKey("sha256//x"); });
}

TEST_P(BuilderMessagesTest, ABuilderThatHasBuilt) {
  ClientContextBuilder builder(backend());
  builder.Ca(Root().pem);
  EXPECT_TRUE(builder.Build());
  EXPECT_FALSE(builder.Build());
  Expect("builder: has built", std::string(builder.error_message()));
}

}  // namespace
}  // namespace omnitls::conformance
