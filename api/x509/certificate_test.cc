#include "omnitls/x509/certificate.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "omnitls/x509/testing/cert_builder.h"

namespace omnitls::x509 {
namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

// What is wrong with a certificate, "" for nothing.
std::string Fault(const Der& der) {
  Certificate certificate;
  std::string_view fault;
  return ParseCertificate(der, certificate, &fault) ? "" : std::string(fault);
}
std::string Fault(const CertBuilder& builder) { return Fault(builder.SelfSigned().der); }

TEST(CertificateTest, GivesTheFieldsAsViewsIntoTheInput) {
  const Cert ca = Ca("Root").SelfSigned();
  const Cert leaf = Leaf("a.example").Serial(Integer(300)).IssuedBy(ca);
  Certificate parsed;
  ASSERT_TRUE(ParseCertificate(leaf.der, parsed));
  EXPECT_TRUE(Equal(parsed.der, leaf.der));
  EXPECT_TRUE(Equal(parsed.issuer, ca.subject));
  EXPECT_TRUE(Equal(parsed.subject, leaf.subject));
  EXPECT_TRUE(Equal(parsed.spki, leaf.key));
  EXPECT_TRUE(Equal(parsed.serial, Der{0x01, 0x2C}));
  EXPECT_TRUE(Equal(parsed.signature, FakeSign(parsed.tbs, ca.key)));
  EXPECT_TRUE(Equal(parsed.subject_alt_name, Dns("a.example")));
  EXPECT_TRUE(Equal(parsed.extended_key_usage, Oid(kServerAuth)));
  EXPECT_EQ(parsed.not_before, kNow - 30 * kDay);
  EXPECT_EQ(parsed.not_after, kNow + 30 * kDay);
  EXPECT_EQ(parsed.version, 3);
  EXPECT_EQ(parsed.key.kind, KeyKind::kEcP256);
  EXPECT_EQ(parsed.signature_algorithm, SignatureAlgorithm::kEcdsaSha256);
  EXPECT_EQ(parsed.key_usage, kDigitalSignature);
  EXPECT_FALSE(parsed.is_ca);
  EXPECT_FALSE(parsed.is_self_issued());
  EXPECT_FALSE(parsed.has_unknown_critical_extension);
  EXPECT_GE(parsed.spki.data(), leaf.der.data());
}

TEST(CertificateTest, BasicConstraintsTellCaAndPathLength) {
  Certificate parsed;
  const Der ca = Ca("R").With(kBasicConstraintsArc, BasicConstraints(true, 3)).SelfSigned().der;
  ASSERT_TRUE(ParseCertificate(ca, parsed));
  EXPECT_TRUE(parsed.is_ca);
  EXPECT_EQ(parsed.path_length, 3u);
  const Der leaf = Leaf("a.example").SelfSigned().der;
  ASSERT_TRUE(ParseCertificate(leaf, parsed));
  EXPECT_FALSE(parsed.is_ca);
  EXPECT_EQ(parsed.path_length, Certificate::kNoPathLength);
}

TEST(CertificateTest, AnEncodedFalseIsTolerated) {
  EXPECT_EQ(Fault(Leaf("a").With(kBasicConstraintsArc, Seq({Boolean(false)}))), "");
}

TEST(CertificateTest, VersionsOneTwoAndThreeAreKnown) {
  Certificate parsed;
  const Der v1 = Leaf("a").Version({}).WithoutExtensions().SelfSigned().der;
  ASSERT_TRUE(ParseCertificate(v1, parsed));
  EXPECT_EQ(parsed.version, 1);
  const Der v2 = Leaf("a").Version(Explicit(0, Integer(1))).WithoutExtensions().SelfSigned().der;
  ASSERT_TRUE(ParseCertificate(v2, parsed));
  EXPECT_EQ(parsed.version, 2);
  EXPECT_EQ(Fault(Leaf("a").Version(Explicit(0, Integer(0))).WithoutExtensions()), "bad version");
  EXPECT_EQ(Fault(Leaf("a").Version(Explicit(0, Integer(3)))), "bad version");
  EXPECT_EQ(Fault(Leaf("a").Version(Explicit(0, Join({Integer(2), Integer(2)})))), "bad version");
}

TEST(CertificateTest, OnlyVersionThreeHasExtensions) {
  EXPECT_EQ(Fault(Leaf("a").Version({})), "bad extensions");
  EXPECT_EQ(Fault(Leaf("a").Version(Explicit(0, Integer(1)))), "bad extensions");
}

TEST(CertificateTest, SerialNumberIsPositiveAndHas20BytesAtMost) {
  EXPECT_EQ(Fault(Leaf("a").Serial(Unsigned(Der(20, 0x7F)))), "");
  EXPECT_EQ(Fault(Leaf("a").Serial(Unsigned(Der(20, 0xFF)))), "");
  EXPECT_EQ(Fault(Leaf("a").Serial(Unsigned(Der(21, 0x7F)))), "bad serial number");
  EXPECT_EQ(Fault(Leaf("a").Serial({0x02, 0x01, 0x80})), "bad serial number");
  EXPECT_EQ(Fault(Leaf("a").Serial({0x02, 0x00})), "bad serial number");
  EXPECT_EQ(Fault(Leaf("a").Serial(Integer(0))), "");  // Judged by Verify: roots have it.
}

TEST(CertificateTest, TheTwoSignatureAlgorithmsAreEqual) {
  EXPECT_EQ(Fault(Leaf("a").OuterAlgorithm(RsaSha256())), "the two signature algorithms differ");
}

TEST(CertificateTest, UnknownAlgorithmsAreNoFaultOfForm) {
  const Der dsa = {0x2A, 0x86, 0x48, 0xCE, 0x38, 0x04, 0x03};
  Certificate parsed;
  const Der der = Leaf("a").Algorithm(Seq({Oid(dsa)})).SelfSigned().der;
  ASSERT_TRUE(ParseCertificate(der, parsed));
  EXPECT_EQ(parsed.signature_algorithm, SignatureAlgorithm::kUnknown);
}

TEST(CertificateTest, IssuerIsNotEmptyButSubjectMayBe) {
  EXPECT_EQ(Fault(Leaf("a").Issuer(Seq({}))), "the issuer is empty");
  EXPECT_EQ(Fault(Leaf("a").Issuer(Name("R")).Subject(Seq({}))), "");
  EXPECT_EQ(Fault(Leaf("a").Issuer(Name("R")).Subject(Seq({Set({})}))), "bad subject");
  EXPECT_EQ(Fault(Leaf("a").Issuer(Seq({Set({})}))), "bad issuer");
}

TEST(CertificateTest, ValidityIsTwoTimes) {
  EXPECT_EQ(Fault(Leaf("a").Validity(Time(0), Time(253402300799))), "");
  EXPECT_EQ(Fault(Leaf("a").Validity(Time(0), {})), "bad validity");
  EXPECT_EQ(Fault(Leaf("a").Validity(Time(0), Join({Time(0), Time(0)}))), "bad validity");
  EXPECT_EQ(Fault(Leaf("a").Validity(Tlv(der::kUtcTime, Text("7001010000Z")), Time(0))),
            "bad validity");
}

TEST(CertificateTest, ExtensionsOccurOnce) {
  EXPECT_EQ(Fault(Leaf("a").Add({0x55, 0x1D, kKeyUsageArc}, KeyUsage(0x80))),
            "an extension occurs twice");
  EXPECT_EQ(Fault(Leaf("a").Add({0x2A, 0x03}, {}).Add({0x2A, 0x03}, {})),
            "an extension occurs twice");
}

TEST(CertificateTest, ThereAreAtMost32Extensions) {
  CertBuilder builder = Leaf("a").WithoutExtensions();
  for (std::uint8_t i = 0; i < 32; ++i) builder.Add({0x2A, i}, {});
  EXPECT_EQ(Fault(builder), "");
  EXPECT_EQ(Fault(builder.Add({0x2A, 0x7F}, {})), "too many extensions");
}

TEST(CertificateTest, UnknownExtensionsMatterOnlyWhenCritical) {
  Certificate parsed;
  const Der quiet = Leaf("a").Add({0x2A, 0x03}, Text("not DER")).SelfSigned().der;
  ASSERT_TRUE(ParseCertificate(quiet, parsed));
  EXPECT_FALSE(parsed.has_unknown_critical_extension);
  const Der loud = Leaf("a").Add({0x2A, 0x03}, Null(), true).SelfSigned().der;
  ASSERT_TRUE(ParseCertificate(loud, parsed));
  EXPECT_TRUE(parsed.has_unknown_critical_extension);
}

TEST(CertificateTest, CriticalPoliciesAreUnderstoodButPolicyConstraintsAreNot) {
  Certificate parsed;
  const Der policies = Leaf("a").With(32, Seq({Seq({Oid({0x2A, 0x03})})}), true).SelfSigned().der;
  ASSERT_TRUE(ParseCertificate(policies, parsed));
  EXPECT_FALSE(parsed.has_unknown_critical_extension);
  for (const bool critical : {true, false}) {
    const Der constraints = Leaf("a").With(36, Seq({}), critical).SelfSigned().der;
    ASSERT_TRUE(ParseCertificate(constraints, parsed));
    EXPECT_TRUE(parsed.has_unknown_critical_extension);
  }
}

TEST(CertificateTest, ExtensionsOfRfc5280HoldOneDerValue) {
  const Der authority_info_access = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01};
  EXPECT_EQ(Fault(Leaf("a").Add(authority_info_access, Text("malformed"))), "bad extension value");
  EXPECT_EQ(Fault(Leaf("a").With(14, Join({Null(), Null()}))), "bad extension value");
  EXPECT_EQ(Fault(Leaf("a").With(14, {})), "bad extension value");
}

