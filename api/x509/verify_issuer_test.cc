#include <gtest/gtest.h>

#include "omnitls/x509/testing/peer.h"
#include "omnitls/x509/verify.h"

namespace omnitls::x509 {
namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

// ---- issuers

TEST(VerifyIssuerTest, ExpiredIntermediateIsRefusedAsExpired) {
  EXPECT_EQ(Chain(Good(), Ca("I").NotAfter(kNow - 1)).Verify(), (Verdict{Detail::kExpired, 1}));
  EXPECT_EQ(Chain(Good(), Ca("I").NotBefore(kNow + 1)).Verify(),
            (Verdict{Detail::kNotYetValid, 1}));
}

TEST(VerifyIssuerTest, IssuerThatIsNoCaIsRefused) {
  const Verdict not_a_ca{Detail::kNotACa, 1};
  EXPECT_EQ(Chain(Good(), Leaf("b.example")).Verify(), not_a_ca);
  EXPECT_EQ(Chain(Good(), Ca("I").Without(kBasicConstraintsArc)).Verify(), not_a_ca);
  EXPECT_EQ(Chain(Good(), Ca("I").With(kBasicConstraintsArc, BasicConstraints(false))).Verify(),
            not_a_ca);
  EXPECT_EQ(Chain(Good(), Ca("I").With(kKeyUsageArc, KeyUsage(0x82))).Verify(), not_a_ca);
  EXPECT_EQ(Chain(Good(), Ca("I").Without(kKeyUsageArc)).Verify(), kGood);
}

TEST(VerifyIssuerTest, IntermediateOfAnOldVersionIsRefused) {
  EXPECT_EQ(Chain(Good(), Ca("I").Version({}).WithoutExtensions()).Verify(),
            (Verdict{Detail::kMalformedCertificate, 1}));
}

TEST(VerifyIssuerTest, HalfReadIntermediateIsNeverAnIssuer) {
  const CertBuilder intermediate = Ca("I").Add({0x55, 0x1D, kKeyUsageArc}, KeyUsage(0x06));
  EXPECT_EQ(Chain(Good(), intermediate).Verify(), (Verdict{Detail::kMalformedCertificate, 1}));
}

TEST(VerifyIssuerTest, PathLengthCountsIntermediatesBelow) {
  const auto issuer = [](int length) {
    return Ca("Upper").With(kBasicConstraintsArc, BasicConstraints(true, length));
  };
  const Cert root = Ca("Root").SelfSigned();
  for (const int length : {0, 1}) {
    const Cert upper = issuer(length).IssuedBy(root);
    const Cert lower = Ca("Lower").IssuedBy(upper);
    const Verdict verdict = Peer{{Good().IssuedBy(lower), lower, upper}, {root}}.Verify();
    EXPECT_EQ(verdict, length == 0 ? (Verdict{Detail::kPathLength, 2}) : kGood);
  }
  EXPECT_EQ(Chain(Good(), issuer(0)).Verify(), kGood);
}

TEST(VerifyIssuerTest, PathLengthOfAnAnchorCountsToo) {
  const CertBuilder root = Ca("Root").With(kBasicConstraintsArc, BasicConstraints(true, 0));
  EXPECT_EQ(Direct(Good(), root).Verify(), kGood);
  EXPECT_EQ(Chain(Good(), Ca("I"), root).Verify(), (Verdict{Detail::kPathLength, kAnchor}));
}

TEST(VerifyIssuerTest, SelfIssuedIntermediatesDoNotCountForThePathLength) {
  const Cert root = Ca("Root").SelfSigned();
  const Cert upper =
      Ca("I").With(kBasicConstraintsArc, BasicConstraints(true, 0)).Key(EcKey(101)).IssuedBy(root);
  const Cert rolled = Ca("I").Key(EcKey(102)).IssuedBy(upper);
  EXPECT_EQ((Peer{{Good().IssuedBy(rolled), rolled, upper}, {root}}.Verify()), kGood);
}

TEST(VerifyIssuerTest, PurposesOfIssuersAreNested) {
  const auto issuer = [](std::initializer_list<Der> purposes) {
    return Ca("I").With(kExtendedKeyUsageArc, Purposes(purposes));
  };
  EXPECT_EQ(Chain(Good(), issuer({kServerAuth})).Verify(), kGood);
  EXPECT_EQ(Chain(Good(), issuer({kAnyPurpose})).Verify(), kGood);
  EXPECT_EQ(Chain(Good(), issuer({kClientAuth})).Verify(), (Verdict{Detail::kBadPurpose, 1}));
}

TEST(VerifyIssuerTest, KeysAndAlgorithmsOfIssuersAreJudged) {
  EXPECT_EQ(Chain(Good().Algorithm(RsaSha256()), Ca("I").Key(RsaKey(1024))).Verify(),
            (Verdict{Detail::kWeakKey, 1}));
  EXPECT_EQ(Chain(Good().Algorithm(RsaSha256()), Ca("I").Key(RsaKey(3076))).Verify(),
            (Verdict{Detail::kUnsupportedAlgorithm, 1}));
  EXPECT_EQ(Chain(Good(), Ca("I").Algorithm(EcdsaSha1())).Verify(),
            (Verdict{Detail::kWeakSignature, 1}));
  EXPECT_EQ(Chain(Good(), Ca("I").Add({0x2A, 0x03}, Null(), true)).Verify(),
            (Verdict{Detail::kUnknownCriticalExtension, 1}));
}

TEST(VerifyIssuerTest, SignatureOfAnotherFamilyThanTheKeyIsBad) {
  const Peer peer = Chain(Good(), Ca("I").Key(RsaKey(2048)));
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kBadSignature, 0}));
  EXPECT_EQ(peer.signatures.calls, 1);  // The intermediate's own.
}

