#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "omnitls/x509/testing/peer.h"
#include "omnitls/x509/verify.h"

namespace omnitls::x509 {
namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

// ---- bounds

// A leaf below `count` intermediates below a root.
Peer Ladder(int count) {
  const Cert root = Ca("Root").SelfSigned();
  std::vector<Cert> chain;
  Cert issuer = root;
  for (int i = 0; i < count; ++i) {
    const std::string name = "Step " + std::to_string(i);
    issuer = Ca(name).Key(EcKey(static_cast<std::uint8_t>(i))).IssuedBy(issuer);
    chain.insert(chain.begin(), issuer);
  }
  chain.insert(chain.begin(), Good().IssuedBy(issuer));
  return {chain, {root}};
}

TEST(VerifyBoundsTest, APathHasTenCertificatesAtMost) {
  EXPECT_EQ(Ladder(9).Verify(), kGood);
  EXPECT_EQ(Ladder(10).Verify(), (Verdict{Detail::kChainTooLong, 0}));
}

TEST(VerifyBoundsTest, OfTheChainSixteenCertificatesAreLookedAt) {
  Peer peer = Chain(Good());
  const Cert intermediate = peer.chain[1];
  const Cert stranger = Ca("Stranger").SelfSigned();
  peer.chain.resize(1);
  peer.chain.resize(15, stranger);
  peer.chain.push_back(intermediate);
  EXPECT_EQ(peer.Verify(), kGood);
  peer.chain.insert(peer.chain.begin() + 1, stranger);
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kChainTooLong, 0}));
}

TEST(VerifyBoundsTest, SignatureChecksAreBounded) {
  const Cert root = Ca("I").Key(EcKey(200)).SelfSigned();
  std::vector<Cert> chain = {Good().IssuedBy(Ca("I").Key(EcKey(201)).SelfSigned())};
  for (std::uint8_t i = 0; i < 15; ++i) chain.push_back(Ca("I").Key(EcKey(i)).IssuedBy(root));
  const Peer peer{chain, {root}};
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kChainTooLong, 0}));
  EXPECT_EQ(peer.signatures.calls, kMaxSignatureChecks);
}

TEST(VerifyBoundsTest, AThicketOfIssuersEndsWithoutAnySignatureCheck) {
  const Cert nobody = Ca("I").Key(EcKey(200)).SelfSigned();
  std::vector<Cert> chain = {Good().IssuedBy(nobody)};
  // An attacker can have them all name one key.
  const CertBuilder one_of_all = Ca("I").With(kSubjectKeyIdArc, SubjectKeyId(nobody.key));
  for (std::uint8_t i = 0; i < 15; ++i) {
    chain.push_back(CertBuilder(one_of_all).Key(EcKey(i)).IssuedBy(nobody));
  }
  const Peer peer{chain, {Ca("Root").SelfSigned()}};
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kChainTooLong, 0}));
  EXPECT_EQ(peer.signatures.calls, 0);
}

TEST(VerifyBoundsTest, KeyIdentifiersClearAThicket) {
  const Cert nobody = Ca("I").Key(EcKey(200)).SelfSigned();
  std::vector<Cert> chain = {Good().IssuedBy(nobody)};
  for (std::uint8_t i = 0; i < 15; ++i) chain.push_back(Ca("I").Key(EcKey(i)).IssuedBy(nobody));
  const Peer peer{chain, {Ca("Root").SelfSigned()}};
  EXPECT_EQ(peer.Verify(), (Verdict{Detail::kUnknownIssuer, 1}));
  EXPECT_EQ(peer.signatures.calls, 0);
}

TEST(VerifyBoundsTest, NameComparisonsAreBounded) {
  Der bases, names;
  for (int i = 0; i < 400; ++i) {
    const std::string label = std::to_string(i);
    bases = Join({bases, Seq({Dns("x" + label + ".test")})});
    names = Join({names, Dns("y" + label + ".example")});
  }
  const CertBuilder root = Ca("R").With(kNameConstraintsArc, Seq({Explicit(1, bases)}), true);
  const CertBuilder leaf =
      Good().With(kSubjectAltNameArc, Tlv(der::kSequence, Join({Dns("a.example"), names})));
  EXPECT_EQ(Direct(leaf, root).Verify(), (Verdict{Detail::kNameConstraint, 0}));
}

// ---- garbage

TEST(VerifyBoundsTest, NoTruncationOrCorruptionOfTheLeafIsGood) {
  Peer peer = Chain(Good());
  TrustAnchors builder;
  ASSERT_TRUE(builder.AddDer(peer.anchors[0].der));
  const TrustStore* store = builder.Finish().value();
  const Der good = peer.chain[0].der;
  ASSERT_EQ(peer.VerifyWith(store), kGood);
  for (std::size_t i = 0; i < good.size(); ++i) {
    peer.chain[0].der = Der(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(peer.VerifyWith(store).ok()) << i;
    for (const int change : {0x01, 0x80, 0xFF}) {
      peer.chain[0].der = good;
      peer.chain[0].der[i] = static_cast<std::uint8_t>(good[i] ^ change);
      EXPECT_FALSE(peer.VerifyWith(store).ok()) << i;
    }
  }
  store->RemoveReference();
}

}  // namespace
}  // namespace omnitls::x509
