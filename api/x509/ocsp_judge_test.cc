#include <gtest/gtest.h>

#include "omnitls/revocation_lists.h"
#include "omnitls/x509/ocsp.h"
#include "omnitls/x509/testing/crl_builder.h"
#include "omnitls/x509/testing/ocsp_builder.h"
#include "omnitls/x509/testing/peer.h"

namespace omnitls::x509 {

void PrintTo(OcspVerdict verdict, std::ostream* out) { *out << static_cast<int>(verdict); }

namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

CertBuilder Responder() {
  return Leaf("responder")
      .With(kExtendedKeyUsageArc, Purposes({kOcspSigning}))
      .Add(kOcspNocheckOid, Null());
}

// root (anchor) <- issuer (serial 20) <- leaf (serial 30)
class OcspJudgeTest : public ::testing::Test {
 protected:
  OcspBuilder Response(std::uint32_t serial = 30) const { return {issuer_, serial}; }

  OcspVerdict Judge(const Der& response, std::int64_t now = kNow) {
    Certificate leaf, issuer;
    EXPECT_TRUE(ParseCertificate(leaf_.der, leaf) && ParseCertificate(issuer_.der, issuer));
    return JudgeOcspResponse({.response = response,
                              .certificate = &leaf,
                              .issuer = &issuer,
                              .now = now,
                              .signatures = &signatures_,
                              .digests = &digests_,
                              .revocation_lists = lists_});
  }
  // By a responder with a certificate of its own.
  OcspVerdict Delegated(const Cert& responder) {
    return Judge(Response().Carries(responder).SignedBy(responder));
  }