TEST(VerifyIssuerTest, WrongSignatureOnAnIntermediateIsRefusedBeforeItsKeyIsUsed) {
  const Peer peer = Chain(Good(), Ca("I").BadSignature());
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kBadSignature, 1}));
  EXPECT_EQ(peer.signatures.calls, 1);
}

// ---- anchors

TEST(VerifyIssuerTest, AnchorIsJudgedLikeAnIssuer) {
  EXPECT_EQ(Direct(Good(), Ca("R").NotAfter(kNow - 1)).Verify(),
            (Verdict{Detail::kExpired, kAnchor}));
  EXPECT_EQ(Direct(Good(), Ca("R").Without(kBasicConstraintsArc)).Verify(),
            (Verdict{Detail::kNotACa, kAnchor}));
  EXPECT_EQ(Direct(Good(), Ca("R").Add({0x2A, 0x03}, Null(), true)).Verify(),
            (Verdict{Detail::kUnknownCriticalExtension, kAnchor}));
  EXPECT_EQ(Direct(Good().Algorithm(RsaSha256()), Ca("R").Key(RsaKey(1024))).Verify(),
            (Verdict{Detail::kWeakKey, kAnchor}));
  EXPECT_EQ(Direct(Good(), Ca("R").With(kExtendedKeyUsageArc, Purposes({kClientAuth}))).Verify(),
            (Verdict{Detail::kBadPurpose, kAnchor}));
}

TEST(VerifyIssuerTest, SignatureOfAnAnchorIsNotLookedAt) {
  EXPECT_EQ(Direct(Good(), Ca("R").Algorithm(EcdsaSha1()).BadSignature()).Verify(), kGood);
}

TEST(VerifyIssuerTest, SelfIssuedAnchorOfVersionOneIsACa) {
  const CertBuilder root = Ca("R").Version({}).WithoutExtensions();
  EXPECT_EQ(Direct(Good(), root).Verify(), kGood);
  const Cert other = root.IssuedBy(Ca("Other").SelfSigned());
  EXPECT_EQ((Peer{{Good().IssuedBy(other)}, {other}}.Verify()),
            (Verdict{Detail::kNotACa, kAnchor}));
}

// ---- name constraints

TEST(VerifyIssuerTest, NameConstraintsOfIssuersAndAnchorsHold) {
  const Der excluded = Excluded({Dns("example")});
  const Verdict refused{Detail::kNameConstraint, 0};
  EXPECT_EQ(Chain(Good(), Ca("I").With(kNameConstraintsArc, excluded, true)).Verify(), refused);
  EXPECT_EQ(Chain(Good(), Ca("I").With(kNameConstraintsArc, excluded)).Verify(), refused);
  EXPECT_EQ(Direct(Good(), Ca("R").With(kNameConstraintsArc, excluded, true)).Verify(), refused);
  const Der permitted = Permitted({Dns("example")});
  EXPECT_EQ(Chain(Good(), Ca("I").With(kNameConstraintsArc, permitted, true)).Verify(), kGood);
}

TEST(VerifyIssuerTest, NameConstraintsHoldForIntermediatesBelowToo) {
  const CertBuilder root = Ca("R").With(kNameConstraintsArc, Permitted({Dns("example")}), true);
  const CertBuilder intermediate = Ca("I").Names({Dns("evil.com")});
  EXPECT_EQ(Chain(Good(), intermediate, root).Verify(), (Verdict{Detail::kNameConstraint, 1}));
}

TEST(VerifyIssuerTest, SelfIssuedIntermediatesAreExcusedFromNameConstraintsButLeavesAreNot) {
  const CertBuilder root = Ca("R").With(kNameConstraintsArc, Permitted({Dns("example")}), true);
  const CertBuilder rolled = Ca("R").Key(EcKey(101)).Names({Dns("evil.com")});
  EXPECT_EQ(Chain(Good(), rolled, root).Verify(), kGood);
  const CertBuilder leaf = Good().Subject(Name("R")).Names({Dns("a.example"), Dns("evil.com")});
  EXPECT_EQ(Direct(leaf, root).Verify(), (Verdict{Detail::kNameConstraint, 0}));
}

}  // namespace
}  // namespace omnitls::x509
