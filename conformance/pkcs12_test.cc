// Identities from PKCS#12 files: what is opened, what a context does with it, and that every
// backend says the same.

#include "conformance/pkcs12.h"

#include <fstream>

#include "conformance/cases.h"
#include "conformance/pfx.h"

namespace omnitls::conformance {
namespace {

using pkcs12::testing::MacKind;
using pkcs12::testing::Scheme;

const Certificate& ServerUnderIntermediate() {
  static const Certificate& server = *new Certificate(Issue(ServerSpec(), &Intermediate()));
  return server;
}

class Pkcs12Test : public BackendTest {
 protected:
  // Opens a file and finds the identity of a certificate in it.
  static void ExpectIdentity(const PfxSpec& spec, const std::vector<const Certificate*>& chain) {
    const OpenedPfx opened = OpenPfx(backend(), WritePfx(spec), spec.password);
    ASSERT_FALSE(opened.error) << opened.message;
    EXPECT_EQ(opened.key, ToString(KeyEntry(*chain[0]).content));
    ASSERT_EQ(opened.chain.size(), chain.size());
    for (std::size_t i = 0; i < chain.size(); ++i) EXPECT_EQ(opened.chain[i], chain[i]->der) << i;
  }
};
OMNITLS_FOR_ALL_BACKENDS(Pkcs12Test);

TEST_P(Pkcs12Test, EncryptionOfEveryKind) {
  for (const Scheme scheme : {Scheme::kPlain, Scheme::kAes128, Scheme::kAes192, Scheme::kAes256,
                              Scheme::kPbes2TripleDes, Scheme::kTripleDes}) {
    for (const KeyType key : {KeyType::kEcdsaP256, KeyType::kRsa2048, KeyType::kEd25519}) {
      SCOPED_TRACE(int(scheme));
      PfxSpec spec = PfxOf(Server(key));
      spec.certificate_scheme = scheme;
      spec.key_scheme = scheme;
      ExpectIdentity(spec, {&Server(key)});
    }
  }
}

TEST_P(Pkcs12Test, CertificatesMayBePlainWhereTheKeyIsNot) {
  PfxSpec spec = PfxOf(ServerUnderIntermediate());
  spec.certificate_scheme = Scheme::kPlain;
  ExpectIdentity(spec, {&ServerUnderIntermediate(), &Intermediate()});
}

TEST_P(Pkcs12Test, AuthenticationOfEveryKind) {
  for (const HashAlgorithm hash : {HashAlgorithm::kSha1, HashAlgorithm::kSha256,
                                   HashAlgorithm::kSha384, HashAlgorithm::kSha512}) {
    for (const MacKind mac : {MacKind::kPkcs12, MacKind::kPbmac1}) {
      for (const std::uint32_t iterations : {1, 5}) {
        SCOPED_TRACE(int(hash));
        PfxSpec spec = PfxOf(Server());
        spec.mac = mac;
        spec.mac_hash = hash;
        spec.prf = hash;
        spec.mac_iterations = iterations;
        ExpectIdentity(spec, {&Server()});
        spec.names_prf = hash != HashAlgorithm::kSha1;
        ExpectIdentity(spec, {&Server()});
        spec.password += "x";
        EXPECT_EQ(OpenPfx(backend(), WritePfx(spec), "another").error,
                  Config(Detail::kWrongPassword));
      }
    }
  }
}

TEST_P(Pkcs12Test, WithoutAuthentication) {
  PfxSpec spec = PfxOf(Server());
  spec.mac = MacKind::kNone;
  ExpectIdentity(spec, {&Server()});
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(OpenPfx(backend(), WritePfx(spec), std::to_string(i)).error,
              Config(Detail::kWrongPassword));
  }
  EXPECT_EQ(OpenPfx(backend(), WritePfx(spec), "").error, Config(Detail::kPasswordRequired));
  // Nothing is encrypted: nobody asks for a password.
  spec.certificate_scheme = Scheme::kPlain;
  spec.key_scheme = Scheme::kPlain;
  const OpenedPfx opened = OpenPfx(backend(), WritePfx(spec), "another");
  EXPECT_FALSE(opened.error) << opened.message;
  EXPECT_EQ(opened.times_asked, 0);
}

TEST_P(Pkcs12Test, ThePasswordIsAskedForOnce) {
  const OpenedPfx opened = OpenPfx(backend(), WritePfx(PfxOf(Server())), "open sesame");
  EXPECT_FALSE(opened.error);
  EXPECT_EQ(opened.times_asked, 1);
}

TEST_P(Pkcs12Test, AnEmptyPasswordAndNone) {
  for (const bool is_nothing : {false, true}) {
    for (const Scheme scheme : {Scheme::kAes256, Scheme::kTripleDes}) {
      SCOPED_TRACE(is_nothing);
      PfxSpec spec = PfxOf(Server());
      spec.password = "";
      spec.password_is_nothing = is_nothing;
      spec.certificate_scheme = scheme;
      spec.key_scheme = scheme;
      ExpectIdentity(spec, {&Server()});
      EXPECT_EQ(OpenPfx(backend(), WritePfx(spec), "x").error, Config(Detail::kWrongPassword));
    }
  }
}

TEST_P(Pkcs12Test, PasswordsInOtherLetters) {
  for (const std::string password : {"gr\xC3\xBC\xC3\x9F"
                                     "e",
                                     "\xE5\xAF\x86\xE7\xA0\x81", "\xF0\x9F\x94\x91 key"}) {
    PfxSpec spec = PfxOf(Server());
    spec.password = password;
    spec.key_scheme = Scheme::kTripleDes;
    ExpectIdentity(spec, {&Server()});
  }
}

TEST_P(Pkcs12Test, PasswordsThatAreNotUtf8) {
  for (const std::string password :
       {"\xFF", "a\x80", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80"}) {
    const OpenedPfx opened = OpenPfx(backend(), WritePfx(PfxOf(Server())), password);
    EXPECT_EQ(opened.error, Config(Detail::kWrongPassword));
    EXPECT_NE(opened.message.find("UTF-8"), std::string::npos) << opened.message;
  }
  // PBKDF2 takes any bytes.
  PfxSpec spec = PfxOf(Server());
  spec.password = "\xFF";
  spec.mac = MacKind::kPbmac1;
  ExpectIdentity(spec, {&Server()});
}

TEST_P(Pkcs12Test, CertificatesInAnyOrder) {
  const Certificate middle = Issue(CaSpec("middle"), &Intermediate());
  const Certificate leaf = Issue(ServerSpec(), &middle);
  std::vector<PfxSpec::Entry> certificates = {
      CertificateEntry(leaf, "1"), CertificateEntry(middle), CertificateEntry(Intermediate()),
      CertificateEntry(Root()), CertificateEntry(OtherRoot())};
  PfxSpec spec;
  spec.keys = {KeyEntry(leaf, "1")};
  std::sort(certificates.begin(), certificates.end(),
            [](const auto& a, const auto& b) { return a.content < b.content; });
  do {
    spec.certificates = certificates;
    ExpectIdentity(spec, {&leaf, &middle, &Intermediate()});
  } while (
      std::next_permutation(certificates.begin(), certificates.end(),
                            [](const auto& a, const auto& b) { return a.content < b.content; }));
}

TEST_P(Pkcs12Test, TheLeafIsFoundWithoutAnId) {
  for (const KeyType key : {KeyType::kEcdsaP256, KeyType::kEcdsaP384, KeyType::kRsa2048}) {
    PfxSpec spec;
    spec.keys = {KeyEntry(Server(key))};
    spec.certificates = {CertificateEntry(Server(KeyType::kRsa3072)), CertificateEntry(Root()),
                         CertificateEntry(Server(key))};
    ExpectIdentity(spec, {&Server(key)});
    // An ID that only the key has.
    spec.keys[0].id = "2";
    ExpectIdentity(spec, {&Server(key)});
    // One that another certificate has, too.
    spec.certificates[0].id = "2";
    ExpectIdentity(spec, {&Server(key)});
  }
}

// It has no public key in it, as EC keys may have none.
TEST_P(Pkcs12Test, TheLeafOfAKeyThatDoesNotTell) {
  const Certificate& server = Server(KeyType::kEd25519);
  CertificateSpec other_spec = ClientSpec();
  other_spec.key = KeyType::kEd25519;
  const Certificate other = Issue(other_spec, &Root());
  PfxSpec spec;
  spec.keys = {KeyEntry(server, "1")};
  spec.certificates = {CertificateEntry(other), CertificateEntry(Root()),
                       CertificateEntry(server, "1")};
  ExpectIdentity(spec, {&server});
  spec.certificates = {CertificateEntry(Root()), CertificateEntry(server)};
  ExpectIdentity(spec, {&server});
  spec.certificates = {CertificateEntry(other), CertificateEntry(server)};
  EXPECT_EQ(OpenPfx(backend(), WritePfx(spec), spec.password).error, Config(Detail::kKeyMismatch));
}

TEST_P(Pkcs12Test, OfRenewedCertificatesTheLastToExpire) {
  CertificateSpec of_rsa = ServerSpec();
  of_rsa.key = KeyType::kRsa2048;
  const Certificate shorter = Issue(of_rsa, &Root());
  of_rsa.not_after_seconds *= 2;
  Certificate longer;
  // RSA keys come from a pool: some time, the same one comes again.
  do {
    longer = Issue(of_rsa, &Root());
  } while (longer.key_pem != shorter.key_pem);
  PfxSpec spec;
  spec.keys = {KeyEntry(longer)};
  spec.certificates = {CertificateEntry(shorter), CertificateEntry(longer),
                       CertificateEntry(shorter)};
  ExpectIdentity(spec, {&longer});
}

TEST_P(Pkcs12Test, OfIssuersOfOneNameTheOneWithTheKey) {
  CertificateSpec other_spec = CaSpec("omnitls test intermediate");
  other_spec.key = KeyType::kRsa2048;
  other_spec.not_after_seconds *= 2;
  const Certificate other = Issue(other_spec, &Root());
  PfxSpec spec = PfxOf(ServerUnderIntermediate());
  spec.certificates.push_back(CertificateEntry(other));
  ExpectIdentity(spec, {&ServerUnderIntermediate(), &Intermediate()});
  std::swap(spec.certificates[1], spec.certificates[2]);
  ExpectIdentity(spec, {&ServerUnderIntermediate(), &Intermediate()});
}

TEST_P(Pkcs12Test, ASelfSignedLeafIsNotARootThatIsLeftOut) {
  const Certificate leaf = Issue(ServerSpec(), nullptr);
  ExpectIdentity(PfxOf(leaf), {&leaf});
}

// Identities in a whole context.
class Pkcs12PairTest : public PairTest {};
OMNITLS_FOR_ALL_PAIRS(Pkcs12PairTest);

TEST_P(Pkcs12PairTest, BothEndsHaveTheirIdentityFromAFile) {
  static const Certificate& client_identity =
      *new Certificate(Issue(ClientSpec(), &Intermediate()));
  static const std::string server_file = WritePfx(PfxOf(ServerUnderIntermediate()));
  static const std::string client_file = WritePfx(PfxOf(client_identity));
  PairOptions options;
  options.server_certificate = nullptr;
  options.client_auth = ClientAuth::kRequire;
  options.server = [](auto& builder) { builder.Pkcs12(AsBytes(server_file)).Password(GiveSesame); };
  options.client = [](auto& builder) { builder.Pkcs12(AsBytes(client_file)).Password(GiveSesame); };
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_TRUE(pair.Echo());
  for (const auto& [seen, leaf] : {std::pair(pair.client.peer_chain(), &ServerUnderIntermediate()),
                                   std::pair(pair.server.peer_chain(), &client_identity)}) {
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(ToString(seen[0]), leaf->der);
    EXPECT_EQ(ToString(seen[1]), Intermediate().der);
  }
}

TEST_P(Pkcs12PairTest, AnRsaKeyInTheOldForm) {
  PfxSpec spec = PfxOf(Server(KeyType::kRsa2048));
  spec.certificate_scheme = Scheme::kTripleDes;
  spec.key_scheme = Scheme::kTripleDes;
  spec.mac_hash = HashAlgorithm::kSha1;
  const std::string path = testing::TempDir() + "/" + Name(GetParam()) + ".p12";
  std::ofstream(path, std::ios::binary) << WritePfx(spec);
  PairOptions options;
  options.server_certificate = nullptr;
  options.server = [&](auto& builder) { builder.Pkcs12File(path.c_str()).Password(GiveSesame); };
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_TRUE(pair.Echo());
  EXPECT_EQ(ToString(pair.client.peer_chain()[0]), Server(KeyType::kRsa2048).der);
}

}  // namespace
}  // namespace omnitls::conformance