TEST(CertificateTest, MalformedKnownExtensionsAreRefused) {
  EXPECT_EQ(Fault(Leaf("a").With(kKeyUsageArc, Null())), "bad keyUsage");
  EXPECT_EQ(Fault(Leaf("a").With(kBasicConstraintsArc, Seq({Null()}))), "bad basicConstraints");
  EXPECT_EQ(Fault(Leaf("a").With(kBasicConstraintsArc, Seq({Boolean(true), {0x02, 0x01, 0xFF}}))),
            "bad basicConstraints");
  EXPECT_EQ(Fault(Leaf("a").With(kExtendedKeyUsageArc, Seq({}))), "bad extKeyUsage");
  EXPECT_EQ(Fault(Leaf("a").With(kExtendedKeyUsageArc, Seq({Null()}))), "bad extKeyUsage");
  EXPECT_EQ(Fault(Leaf("a").With(kSubjectAltNameArc, Seq({}))), "bad subjectAltName");
  EXPECT_EQ(Fault(Leaf("a").With(kSubjectAltNameArc, Tlv(der::kSequence, {0x82, 0x05, 'a'}))),
            "bad subjectAltName");
  EXPECT_EQ(Fault(Ca("a").With(kNameConstraintsArc, Seq({}))), "bad nameConstraints");
  EXPECT_EQ(Fault(Ca("a").With(kNameConstraintsArc, Seq({Explicit(0, {})}))),
            "bad nameConstraints");
  EXPECT_EQ(Fault(Ca("a").With(kNameConstraintsArc, Seq({Explicit(2, Null())}))),
            "bad nameConstraints");
}

