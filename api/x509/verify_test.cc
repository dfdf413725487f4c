#include "omnitls/x509/verify.h"

#include <gtest/gtest.h>

#include "omnitls/x509/testing/peer.h"

namespace omnitls::x509 {
namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

// ---- good chains

TEST(VerifyTest, LeafBelowAnAnchorIsGood) { EXPECT_EQ(Direct(Good()).Verify(), kGood); }

TEST(VerifyTest, LeafBelowAnIntermediateIsGood) { EXPECT_EQ(Chain(Good()).Verify(), kGood); }

TEST(VerifyTest, EverySignatureIsCheckedOnce) {
  const Peer peer = Chain(Good());
  EXPECT_EQ(peer.Verify(), kGood);
  EXPECT_EQ(peer.signatures.calls, 2);
  EXPECT_EQ(peer.signatures.last_anchor, 0);
}

TEST(VerifyTest, TheRootMayBeSentToo) {
  Peer peer = Chain(Good());
  peer.chain.push_back(peer.anchors[0]);
  EXPECT_EQ(peer.Verify(), kGood);
}

TEST(VerifyTest, OrderAndStrangersAfterTheLeafDoNotMatter) {
  const Cert root = Ca("Root").SelfSigned();
  const Cert one = Ca("One").IssuedBy(root);
  const Cert two = Ca("Two").IssuedBy(one);
  const Cert stranger = Ca("Stranger").SelfSigned();
  const Cert garbage{{0x30, 0x01}, {}, {}};
  const Peer peer{{Good().IssuedBy(two), stranger, one, garbage, two, two}, {root}};
  EXPECT_EQ(peer.Verify(), kGood);
}

TEST(VerifyTest, AnIntermediateMayBeTheAnchor) {
  const Cert root = Ca("Root").SelfSigned();
  const Cert intermediate = Ca("Intermediate").IssuedBy(root);
  const Peer peer{{Good().IssuedBy(intermediate)}, {intermediate}};
  EXPECT_EQ(peer.Verify(), kGood);
}

TEST(VerifyTest, CrossSignedIssuersAreTriedInTurn) {
  const Cert old_root = Ca("Old").SelfSigned();
  const Cert new_root = Ca("New").SelfSigned();
  const Cert by_old = Ca("Issuer").IssuedBy(old_root);
  const Cert by_new = Ca("Issuer").IssuedBy(new_root);
  EXPECT_EQ((Peer{{Good().IssuedBy(by_old), by_old, by_new}, {new_root}}.Verify()), kGood);
  EXPECT_EQ((Peer{{Good().IssuedBy(by_old), by_old, by_new}, {old_root}}.Verify()), kGood);
}

TEST(VerifyTest, AnExpiredCrossSignatureIsNoObstacle) {
  const Cert root = Ca("Root").SelfSigned();
  const Cert expired = Ca("Issuer").NotAfter(kNow - 1).IssuedBy(root);
  const Cert current = Ca("Issuer").IssuedBy(root);
  EXPECT_EQ((Peer{{Good().IssuedBy(current), expired, current}, {root}}.Verify()), kGood);
}

TEST(VerifyTest, SeveralAnchorsOfOneNameAreTried) {
  const Cert first = Ca("Root").Key(EcKey(101)).SelfSigned();
  const Cert second = Ca("Root").Key(EcKey(102)).SelfSigned();
  EXPECT_EQ((Peer{{Good().IssuedBy(first)}, {first, second}}.Verify()), kGood);
  EXPECT_EQ((Peer{{Good().IssuedBy(second)}, {first, second}}.Verify()), kGood);
}

TEST(VerifyTest, WithoutANameNoneIsRequired) {
  Peer peer = Direct(Good());
  peer.name = nullptr;
  EXPECT_EQ(peer.Verify(), kGood);
}

// ---- no anchor

TEST(VerifyTest, ChainThatLeadsNowhereHasAnUnknownIssuer) {
  Peer peer = Chain(Good());
  peer.anchors = {Ca("Other").SelfSigned()};
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kUnknownIssuer, 1}));
  EXPECT_EQ(peer.signatures.calls, 0);
}

TEST(VerifyTest, MissingIntermediateIsAnUnknownIssuerOfTheLeaf) {
  Peer peer = Chain(Good());
  peer.chain.resize(1);
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kUnknownIssuer, 0}));
}

TEST(VerifyTest, UnknownSelfSignedRootIsAnUnknownIssuer) {
  Peer peer = Direct(Good());
  peer.chain.push_back(peer.anchors[0]);
  peer.anchors = {Ca("Other").SelfSigned()};
  EXPECT_EQ(peer.Verify().detail, Detail::kUnknownIssuer);
}

