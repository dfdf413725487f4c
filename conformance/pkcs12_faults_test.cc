// What PKCS#12 files are refused for: with the error, and a sentence that says what is wrong and
// what to do. The same for every backend.

#include <fstream>

#include "conformance/cases.h"
#include "conformance/pfx.h"
#include "conformance/pkcs12.h"
#include "conformance/without.h"

namespace omnitls::conformance {
namespace {

using namespace pkcs12::testing;  // NOLINT

constexpr Error kMalformed = Config(Detail::kMalformedPkcs12);
constexpr Error kUnsupportedAlgorithm = {ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm};

std::string Write(const Der& der) { return std::string(der.begin(), der.end()); }

class Pkcs12FaultsTest : public BackendTest {
 protected:
  // What a builder says about a file.
  static void ExpectRefused(const std::string& file, const Error& error, const std::string& words,
                            PasswordCallback password = GiveSesame,
                            const Backend& with = backend()) {
    const std::string path =
        testing::TempDir() + "/refused_" + std::string(backend().name()) + ".p12";
    std::ofstream(path, std::ios::binary) << file;
    ServerContextBuilder builder(with);
    builder.Pkcs12File(path.c_str()).Password(password);
    EXPECT_EQ(ErrorOf(builder.Build()), error) << builder.error_message();
    const std::string message(builder.error_message());
    EXPECT_NE(message.find(path), std::string::npos) << message;
    EXPECT_NE(message.find(words), std::string::npos) << "no '" << words << "' in: " << message;
  }
  static void ExpectRefused(const PfxSpec& spec, const Error& error, const std::string& words,
                            PasswordCallback password = GiveSesame) {
    ExpectRefused(WritePfx(spec), error, words, password);
  }
  // An error of the builder's calls and of Build.
  template <class Change>
  static void ExpectBuilderError(const Error& error, const std::string& words, Change change) {
    ServerContextBuilder builder(backend());
    change(builder);
    EXPECT_EQ(ErrorOf(builder.Build()), error) << builder.error_message();
    const std::string message(builder.error_message());
    EXPECT_NE(message.find(words), std::string::npos) << "no '" << words << "' in: " << message;
  }
};
OMNITLS_FOR_ALL_BACKENDS(Pkcs12FaultsTest);

TEST_P(Pkcs12FaultsTest, Passwords) {
  const PfxSpec spec = PfxOf(Server());
  const auto none = [](void*, MutableBytes) -> std::size_t { return 0; };
  const auto wrong = [](void*, MutableBytes out) -> std::size_t { return out[0] = 1; };
  const auto too_long = [](void*, MutableBytes out) { return out.size() + 1; };
  for (const MacKind mac : {MacKind::kPkcs12, MacKind::kPbmac1, MacKind::kNone}) {
    PfxSpec with = spec;
    with.mac = mac;
    ExpectRefused(with, Config(Detail::kPasswordRequired), "call Password", nullptr);
    ExpectRefused(with, Config(Detail::kPasswordRequired), "call Password", none);
    ExpectRefused(with, Config(Detail::kPasswordRequired), "1,024", too_long);
    ExpectRefused(with, Config(Detail::kWrongPassword), "password", wrong);
  }
}

TEST_P(Pkcs12FaultsTest, WhatIsNoFile) {
  for (const auto& [file, words] :
       {std::pair<std::string, std::string>("this is no PKCS#12 file", "damaged"),
        {std::string(100, '\0'), "damaged"},
        {Server().der, "version"},
        {WritePfx(PfxOf(Server())) + "x", "one SEQUENCE"},
        {Write(Seq({Integer(4)})), "version"},
        {Write(Seq({Integer(3)})), "content"}}) {
    ExpectRefused(file, kMalformed, words);
  }
  ExpectRefused("", Config(Detail::kEmptyInput), "empty");
  ExpectRefused(Server().pem, kMalformed, "PEM");
  ExpectBuilderError(kMalformed,
                     "PKCS#12: ", [](auto& builder) { builder.Pkcs12(AsBytes("junk")); });
  ExpectBuilderError(Config(Detail::kEmptyInput),
                     "PKCS#12: ", [](auto& builder) { builder.Pkcs12({}); });
  ExpectBuilderError(Config(Detail::kFileUnreadable), "/does/not/exist",
                     [](auto& builder) { builder.Pkcs12File("/does/not/exist"); });
  ExpectBuilderError(Config(Detail::kFileUnreadable), "no path",
                     [](auto& builder) { builder.Pkcs12File(nullptr); });
}

TEST_P(Pkcs12FaultsTest, BesideOtherIdentities) {
  const std::string file = WritePfx(PfxOf(Server()));
  const auto refused = [&](auto change) {
    ExpectBuilderError(Config(Detail::kDuplicate), "takes the place of", [&](auto& builder) {
      builder.Pkcs12(AsBytes(file)).Password(GiveSesame);
      change(builder);
    });
  };
  refused([](auto& builder) { builder.CertificateChain(Server().chain_pem); });
  refused([](auto& builder) { builder.PrivateKey(Server().key_pem); });
  struct NoSigner final : Signer {
    void Sign(const SignatureRequest&, SignatureReply) override {}
  } signer;
  refused([&](auto& builder) { builder.ExternalKey(&signer); });
}

TEST_P(Pkcs12FaultsTest, KeysAndCertificates) {
  PfxSpec spec = PfxOf(Server());
  spec.keys.push_back(spec.keys[0]);
  ExpectRefused(spec, Config(Detail::kDuplicate), "several private keys");
  spec.keys.clear();
  ExpectRefused(spec, Config(Detail::kNoPrivateKeyFound), "no private key");
  spec = PfxOf(Server());
  spec.certificates.clear();
  ExpectRefused(spec, Config(Detail::kNoCertificateFound), "no certificate");
  spec.certificates.push_back({Text("junk"), "1"});
  ExpectRefused(spec, Config(Detail::kMalformedCertificate), "cannot be parsed");
  // Another's, alone, of the same and of another kind, and among others.
  spec.certificates = {CertificateEntry(Client(), "1")};
  ExpectRefused(spec, Config(Detail::kKeyMismatch), "does not belong");
  spec.certificates = {CertificateEntry(Client(KeyType::kRsa2048), "1")};
  ExpectRefused(spec, Config(Detail::kKeyMismatch), "does not belong");
  spec.certificates = {CertificateEntry(Client(), "1"), CertificateEntry(Root())};
  ExpectRefused(spec, Config(Detail::kKeyMismatch), "none of its certificates");
  spec = PfxOf(Server());
  spec.keys[0].content = Seq({Integer(0), Seq({}), OctetString({})});
  ExpectRefused(spec, Config(Detail::kMalformedDer), "malformed");
}

// RFC 5958 allows them, and Windows writes them. So does openssl with -keyex.
TEST_P(Pkcs12FaultsTest, AttributesOfAKeyAreNoFault) {
  for (const KeyType type : {KeyType::kEcdsaP256, KeyType::kRsa2048}) {
    PfxSpec spec = PfxOf(Server(type));
    x509::DerReader reader(ByteView(spec.keys[0].content));
    ByteView content;
    ASSERT_TRUE(reader.Read(der::kSequence, content));
    const Der attribute = Seq({Oid({0x55, 0x1D, 0x0F}), Set({Tlv(der::kBitString, {0, 0x80})})});
    spec.keys[0].content = Seq({Der(content.begin(), content.end()), Explicit(0, attribute)});
    ServerContextBuilder builder(backend());
    builder.Pkcs12(AsBytes(WritePfx(spec))).Password(GiveSesame);
    EXPECT_TRUE(builder.Build()) << builder.error_message();
  }
}

TEST_P(Pkcs12FaultsTest, AlgorithmsThatAreNotSupported) {
  PfxSpec spec = PfxOf(Server());
  spec.certificate_scheme = Scheme::kRc2;
  ExpectRefused(spec, kUnsupportedAlgorithm, "RC2-40 (pbeWithSHAAnd40BitRC2-CBC)");
  ExpectRefused(spec, kUnsupportedAlgorithm, "-certpbe AES-256-CBC -keypbe AES-256-CBC");
  spec.certificate_scheme = Scheme::kAes256;
  spec.key_scheme = Scheme::kUnknown;
  ExpectRefused(spec, kUnsupportedAlgorithm, "its encryption is 1.2.3.4,");
  spec.key_scheme = Scheme::kAes256;
  // Found by its OID, as nobody writes it: the MAC, PBKDF2's hash function, the key derivation,
  // the cipher.
  const struct {
    Der from;
    Der to;
    std::string words;
  } cases[] = {
      {HashOid(HashAlgorithm::kSha256), Oid({0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 4}),
       "message authentication code is SHA-224"},
      {HmacOid(HashAlgorithm::kSha256), Oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 8}),
       "hash function of PBKDF2 is hmacWithSHA224"},
      {PkcsOid({5, 12}), PkcsOid({5, 99}), "key derivation is 1.2.840.113549.1.5.99"},
      {PkcsOid({5, 13}), PkcsOid({5, 3}), "DES (pbeWithMD5AndDES-CBC)"},
      {Oid({0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 42}),
       Oid({0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 46}), "2.16.840.1.101.3.4.1.46"},
  };
  spec.certificate_scheme = Scheme::kPlain;
  spec.mac = MacKind::kNone;
  for (const auto& [from, to, words] : cases) {
    if (from == HashOid(HashAlgorithm::kSha256)) spec.mac = MacKind::kPkcs12;
    std::string file = WritePfx(spec);
    spec.mac = MacKind::kNone;
    const std::size_t at = file.rfind(Write(from));
    ASSERT_NE(at, std::string::npos) << words;
    ExpectRefused(file.replace(at, to.size(), Write(to)), kUnsupportedAlgorithm, words);
  }
}

