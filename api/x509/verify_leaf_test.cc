#include <gtest/gtest.h>

#include "omnitls/x509/testing/peer.h"
#include "omnitls/x509/verify.h"

namespace omnitls::x509 {
namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

TEST(VerifyLeafTest, ExpiredLeafIsRefusedAsExpired) {
  EXPECT_EQ(Chain(Good().NotAfter(kNow - 1)).Verify(), (Verdict{Detail::kExpired, 0}));
}

TEST(VerifyLeafTest, NotYetValidLeafIsRefusedAsSuch) {
  EXPECT_EQ(Chain(Good().NotBefore(kNow + 1)).Verify(), (Verdict{Detail::kNotYetValid, 0}));
}

TEST(VerifyLeafTest, BothEndsOfTheValidityAreWithinIt) {
  EXPECT_EQ(Chain(Good().NotAfter(kNow)).Verify(), kGood);
  EXPECT_EQ(Chain(Good().NotBefore(kNow)).Verify(), kGood);
}

TEST(VerifyLeafTest, LeafForAnotherNameIsRefusedAsNameMismatch) {
  EXPECT_EQ(Chain(Leaf("b.example")).Verify(), (Verdict{Detail::kNameMismatch, 0}));
}

TEST(VerifyLeafTest, LeafWithoutNamesIsRefusedAsNameMismatch) {
  const CertBuilder leaf = Good().Without(kSubjectAltNameArc);
  EXPECT_EQ(Chain(leaf).Verify(), (Verdict{Detail::kNameMismatch, 0}));
}

TEST(VerifyLeafTest, WithoutASubjectTheOtherNamesMustBeCritical) {
  const Der names = Seq({Dns("a.example")});
  const CertBuilder nobody = Good().Subject(Seq({}));
  EXPECT_EQ(Chain(nobody).Verify(), (Verdict{Detail::kMalformedCertificate, 0}));
  EXPECT_EQ(Chain(CertBuilder(nobody).With(kSubjectAltNameArc, names, true)).Verify(), kGood);
  EXPECT_EQ(Chain(Good().With(kSubjectAltNameArc, names, true)).Verify(), kGood);
  Peer client =
      Chain(CertBuilder(nobody).Without(kSubjectAltNameArc).Without(kExtendedKeyUsageArc));
  client.purpose = Purpose::kClientAuth;
  client.name = nullptr;
  EXPECT_EQ(client.Verify(), (Verdict{Detail::kMalformedCertificate, 0}));
}

TEST(VerifyLeafTest, PurposeIsThatOfTheOtherSide) {
  const CertBuilder client = Good().With(kExtendedKeyUsageArc, Purposes({kClientAuth}));
  Peer peer = Chain(client);
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kBadPurpose, 0}));
  peer.purpose = Purpose::kClientAuth;
  EXPECT_EQ(peer.Verify(), kGood);
  Peer server = Chain(Good());
  server.purpose = Purpose::kClientAuth;
  EXPECT_EQ(server.Verify(), (Verdict{Detail::kBadPurpose, 0}));
}

TEST(VerifyLeafTest, LeafWithoutExtendedKeyUsageServesAnyPurpose) {
  EXPECT_EQ(Chain(Good().Without(kExtendedKeyUsageArc)).Verify(), kGood);
}

TEST(VerifyLeafTest, AnyPurposeIsNotEnoughInALeaf) {
  const CertBuilder leaf = Good().With(kExtendedKeyUsageArc, Purposes({kAnyPurpose}));
  EXPECT_EQ(Chain(leaf).Verify(), (Verdict{Detail::kBadPurpose, 0}));
}

TEST(VerifyLeafTest, KeyUsageOfALeafMustAllowTls) {
  EXPECT_EQ(Chain(Good().Without(kKeyUsageArc)).Verify(), kGood);
  EXPECT_EQ(Chain(Good().With(kKeyUsageArc, KeyUsage(0x20))).Verify(), kGood);
  EXPECT_EQ(Chain(Good().With(kKeyUsageArc, KeyUsage(0x08))).Verify(), kGood);
  EXPECT_EQ(Chain(Good().With(kKeyUsageArc, KeyUsage(0x42))).Verify(),
            (Verdict{Detail::kBadPurpose, 0}));
}

TEST(VerifyLeafTest, CaIsNoLeaf) {
  const CertBuilder leaf = Good().With(kBasicConstraintsArc, BasicConstraints(true));
  EXPECT_EQ(Chain(leaf).Verify(), (Verdict{Detail::kBadPurpose, 0}));
}