TEST(VerifyTest, UnknownSelfSignedLeafIsSelfSigned) {
  const Peer peer{{Good().SelfSigned()}, {Ca("Other").SelfSigned()}};
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kSelfSigned, 0}));
}

TEST(VerifyTest, WithoutTrustStoreOrVerifierNothingIsGood) {
  Peer peer = Chain(Good());
  EXPECT_EQ(peer.VerifyWith(nullptr), (Verdict{Detail::kUnknownIssuer, 0}));
}

TEST(VerifyTest, TrustComesBeforeAllOtherFaults) {
  Peer peer = Chain(Leaf("b.example").NotAfter(kNow - 1), Ca("I").NotAfter(kNow - 1));
  peer.anchors = {Ca("Other").SelfSigned()};
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kUnknownIssuer, 1}));
  const Peer self_signed{{Good().NotAfter(kNow - 1).SelfSigned()}, {Ca("Other").SelfSigned()}};
  EXPECT_EQ(self_signed.Verify(), (Verdict{Detail::kSelfSigned, 0}));
}

TEST(VerifyTest, UnreadableIntermediateIsNamedWhereNothingElseLeadsToAnAnchor) {
  Peer peer = Chain(Good());
  peer.chain[1].der.push_back(0);
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kMalformedCertificate, 1}));
}

TEST(VerifyTest, LoopsEnd) {
  const Cert a = Ca("A").Key(EcKey(101)).IssuedBy(Ca("B").Key(EcKey(102)).SelfSigned());
  const Cert b = Ca("B").Key(EcKey(102)).IssuedBy(a);
  const Peer peer{{Good().IssuedBy(a), a, b, a, b}, {Ca("Root").SelfSigned()}};
  EXPECT_EQ(peer.Verify().detail, Detail::kUnknownIssuer);
}

// ---- a leaf that is an anchor

TEST(VerifyTest, LeafThatIsAnAnchorIsGoodAndNoSignatureIsChecked) {
  const Cert leaf = Good().Algorithm(EcdsaSha1()).SelfSigned();
  const Peer peer{{leaf}, {leaf}};
  EXPECT_EQ(peer.Verify(), kGood);
  EXPECT_EQ(peer.signatures.calls, 0);
}

TEST(VerifyTest, LeafThatIsAnAnchorMayBeACa) {
  const Cert leaf = Good()
                        .With(kBasicConstraintsArc, BasicConstraints(true))
                        .With(kKeyUsageArc, KeyUsage(0x06))
                        .SelfSigned();
  EXPECT_EQ((Peer{{leaf}, {leaf}}.Verify()), kGood);
}

TEST(VerifyTest, LeafThatIsAnAnchorMustStillBeValidForTheNameAndPurpose) {
  const Cert expired = Good().NotAfter(kNow - 1).SelfSigned();
  EXPECT_EQ((Peer{{expired}, {expired}}.Verify()), (Verdict{Detail::kExpired, 0}));
  const Cert other = Leaf("b.example").SelfSigned();
  EXPECT_EQ((Peer{{other}, {other}}.Verify()), (Verdict{Detail::kNameMismatch, 0}));
  const Cert client = Good().With(kExtendedKeyUsageArc, Purposes({kClientAuth})).SelfSigned();
  EXPECT_EQ((Peer{{client}, {client}}.Verify()), (Verdict{Detail::kBadPurpose, 0}));
}

TEST(VerifyTest, NameAndKeyOfAnAnchorDoNotMakeALeafOne) {
  const Cert anchor = Good().SelfSigned();
  const Cert twin = Good().Serial(Integer(2)).SelfSigned();
  EXPECT_EQ((Peer{{twin}, {anchor}}.Verify()), (Verdict{Detail::kNotACa, kAnchor}));
}

// ---- which fault is reported

TEST(VerifyTest, TheFaultNearestToTheLeafIsReported) {
  EXPECT_EQ(Chain(Leaf("b.example"), Ca("I").NotAfter(kNow - 1)).Verify(),
            (Verdict{Detail::kNameMismatch, 0}));
  EXPECT_EQ(Chain(Good(), Ca("I").NotAfter(kNow - 1), Ca("R").NotBefore(kNow + 1)).Verify(),
            (Verdict{Detail::kExpired, 1}));
}

