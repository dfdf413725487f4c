#include "omnitls/revocation_lists.h"

#include <gtest/gtest.h>

#include "omnitls/x509/testing/crl_builder.h"
#include "omnitls/x509/testing/peer.h"

namespace omnitls::x509 {
namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

// root (anchor) <- issuer (serial 20) <- leaf (serial 30)
class RevocationListsTest : public ::testing::Test {
 protected:
  void Add(const CrlBuilder& crl, const Cert& issuer) {
    Bytes message;
    ASSERT_TRUE(lists_.Add(crl.SignedBy(issuer), "", message)) << message.text();
  }
  Verdict Verify(bool required = false) {
    TrustAnchors anchors;
    EXPECT_TRUE(anchors.AddDer(root_.der));
    const TrustStore* store = anchors.Finish().value();
    const ByteView chain[] = {leaf_.der, issuer_.der};
    VerifyInput input;
    input.chain = chain;
    input.anchors = store;
    input.signatures = &signatures_;
    input.now = kNow;
    input.revocation_lists = &lists_;
    input.requires_revocation_status = required;
    const Verdict verdict = x509::Verify(input);
    store->RemoveReference();
    return verdict;
  }

  const Cert root_ = Ca("Root").SelfSigned();
  const Cert issuer_ = Ca("Issuer").Serial(Integer(20)).IssuedBy(root_);
  const Cert leaf_ = Good().Serial(Integer(30)).IssuedBy(issuer_);
  FakeVerifier signatures_;
  RevocationLists lists_;
};

constexpr Verdict kRevokedLeaf{Detail::kRevoked, 0};
constexpr Verdict kUnknownLeaf{Detail::kRevocationUnknown, 0};

TEST_F(RevocationListsTest, ACertificateOnItsIssuersListIsRevoked) {
  Add(CrlBuilder().Revoke(29).Revoke(31).Revoke(30), issuer_);
  EXPECT_EQ(Verify(), kRevokedLeaf);
}

TEST_F(RevocationListsTest, AnIssuerMayBeRevoked) {
  Add(CrlBuilder().Revoke(20), root_);
  EXPECT_EQ(Verify(), (Verdict{Detail::kRevoked, 1}));
}

TEST_F(RevocationListsTest, OthersAreNot) {
  Add(CrlBuilder().Revoke(29).Revoke(31).Revoke(3000), issuer_);
  Add(CrlBuilder().Revoke(30), root_);
  EXPECT_EQ(Verify(), kGood);
  EXPECT_EQ(Verify(true), kGood);
}

TEST_F(RevocationListsTest, WhatNoListSpeaksOfIsGoodUnlessAListIsRequired) {
  Add(CrlBuilder(), root_);
  EXPECT_EQ(Verify(), kGood);
  EXPECT_EQ(Verify(true), kUnknownLeaf);
}

TEST_F(RevocationListsTest, AnOldListRevokesButDoesNotVouch) {
  Add(CrlBuilder(), root_);
  Add(CrlBuilder().NextUpdate(kNow - 1).Revoke(31), issuer_);
  EXPECT_EQ(Verify(), kGood);
  EXPECT_EQ(Verify(true), kUnknownLeaf);
  Add(CrlBuilder().NextUpdate(kNow - 1).Revoke(30), issuer_);
  EXPECT_EQ(Verify(), kRevokedLeaf);
}

TEST_F(RevocationListsTest, AListFromTheFutureDoesNotVouch) {
  Add(CrlBuilder(), root_);
  Add(CrlBuilder().ThisUpdate(kNow + 1), issuer_);
  EXPECT_EQ(Verify(true), kUnknownLeaf);
  Add(CrlBuilder().WithoutNextUpdate(), issuer_);
  EXPECT_EQ(Verify(true), kGood);
}

TEST_F(RevocationListsTest, AListOfOnePointOrForCasOnlyDoesNotVouchForTheLeaf) {
  Add(CrlBuilder(), root_);
  const Der cas = Seq({Tlv(der::Context(2), {0xFF})});
  const Der point = Seq({Explicit(0, Explicit(0, Uri("http://crl.example/1")))});
  Add(CrlBuilder().With(kDistributionPointArc, cas, true), issuer_);
  Add(CrlBuilder().With(kDistributionPointArc, point, true), issuer_);
  EXPECT_EQ(Verify(true), kUnknownLeaf);
  Add(CrlBuilder().With(kDistributionPointArc, point, true).Revoke(30), issuer_);
  EXPECT_EQ(Verify(), kRevokedLeaf);
}

TEST_F(RevocationListsTest, AListThatTheIssuerDidNotSignCountsForNothing) {
  Cert impostor = Ca("Issuer").Key(EcKey(99)).SelfSigned();
  Add(CrlBuilder(), root_);
  Add(CrlBuilder().Revoke(30), impostor);
  EXPECT_EQ(Verify(), kGood);
  EXPECT_EQ(Verify(true), kUnknownLeaf);
}

TEST_F(RevocationListsTest, AnIssuerThatMaySignNoListsDoesNot) {
  const Cert issuer = Ca("Issuer").With(kKeyUsageArc, KeyUsage(0x04), true).IssuedBy(root_);
  const Cert leaf = Good().Serial(Integer(30)).IssuedBy(issuer);
  Bytes message;
  ASSERT_TRUE(lists_.Add(CrlBuilder().Revoke(30).SignedBy(issuer), "", message));
  Certificate parsed_leaf, parsed_issuer;
  ASSERT_TRUE(ParseCertificate(leaf.der, parsed_leaf));
  ASSERT_TRUE(ParseCertificate(issuer.der, parsed_issuer));
  EXPECT_EQ(lists_.StatusOf(parsed_leaf, parsed_issuer, -1, kNow, signatures_),
            RevocationStatus::kUnknown);
}

TEST_F(RevocationListsTest, ASignatureIsVerifiedOnce) {
  Add(CrlBuilder().Revoke(31), issuer_);
  EXPECT_EQ(Verify(), kGood);
  EXPECT_EQ(signatures_.calls, 3);
  EXPECT_EQ(Verify(), kGood);
  EXPECT_EQ(signatures_.calls, 5);
}

// Not "not revoked".
TEST_F(RevocationListsTest, WithoutMemoryToVerifyAListTheAnswerIsNo) {
  Add(CrlBuilder().Revoke(30), issuer_);
  Certificate leaf, issuer;
  ASSERT_TRUE(ParseCertificate(leaf_.der, leaf));
  ASSERT_TRUE(ParseCertificate(issuer_.der, issuer));
  signatures_.forced = SignatureStatus::kNoMemory;
  EXPECT_EQ(lists_.StatusOf(leaf, issuer, -1, kNow, signatures_), RevocationStatus::kNoMemory);
}

TEST_F(RevocationListsTest, WhatCannotBeReadIsToldWithItsPlace) {
  const auto fault_of = [&](std::string_view text) {
    Bytes message;
    const Result<void> added = lists_.Add(AsBytes(text), "list.pem", message);
    if (added) return std::string("none");
    return std::string(DetailName(added.error().detail)) + " " + std::string(message.text());
  };
  EXPECT_EQ(fault_of(""), "empty_input list.pem: is empty");
  EXPECT_EQ(fault_of("hello"),
            "malformed_crl list.pem: the CRL cannot be parsed (it is not one DER SEQUENCE)");
  EXPECT_EQ(fault_of("-----BEGIN X-----\nAAAA\n-----END X-----\n"),
            "no_crl_found list.pem: holds no CRL");
  EXPECT_EQ(fault_of("\n-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"),
            "malformed_crl list.pem: line 2: it is not one DER SEQUENCE");
  EXPECT_EQ(fault_of("-----BEGIN X509 CRL-----\nA?\n-----END X509 CRL-----\n"),
            "malformed_pem list.pem: line 1: malformed base64");
  EXPECT_EQ(fault_of("-----BEGIN X509 CRL-----\nAAAA\n"),
            "malformed_pem list.pem: line 1: malformed PEM block");
  EXPECT_EQ(lists_.size(), 0u);
}

}  // namespace
}  // namespace omnitls::x509
