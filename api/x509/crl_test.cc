#include "omnitls/x509/crl.h"

#include <gtest/gtest.h>

#include "omnitls/x509/testing/crl_builder.h"

namespace omnitls::x509 {
namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

const Cert& Root() {
  static const auto& root = *new Cert(Ca("Root").SelfSigned());
  return root;
}

std::string FaultOf(const CrlBuilder& builder) {
  const Der der = builder.SignedBy(Root());
  Crl crl;
  std::string_view fault;
  return ParseCrl(der, crl, &fault) ? "none" : std::string(fault);
}

TEST(CrlTest, EverythingInItIsRead) {
  const Der der = CrlBuilder().Revoke(5).Revoke(1000).SignedBy(Root());
  Crl crl;
  ASSERT_TRUE(ParseCrl(der, crl));
  EXPECT_TRUE(Equal(crl.issuer, Root().subject));
  EXPECT_EQ(crl.this_update, kNow - kDay);
  EXPECT_TRUE(crl.has_next_update);
  EXPECT_EQ(crl.next_update, kNow + kDay);
  EXPECT_EQ(crl.signature_algorithm, SignatureAlgorithm::kEcdsaSha256);
  EXPECT_TRUE(crl.covers_cas && crl.covers_leaves && !crl.is_partial);
  CrlEntries entries(crl);
  ByteView serial;
  ASSERT_TRUE(entries.Next(serial));
  EXPECT_EQ(serial.size(), 1u);
  EXPECT_EQ(serial[0], 5);
  ASSERT_TRUE(entries.Next(serial));
  EXPECT_EQ(serial.size(), 2u);
  EXPECT_FALSE(entries.Next(serial));
}

TEST(CrlTest, WhatMayBeLeftOutMayBeLeftOut) {
  EXPECT_EQ(FaultOf(CrlBuilder()), "none");
  EXPECT_EQ(FaultOf(CrlBuilder().WithoutNextUpdate()), "none");
  EXPECT_EQ(FaultOf(CrlBuilder().Version({}).Revoke(1)), "none");
}

TEST(CrlTest, ReasonsNumbersAndPointsAreUnderstood) {
  const Der reason = Tlv(der::kSequence, ExtensionOf(kReasonCodeArc, Tlv(0x0A, {1}), true));
  EXPECT_EQ(FaultOf(CrlBuilder().Revoke(Integer(1), reason).With(kCrlNumberArc, Integer(7))),
            "none");
  const Der users = CrlBuilder()
                        .With(kDistributionPointArc, Seq({Tlv(der::Context(1), {0xFF})}), true)
                        .SignedBy(Root());
  Crl crl;
  ASSERT_TRUE(ParseCrl(users, crl));
  EXPECT_TRUE(crl.covers_leaves && !crl.covers_cas);
  const Der point = Explicit(0, Explicit(0, Uri("http://crl.example/1")));
  const Der cas = CrlBuilder()
                      .With(kDistributionPointArc, Seq({point, Tlv(der::Context(2), {0xFF})}), true)
                      .SignedBy(Root());
  ASSERT_TRUE(ParseCrl(cas, crl));
  EXPECT_TRUE(!crl.covers_leaves && crl.covers_cas && crl.is_partial);
}

TEST(CrlTest, WhatCannotStandAloneIsRefused) {
  const std::string critical = "a critical extension is not understood";
  EXPECT_EQ(FaultOf(CrlBuilder().With(kDeltaCrlArc, Integer(1), true)), critical);
  const Der issuer = Tlv(der::kSequence, ExtensionOf(kCertificateIssuerArc, Seq({}), true));
  EXPECT_EQ(FaultOf(CrlBuilder().Revoke(Integer(1), issuer)), critical);
  const std::string partial = "it is indirect, or for some reasons or attributes only";
  for (const unsigned number : {3u, 4u, 5u}) {
    const Der value = Seq({Tlv(der::Context(number), {0xFF})});
    EXPECT_EQ(FaultOf(CrlBuilder().With(kDistributionPointArc, value, true)), partial);
  }
}

TEST(CrlTest, WhatIsMalformedIsRefusedAndSaysWhy) {
  EXPECT_EQ(FaultOf(CrlBuilder().Version(Integer(2))), "bad version");
  EXPECT_EQ(FaultOf(CrlBuilder().OuterAlgorithm(RsaSha256())),
            "the two signature algorithms differ");
  EXPECT_EQ(FaultOf(CrlBuilder().Revoke(Boolean(true))), "bad entry");
  EXPECT_EQ(FaultOf(CrlBuilder().Revoke(Unsigned(Der(30, 1)))), "bad entry");
  EXPECT_EQ(FaultOf(CrlBuilder().Version({}).With(kCrlNumberArc, Integer(1))), "bad crlExtensions");
  EXPECT_EQ(FaultOf(CrlBuilder().With(kCrlNumberArc, Integer(1))), "none");
  EXPECT_EQ(FaultOf(CrlBuilder().With(kCrlNumberArc, Integer(1), true)),
            "the cRLNumber is critical");
  EXPECT_EQ(FaultOf(CrlBuilder().With(kDistributionPointArc, Integer(1), true)),
            "bad issuingDistributionPoint");
}

// Nothing a byte can become makes the parser read where it should not (run under AddressSanitizer).
TEST(CrlTest, EveryTruncationAndCorruptionIsHandled) {
  const Der der =
      CrlBuilder()
          .Revoke(1)
          .Revoke(Integer(70000),
                  Tlv(der::kSequence, ExtensionOf(kReasonCodeArc, Tlv(0x0A, {1}), false)))
          .With(kDistributionPointArc, Seq({Tlv(der::Context(1), {0xFF})}), true)
          .SignedBy(Root());
  Crl crl;
  ASSERT_TRUE(ParseCrl(der, crl));
  for (std::size_t size = 0; size < der.size(); ++size) {
    EXPECT_FALSE(ParseCrl(ByteView(der).first(size), crl)) << size;
  }
  for (std::size_t i = 0; i < der.size(); ++i) {
    for (const std::uint8_t value : {0x00, 0x01, 0x30, 0x7F, 0x80, 0x84, 0xFF}) {
      Der broken = der;
      broken[i] = value;
      if (!ParseCrl(broken, crl)) continue;
      CrlEntries entries(crl);
      for (ByteView serial; entries.Next(serial);) EXPECT_LE(serial.size(), broken.size());
    }
  }
}

}  // namespace
}  // namespace omnitls::x509