  const Cert root_ = Ca("Root").SelfSigned();
  const Cert issuer_ = Ca("Issuer").Serial(Integer(20)).IssuedBy(root_);
  const Cert leaf_ = Leaf("a.example").Serial(Integer(30)).IssuedBy(issuer_);
  FakeVerifier signatures_;
  FakeDigests digests_;
  const RevocationLists* lists_ = nullptr;
};

TEST_F(OcspJudgeTest, TheIssuersAnswerCounts) {
  EXPECT_EQ(Judge(Response().Signed()), OcspVerdict::kGood);
  EXPECT_EQ(Judge(Response().ByKey().Signed()), OcspVerdict::kGood);
  EXPECT_EQ(Judge(Response().Hash(HashAlgorithm::kSha256, kSha256Oid).Signed()),
            OcspVerdict::kGood);
  EXPECT_EQ(Judge(Response().Revoked().Signed()), OcspVerdict::kRevoked);
  EXPECT_EQ(Judge(Response().Unknown().Signed()), OcspVerdict::kUnknown);
  EXPECT_EQ(Judge(Response(7).Revoked().And(30).Good().Signed()), OcspVerdict::kGood);
}

TEST_F(OcspJudgeTest, AnAnswerForAnotherCertificateIsNone) {
  EXPECT_EQ(Judge(Response(31).Signed()), OcspVerdict::kBad);
  EXPECT_EQ(Judge(Response().NameHash(Der(20, 1)).Signed()), OcspVerdict::kBad);
  EXPECT_EQ(Judge(Response().KeyHash(Der(20, 1)).Signed()), OcspVerdict::kBad);
  EXPECT_EQ(Judge(Response().KeyHash({}).NameHash({1}).Signed()), OcspVerdict::kBad);
  EXPECT_EQ(Judge(Response().Hash(HashAlgorithm::kSha1, {0x2A, 0x03}).Signed()), OcspVerdict::kBad);
  digests_.works = false;
  EXPECT_EQ(Judge(Response().Signed()), OcspVerdict::kBad);
}

TEST_F(OcspJudgeTest, OnlyACurrentAnswerVouches) {
  const Der good = Response().Signed();
  EXPECT_EQ(Judge(good, kNow - kDay - kOcspClockSkew), OcspVerdict::kGood);
  EXPECT_EQ(Judge(good, kNow - kDay - kOcspClockSkew - 1), OcspVerdict::kStale);
  EXPECT_EQ(Judge(good, kNow + kDay + kOcspClockSkew), OcspVerdict::kGood);
  EXPECT_EQ(Judge(good, kNow + kDay + kOcspClockSkew + 1), OcspVerdict::kStale);
  // For a day, where it does not say.
  const Der open = Response().ThisUpdate(kNow).WithoutNextUpdate().Signed();
  EXPECT_EQ(Judge(open, kNow + kDay), OcspVerdict::kGood);
  EXPECT_EQ(Judge(open, kNow + 2 * kDay), OcspVerdict::kStale);
  // But what was revoked stays revoked.
  EXPECT_EQ(Judge(Response().Revoked().Signed(), kNow + 9 * kDay), OcspVerdict::kRevoked);
  EXPECT_EQ(Judge(Response().Unknown().Signed(), kNow + 9 * kDay), OcspVerdict::kStale);
}

TEST_F(OcspJudgeTest, OfSeveralAnswersRevocationCounts) {
  EXPECT_EQ(Judge(Response().Good().And(30).Revoked().And(30).Good().Signed()),
            OcspVerdict::kRevoked);
  EXPECT_EQ(Judge(Response().NextUpdate(kNow - kDay).And(30).NextUpdate(kNow + kDay).Signed()),
            OcspVerdict::kGood);
}

TEST_F(OcspJudgeTest, AnotherSignatureCountsForNothing) {
  Der altered = Response().Signed();
  altered.back() ^= 1;
  EXPECT_EQ(Judge(altered), OcspVerdict::kBad);
  EXPECT_EQ(Judge(Response().SignedBy(root_)), OcspVerdict::kBad);
  EXPECT_EQ(Judge(Response().Carries(root_).SignedBy(root_)), OcspVerdict::kBad);
  const Cert impostor = Ca("Issuer").Key(EcKey(99)).SelfSigned();
  EXPECT_EQ(Judge(Response().SignedBy(impostor)), OcspVerdict::kBad);
  EXPECT_EQ(Judge(Response().Algorithm(EcdsaSha1()).Signed()), OcspVerdict::kBad);
  EXPECT_EQ(Judge(Response().Algorithm(RsaSha256()).Signed()), OcspVerdict::kBad);
  signatures_.forced = SignatureStatus::kNoMemory;
  EXPECT_EQ(Judge(Response().Signed()), OcspVerdict::kNoMemory);
}

TEST_F(OcspJudgeTest, AResponderThatTheIssuerAppointedMayAnswer) {
  EXPECT_EQ(Delegated(Responder().IssuedBy(issuer_)), OcspVerdict::kGood);
  EXPECT_EQ(signatures_.calls, 2);
  const Cert responder = Responder().IssuedBy(issuer_);
  EXPECT_EQ(Judge(Response().ByKey().Carries(leaf_).Carries(responder).SignedBy(responder)),
            OcspVerdict::kGood);
}

TEST_F(OcspJudgeTest, OthersMayNot) {
  EXPECT_EQ(Delegated(Responder().IssuedBy(root_)), OcspVerdict::kBad);
  EXPECT_EQ(Delegated(Responder().SelfSigned()), OcspVerdict::kBad);
  EXPECT_EQ(Delegated(Responder().BadSignature().IssuedBy(issuer_)), OcspVerdict::kBad);
  EXPECT_EQ(Delegated(leaf_), OcspVerdict::kBad);
  const auto refused = [&](CertBuilder responder) {
    return Delegated(responder.IssuedBy(issuer_)) == OcspVerdict::kBad;
  };
  EXPECT_TRUE(refused(Responder().With(kExtendedKeyUsageArc, Purposes({kAnyPurpose}))));
  EXPECT_TRUE(refused(Responder().Without(kExtendedKeyUsageArc)));
  EXPECT_TRUE(refused(Responder().With(kKeyUsageArc, KeyUsage(0x20))));
  EXPECT_TRUE(refused(Responder().NotAfter(kNow - 1)));
  EXPECT_TRUE(refused(Responder().NotBefore(kNow + 1)));
  EXPECT_TRUE(refused(Responder().Algorithm(EcdsaSha1())));
  EXPECT_TRUE(refused(Responder().Key(RsaKey(1024))));
  EXPECT_TRUE(refused(Responder().Add({0x2A, 0x03}, Null(), true)));
}

TEST_F(OcspJudgeTest, AResponderIsLookedUpUnlessItSaysOtherwise) {
  RevocationLists lists;
  Bytes message;
  ASSERT_TRUE(lists.Add(CrlBuilder().Revoke(40).SignedBy(issuer_), "", message));
  lists_ = &lists;
  const auto plain = Leaf("responder").With(kExtendedKeyUsageArc, Purposes({kOcspSigning}));
  EXPECT_EQ(Delegated(CertBuilder(plain).Serial(Integer(40)).IssuedBy(issuer_)), OcspVerdict::kBad);
  EXPECT_EQ(Delegated(CertBuilder(plain).Serial(Integer(41)).IssuedBy(issuer_)),
            OcspVerdict::kGood);
  EXPECT_EQ(Delegated(Responder().Serial(Integer(40)).IssuedBy(issuer_)), OcspVerdict::kGood);
}

// What the verifier makes of it.
class StapleTest : public OcspJudgeTest {
 protected:
  Verdict Verify(const Der& response, bool required = false, const Cert* leaf = nullptr) {
    TrustAnchors anchors;
    EXPECT_TRUE(anchors.AddDer(root_.der));
    const TrustStore* store = anchors.Finish().value();
    const ByteView chain[] = {leaf != nullptr ? leaf->der : leaf_.der, issuer_.der};
    const StapledStatus staple{response, &digests_, required, may_follow_};
    VerifyInput input;
    input.chain = chain;
    input.anchors = store;
    input.signatures = &signatures_;
    input.now = kNow;
    input.revocation_lists = lists_;
    input.requires_revocation_status = lists_ != nullptr;
    input.staple = asked_ ? &staple : nullptr;
    const Verdict verdict = x509::Verify(input);
    store->RemoveReference();
    return verdict;
  }
  Cert MustStaple() const {
    return Leaf("a.example")
        .Serial(Integer(30))
        .Add(kTlsFeatureOid, Seq({Integer(5)}))
        .IssuedBy(issuer_);
  }