// As if a library had been built without a cipher.
TEST_P(Pkcs12FaultsTest, ABackendThatLacksACipher) {
  struct WithoutCbc final : Without {
    WithoutCbc() : Without(backend(), Feature::kEd448Certificates) {}
    Result<void> DecryptCbc(CbcCipher, ByteView, ByteView, MutableBytes) const override {
      return Fail(ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm);
    }
  };
  static const WithoutCbc& without = *new WithoutCbc;
  ExpectRefused(WritePfx(PfxOf(Server())), kUnsupportedAlgorithm, "built without the cipher",
                GiveSesame, without);
}

TEST_P(Pkcs12FaultsTest, Iterations) {
  const Error too_many = Config(Detail::kOutOfRange);
  for (const std::uint32_t iterations : {0u, 10'000'001u, 0xFFFFFFFFu}) {
    const Error& error = iterations == 0 ? kMalformed : too_many;
    const std::string words = iterations == 0 ? "parameters" : "10,000,000";
    for (const MacKind mac : {MacKind::kPkcs12, MacKind::kPbmac1}) {
      PfxSpec spec = PfxOf(Server());
      spec.mac = mac;
      spec.mac_iterations = iterations;
      ExpectRefused(spec, error, iterations == 0 ? "damaged" : words);
    }
    for (const Scheme scheme : {Scheme::kAes128, Scheme::kTripleDes}) {
      PfxSpec spec = PfxOf(Server());
      spec.key_scheme = spec.certificate_scheme = scheme;
      spec.iterations = iterations;
      ExpectRefused(spec, error, words);
    }
  }
  // They count together: before any of them is computed for nothing, but the first.
  PfxSpec spec = PfxOf(Server());
  spec.iterations = 9'999'999;
  ExpectRefused(spec, too_many, "add up to");
}