TEST(CertificateTest, BytesAfterTheCertificateAreRefused) {
  Der der = Leaf("a").SelfSigned().der;
  der.push_back(0);
  EXPECT_EQ(Fault(der), "it is not one DER SEQUENCE");
}

TEST(CertificateTest, FieldsAfterTheSignatureAreRefused) {
  const Der der = Leaf("a").SelfSigned().der;
  ByteView content;
  ASSERT_TRUE(ReadAlone(der, der::kSequence, content));
  EXPECT_EQ(Fault(Seq({Der(content.begin(), content.end()), Null()})), "bad signatureValue");
}

// Copies into a block of the exact size, so that AddressSanitizer sees a read over the end.
bool Parses(const Der& der, std::size_t size) {
  const std::unique_ptr<std::uint8_t[]> copy(new std::uint8_t[size]);
  std::copy_n(der.begin(), size, copy.get());
  Certificate certificate;
  return ParseCertificate({copy.get(), size}, certificate);
}

Cert Everything() {
  return Ca("R")
      .Names({Dns("a.example"), Ip({1, 2, 3, 4}), Mail("a@b"), Directory(Name("x"))})
      .With(kNameConstraintsArc, Permitted({Dns("example"), Ip({1, 2, 3, 0, 255, 255, 255, 0})}))
      .With(kExtendedKeyUsageArc, Purposes({kServerAuth, kClientAuth}))
      .Add({0x2A, 0x03}, Null(), true)
      .Key(RsaKey(2048))
      .SelfSigned();
}

TEST(CertificateTest, EveryTruncationIsRefused) {
  const Der der = Everything().der;
  ASSERT_TRUE(Parses(der, der.size()));
  for (std::size_t size = 0; size < der.size(); ++size) EXPECT_FALSE(Parses(der, size)) << size;
}

TEST(CertificateTest, NoCorruptionOfAByteCausesAnOverread) {
  const Der good = Everything().der;
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const int change : {0x01, 0x7F, 0x80, 0xFF}) {
      Der bad = good;
      bad[i] = static_cast<std::uint8_t>(bad[i] ^ change);
      (void)Parses(bad, bad.size());
    }
  }
}

}  // namespace
}  // namespace omnitls::x509