  bool asked_ = true;
  bool may_follow_ = false;
};

TEST_F(StapleTest, EachAnswerHasItsDetail) {
  EXPECT_EQ(Verify(Response().Signed()), kGood);
  EXPECT_EQ(Verify(Response().Revoked().Signed()), (Verdict{Detail::kRevoked, 0}));
  EXPECT_EQ(Verify(Response().Unknown().Signed()), (Verdict{Detail::kRevocationUnknown, 0}));
  EXPECT_EQ(Verify(Response(31).Signed()), (Verdict{Detail::kBadOcspResponse, 0}));
  EXPECT_EQ(Verify(Response().NextUpdate(kNow - kDay).Signed()),
            (Verdict{Detail::kStaleOcspResponse, 0}));
  EXPECT_EQ(Verify({}), kGood);
  EXPECT_EQ(Verify({}, true), (Verdict{Detail::kMissingOcspResponse, 0}));
}

TEST_F(StapleTest, ACertificateMayDemandOne) {
  const Cert leaf = MustStaple();
  EXPECT_EQ(Verify({}, false, &leaf), (Verdict{Detail::kMissingOcspResponse, 0}));
  EXPECT_EQ(Verify(Response().Signed(), false, &leaf), kGood);
  asked_ = false;
  EXPECT_EQ(Verify({}, false, &leaf), kGood);
  const Cert other = Leaf("a.example").Add(kTlsFeatureOid, Seq({Integer(17)})).IssuedBy(issuer_);
  asked_ = true;
  EXPECT_EQ(Verify({}, false, &other), kGood);
}

TEST_F(StapleTest, WhatMayStillComeIsNotMissing) {
  may_follow_ = true;
  EXPECT_EQ(Verify({}, true), kGood);
}

TEST_F(StapleTest, AGoodOneIsTheLeafsStatusWhereOneIsRequired) {
  RevocationLists lists;
  Bytes message;
  ASSERT_TRUE(lists.Add(CrlBuilder().SignedBy(root_), "", message));
  lists_ = &lists;
  EXPECT_EQ(Verify({}), (Verdict{Detail::kRevocationUnknown, 0}));
  EXPECT_EQ(Verify(Response().Signed()), kGood);
  // A list that revokes is heard all the same.
  ASSERT_TRUE(lists.Add(CrlBuilder().Revoke(30).SignedBy(issuer_), "", message));
  EXPECT_EQ(Verify(Response().Signed()), (Verdict{Detail::kRevoked, 0}));
}

TEST_F(StapleTest, TheirAlerts) {
  for (const Detail detail :
       {Detail::kBadOcspResponse, Detail::kStaleOcspResponse, Detail::kMissingOcspResponse}) {
    EXPECT_EQ(AlertFor(detail), Alert::kBadCertificateStatusResponse);
  }
}

}  // namespace
}  // namespace omnitls::x509