TEST_P(Pkcs12FaultsTest, BagsThatAreNotLookedAt) {
  PfxSpec spec = PfxOf(Server());
  spec.more_bags = {Bag(4, Seq({Null()}), ""), Bag(5, Seq({Null()}), "1"), Bag(77, Null(), ""),
                    Seq({Oid({0x2A, 3}), Explicit(0, Null())}),
                    Bag(3, Seq({PkcsOid({9, 22, 2}), Explicit(0, Null())}), "1")};
  EXPECT_FALSE(OpenPfx(backend(), WritePfx(spec), spec.password).error);
}

TEST_P(Pkcs12FaultsTest, BagsInBags) {
  PfxSpec spec = PfxOf(Server());
  Der bag = CertificateBag(spec.certificates[0]);
  spec.certificates.clear();
  for (int depth = 1; depth < 4; ++depth) {
    bag = Bag(6, Seq({bag}), "");
    spec.more_bags = {bag};
    EXPECT_FALSE(OpenPfx(backend(), WritePfx(spec), spec.password).error) << depth;
  }
  spec.more_bags = {Bag(6, Seq({bag}), "")};
  ExpectRefused(spec, kMalformed, "nested");
  spec.more_bags.assign(257, Bag(77, Null(), ""));
  ExpectRefused(spec, kMalformed, "256 bags");
}

TEST_P(Pkcs12FaultsTest, WhatIsNotDer) {
  const Der indefinite = {0x30, 0x80, 0x02, 0x01, 0x03, 0x00, 0x00};
  ExpectRefused(Write(indefinite), kMalformed, "BER");
  ExpectRefused(Write(indefinite), kMalformed, "openssl pkcs12 -export");
  const Der data = PkcsOid({7, 1});
  const Der content = Explicit(0, Join({{0x24, 0x80}, OctetString(Seq({})), {0, 0}}));
  ExpectRefused(Write(Seq({Integer(3), Seq({data, content})})), kMalformed, "BER");
  ExpectRefused(Write(Seq({Integer(3), Join({{0x30, 0x80}, data, {0, 0}})})), kMalformed, "BER");
}

TEST_P(Pkcs12FaultsTest, PublicKeysInPlaceOfPasswords) {
  const Der signed_data = Seq({PkcsOid({7, 2}), Explicit(0, Seq({}))});
  ExpectRefused(Write(Seq({Integer(3), signed_data})), kUnsupportedAlgorithm, "public keys");
  const Der enveloped = Seq({PkcsOid({7, 3}), Explicit(0, Seq({}))});
  const Der data = Seq({PkcsOid({7, 1}), Explicit(0, OctetString(Seq({enveloped})))});
  ExpectRefused(Write(Seq({Integer(3), data})), kUnsupportedAlgorithm, "public keys");
}

}  // namespace
}  // namespace omnitls::conformance