TEST(VerifyTest, WithinALeafFormComesBeforeDatesAndTheNameIsLast) {
  const CertBuilder leaf = Leaf("b.example").With(kExtendedKeyUsageArc, Purposes({kClientAuth}));
  EXPECT_EQ(Chain(leaf).Verify(), (Verdict{Detail::kBadPurpose, 0}));
  CertBuilder expired = leaf;
  EXPECT_EQ(Chain(expired.NotAfter(kNow - 1)).Verify(), (Verdict{Detail::kExpired, 0}));
  EXPECT_EQ(Chain(expired.Key(RsaKey(1024))).Verify(), (Verdict{Detail::kWeakKey, 0}));
  EXPECT_EQ(Chain(expired.Add({0x2A, 0x03}, Null(), true)).Verify(),
            (Verdict{Detail::kUnknownCriticalExtension, 0}));
  EXPECT_EQ(Chain(expired.Serial(Integer(0))).Verify(),
            (Verdict{Detail::kMalformedCertificate, 0}));
}

TEST(VerifyTest, AFaultIsFoundBeforeAnySignatureIsChecked) {
  const Peer peer = Chain(Good().BadSignature().NotAfter(kNow - 1));
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kExpired, 0}));
  EXPECT_EQ(peer.signatures.calls, 0);
}

TEST(VerifyTest, ABadSignatureGivesWayToAnotherPathsFault) {
  const Cert root = Ca("Root").SelfSigned();
  const Cert other_key = Ca("I").Key(EcKey(101)).IssuedBy(root);
  const Cert expired = Ca("I").Key(EcKey(102)).NotAfter(kNow - 1).IssuedBy(root);
  const Cert leaf = Good().IssuedBy(expired);
  EXPECT_EQ((Peer{{leaf, other_key, expired}, {root}}.Verify()), (Verdict{Detail::kExpired, 2}));
  EXPECT_EQ((Peer{{leaf, expired, other_key}, {root}}.Verify()), (Verdict{Detail::kExpired, 1}));
}

TEST(VerifyTest, WhatTheBackendCannotDoIsReported) {
  Peer peer = Direct(Good());
  peer.signatures.forced = SignatureStatus::kUnsupported;
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kUnsupportedAlgorithm, 0}));
  peer.signatures.forced = SignatureStatus::kNoMemory;
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kBadSignature, 0, true}));
  EXPECT_FALSE(peer.Verify().ok());
}

// ---- alerts

TEST(AlertForTest, TellsThePeerWhatIsWrong) {
  EXPECT_EQ(AlertFor(Detail::kNone), Alert::kNone);
  EXPECT_EQ(AlertFor(Detail::kExpired), Alert::kCertificateExpired);
  EXPECT_EQ(AlertFor(Detail::kNotYetValid), Alert::kCertificateExpired);
  EXPECT_EQ(AlertFor(Detail::kUnknownIssuer), Alert::kUnknownCa);
  EXPECT_EQ(AlertFor(Detail::kSelfSigned), Alert::kUnknownCa);
  EXPECT_EQ(AlertFor(Detail::kChainTooLong), Alert::kUnknownCa);
  EXPECT_EQ(AlertFor(Detail::kNameMismatch), Alert::kBadCertificate);
  EXPECT_EQ(AlertFor(Detail::kBadSignature), Alert::kBadCertificate);
  EXPECT_EQ(AlertFor(Detail::kMalformedCertificate), Alert::kBadCertificate);
  EXPECT_EQ(AlertFor(Detail::kWeakKey), Alert::kBadCertificate);
  EXPECT_EQ(AlertFor(Detail::kWeakSignature), Alert::kBadCertificate);
  EXPECT_EQ(AlertFor(Detail::kNameConstraint), Alert::kBadCertificate);
  EXPECT_EQ(AlertFor(Detail::kNotACa), Alert::kBadCertificate);
  EXPECT_EQ(AlertFor(Detail::kPathLength), Alert::kBadCertificate);
  EXPECT_EQ(AlertFor(Detail::kBadPurpose), Alert::kUnsupportedCertificate);
  EXPECT_EQ(AlertFor(Detail::kUnknownCriticalExtension), Alert::kUnsupportedCertificate);
  EXPECT_EQ(AlertFor(Detail::kUnsupportedAlgorithm), Alert::kUnsupportedCertificate);
  EXPECT_EQ(AlertFor(Detail::kRevoked), Alert::kCertificateRevoked);
  EXPECT_EQ(AlertFor(Detail::kCertificateMissing), Alert::kCertificateRequired);
  EXPECT_EQ(AlertFor(Detail::kSetting), Alert::kCertificateUnknown);
}

}  // namespace
}  // namespace omnitls::x509