TEST(VerifyLeafTest, LeafWithAWeakKeyIsRefused) {
  EXPECT_EQ(Chain(Good().Key(RsaKey(2048))).Verify(), kGood);
  EXPECT_EQ(Chain(Good().Key(RsaKey(2047))).Verify(), (Verdict{Detail::kWeakKey, 0}));
  EXPECT_EQ(Chain(Good().Key(RsaKey(2048, 1))).Verify(), (Verdict{Detail::kWeakKey, 0}));
}

TEST(VerifyLeafTest, LeafWithAnUnsupportedKeyIsRefused) {
  const Der x25519 = Seq({Seq({Oid({0x2B, 0x65, 0x6E})}), BitString(Der(32))});
  EXPECT_EQ(Chain(Good().Key(x25519)).Verify(), (Verdict{Detail::kUnsupportedAlgorithm, 0}));
  EXPECT_EQ(Chain(Good().Key(RsaKey(8192))).Verify(), kGood);
  EXPECT_EQ(Chain(Good().Key(RsaKey(8193))).Verify(), (Verdict{Detail::kUnsupportedAlgorithm, 0}));
  EXPECT_EQ(Chain(Good().Key(RsaKey(2052))).Verify(), (Verdict{Detail::kUnsupportedAlgorithm, 0}));
}

TEST(VerifyLeafTest, WeakSignatureIsRefusedWithoutCheckingIt) {
  const Peer peer = Chain(Good().Algorithm(EcdsaSha1()));
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kWeakSignature, 0}));
  EXPECT_EQ(peer.signatures.calls, 0);
}

TEST(VerifyLeafTest, UnknownSignatureAlgorithmIsRefusedWithoutCheckingIt) {
  const Peer peer = Chain(Good().Algorithm(Seq({Oid({0x2A, 0x03})})));
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kUnsupportedAlgorithm, 0}));
  EXPECT_EQ(peer.signatures.calls, 0);
}

TEST(VerifyLeafTest, UnknownCriticalExtensionIsRefused) {
  EXPECT_EQ(Chain(Good().Add({0x2A, 0x03}, Null(), true)).Verify(),
            (Verdict{Detail::kUnknownCriticalExtension, 0}));
  EXPECT_EQ(Chain(Good().Add({0x2A, 0x03}, Null())).Verify(), kGood);
}

TEST(VerifyLeafTest, MalformedLeafIsRefusedBeforeAllElse) {
  const Peer peer{{Cert{{0x30, 0x01}, {}, {}}}, {Ca("Root").SelfSigned()}};
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kMalformedCertificate, 0}));
}

TEST(VerifyLeafTest, LeafOfAnOldVersionIsRefused) {
  EXPECT_EQ(Chain(Good().Version({}).WithoutExtensions()).Verify(),
            (Verdict{Detail::kMalformedCertificate, 0}));
}

TEST(VerifyLeafTest, SerialNumberZeroIsRefusedInAllButAnchors) {
  EXPECT_EQ(Chain(Good().Serial(Integer(0))).Verify(), (Verdict{Detail::kMalformedCertificate, 0}));
  EXPECT_EQ(Chain(Good(), Ca("I").Serial(Integer(0))).Verify(),
            (Verdict{Detail::kMalformedCertificate, 1}));
  EXPECT_EQ(Chain(Good(), Ca("I"), Ca("R").Serial(Integer(0))).Verify(), kGood);
}

TEST(VerifyLeafTest, WhatOnlyCasMayHaveIsRefusedInALeaf) {
  EXPECT_EQ(Chain(Good().With(kKeyUsageArc, KeyUsage(0x84))).Verify(),
            (Verdict{Detail::kMalformedCertificate, 0}));
  EXPECT_EQ(Chain(Good().With(kNameConstraintsArc, Permitted({Dns("example")}))).Verify(),
            (Verdict{Detail::kMalformedCertificate, 0}));
}

TEST(VerifyLeafTest, WrongSignatureIsRefused) {
  EXPECT_EQ(Direct(Good().BadSignature()).Verify(), (Verdict{Detail::kBadSignature, 0}));
  EXPECT_EQ(Chain(Good().BadSignature()).Verify(), (Verdict{Detail::kBadSignature, 0}));
}

TEST(VerifyLeafTest, EmptyChainIsACertificateMissing) {
  EXPECT_EQ((Peer{{}, {Ca("Root").SelfSigned()}}.Verify()),
            (Verdict{Detail::kCertificateMissing, 0}));
}

}  // namespace
}  // namespace omnitls::x509
