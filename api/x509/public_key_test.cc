#include "omnitls/x509/public_key.h"

#include <gtest/gtest.h>

#include "omnitls/x509/testing/cert_builder.h"

namespace omnitls::x509 {
namespace {

using testing::BitString;
using testing::Der;
using testing::EcKey;
using testing::Explicit;
using testing::Integer;
using testing::Null;
using testing::Oid;
using testing::RsaKey;
using testing::Seq;
using testing::Unsigned;

const Der kRsa = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01};
const Der kPss = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A};
const Der kMgf1 = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08};
const Der kSha256 = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
const Der kSha384 = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02};
const Der kEc = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01};
const Der kP256 = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07};
const Der kP384 = {0x2B, 0x81, 0x04, 0x00, 0x22};
const Der kP521 = {0x2B, 0x81, 0x04, 0x00, 0x23};
const Der kSecp256k1 = {0x2B, 0x81, 0x04, 0x00, 0x0A};

Der EcKeyOf(const Der& curve, std::size_t size, std::uint8_t form = 0x04) {
  Der point(size, 0x11);
  if (size > 0) point[0] = form;
  return Seq({Seq({Oid(kEc), Oid(curve)}), BitString(point)});
}

Der KeyOf(const Der& oid, std::size_t size) {
  return Seq({Seq({Oid(oid)}), BitString(Der(size, 0x11))});
}

PublicKey Parsed(const Der& spki) {
  PublicKey key;
  EXPECT_TRUE(ParsePublicKey(spki, key));
  return key;
}

bool IsMalformed(const Der& spki) {
  PublicKey key;
  return !ParsePublicKey(spki, key);
}

TEST(PublicKeyTest, RsaHasTheBitsOfItsModulus) {
  EXPECT_EQ(Parsed(RsaKey(2048)).kind, KeyKind::kRsa);
  EXPECT_EQ(Parsed(RsaKey(2048)).bits, 2048u);
  EXPECT_EQ(Parsed(RsaKey(2047)).bits, 2047u);
  EXPECT_EQ(Parsed(RsaKey(2049)).bits, 2049u);
}

TEST(PublicKeyTest, RsaExponentOneOrEvenIsWeak) {
  EXPECT_FALSE(Parsed(RsaKey(2048, 3)).has_weak_exponent);
  EXPECT_TRUE(Parsed(RsaKey(2048, 1)).has_weak_exponent);
  EXPECT_TRUE(Parsed(RsaKey(2048, 65536)).has_weak_exponent);
}

TEST(PublicKeyTest, MalformedRsaIsRefused) {
  const Der algorithm = Seq({Oid(kRsa), Null()});
  EXPECT_TRUE(IsMalformed(Seq({Seq({Oid(kRsa)}), BitString(Seq({Integer(5), Integer(3)}))})));
  EXPECT_TRUE(IsMalformed(Seq({algorithm, BitString(Seq({Integer(5)}))})));
  EXPECT_TRUE(IsMalformed(Seq({algorithm, BitString(Seq({Integer(0), Integer(3)}))})));
  EXPECT_TRUE(IsMalformed(Seq({algorithm, BitString(Seq({Integer(5), Integer(0)}))})));
  EXPECT_TRUE(IsMalformed(Seq({algorithm, BitString(Seq({{0x02, 0x01, 0x80}, Integer(3)}))})));
  EXPECT_TRUE(IsMalformed(Seq({algorithm, BitString(Seq({Integer(5), Integer(3), Integer(3)}))})));
}

TEST(PublicKeyTest, EcIsKnownByItsNamedCurve) {
  EXPECT_EQ(Parsed(EcKey(1)).kind, KeyKind::kEcP256);
  EXPECT_EQ(Parsed(EcKeyOf(kP384, 97)).kind, KeyKind::kEcP384);
  EXPECT_EQ(Parsed(EcKeyOf(kP521, 133)).kind, KeyKind::kEcP521);
  EXPECT_EQ(Parsed(EcKeyOf(kP521, 133)).bits, 521u);
}

TEST(PublicKeyTest, OtherEcKeysAreUnknownNotMalformed) {
  EXPECT_EQ(Parsed(EcKeyOf(kSecp256k1, 65)).kind, KeyKind::kUnknown);
  EXPECT_EQ(Parsed(EcKeyOf(kP256, 33, 0x02)).kind, KeyKind::kUnknown);  // Compressed.
  const Der explicit_curve = Seq({Seq({Oid(kEc), Seq({Integer(1)})}), BitString({0x04, 0x01})});
  EXPECT_EQ(Parsed(explicit_curve).kind, KeyKind::kUnknown);
}

TEST(PublicKeyTest, EcPointHasTheSizeOfItsCurve) {
  EXPECT_TRUE(IsMalformed(EcKeyOf(kP256, 64)));
  EXPECT_TRUE(IsMalformed(EcKeyOf(kP256, 66)));
  EXPECT_TRUE(IsMalformed(EcKeyOf(kP384, 65)));
  EXPECT_TRUE(IsMalformed(EcKeyOf(kP256, 0)));
}

TEST(PublicKeyTest, EdwardsKeysHaveTheirSizeAndNoParameters) {
  EXPECT_EQ(Parsed(KeyOf({0x2B, 0x65, 0x70}, 32)).kind, KeyKind::kEd25519);
  EXPECT_EQ(Parsed(KeyOf({0x2B, 0x65, 0x71}, 57)).kind, KeyKind::kEd448);
  EXPECT_TRUE(IsMalformed(KeyOf({0x2B, 0x65, 0x70}, 33)));
  EXPECT_TRUE(IsMalformed(Seq({Seq({Oid({0x2B, 0x65, 0x70}), Null()}), BitString(Der(32))})));
}

TEST(PublicKeyTest, UnknownAlgorithmsAreUnknownNotMalformed) {
  EXPECT_EQ(Parsed(KeyOf({0x2B, 0x65, 0x6E}, 32)).kind, KeyKind::kUnknown);  // X25519
}

TEST(PublicKeyTest, TruncatedKeysAreRefused) {
  const Der spki = RsaKey(2048);
  for (std::size_t size = 0; size < spki.size(); ++size) {
    EXPECT_TRUE(IsMalformed(Der(spki.begin(), spki.begin() + static_cast<std::ptrdiff_t>(size))));
  }
}

TEST(SignatureAlgorithmTest, KnownOnesNeedTheirExactParameters) {
  const Der ecdsa = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02};
  const Der rsa = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B};
  EXPECT_EQ(ParseSignatureAlgorithm(Seq({Oid(ecdsa)})), SignatureAlgorithm::kEcdsaSha256);
  EXPECT_EQ(ParseSignatureAlgorithm(Seq({Oid(ecdsa), Null()})), SignatureAlgorithm::kUnknown);
  EXPECT_EQ(ParseSignatureAlgorithm(Seq({Oid(rsa), Null()})), SignatureAlgorithm::kRsaPkcs1Sha256);
  EXPECT_EQ(ParseSignatureAlgorithm(Seq({Oid(rsa)})), SignatureAlgorithm::kUnknown);
  EXPECT_EQ(ParseSignatureAlgorithm(Seq({Oid(rsa), Null(), Null()})), SignatureAlgorithm::kUnknown);
  EXPECT_EQ(ParseSignatureAlgorithm(Seq({Oid({0x2B, 0x65, 0x70})})), SignatureAlgorithm::kEd25519);
  EXPECT_EQ(ParseSignatureAlgorithm(Seq({Oid({0x2B, 0x65, 0x71})})), SignatureAlgorithm::kEd448);
  EXPECT_EQ(ParseSignatureAlgorithm({}), SignatureAlgorithm::kUnknown);
}

TEST(SignatureAlgorithmTest, BrokenHashesAreKnownByName) {
  const Der rsa_prefix = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01};
  Der md5 = rsa_prefix, sha1 = rsa_prefix;
  md5.push_back(0x04);
  sha1.push_back(0x05);
  EXPECT_EQ(ParseSignatureAlgorithm(Seq({Oid(md5), Null()})), SignatureAlgorithm::kRsaPkcs1Md5);
  EXPECT_EQ(ParseSignatureAlgorithm(Seq({Oid(sha1), Null()})), SignatureAlgorithm::kRsaPkcs1Sha1);
  EXPECT_EQ(ParseSignatureAlgorithm(testing::EcdsaSha1()), SignatureAlgorithm::kEcdsaSha1);
}

Der Pss(const Der& hash, const Der& mask_hash, std::uint32_t salt, bool null = true,
        const Der& mask = kMgf1) {
  const Der parameters = null ? Null() : Der{};
  return Seq({Oid(kPss), Seq({Explicit(0, Seq({Oid(hash), parameters})),
                              Explicit(1, Seq({Oid(mask), Seq({Oid(mask_hash), parameters})})),
                              Explicit(2, Integer(salt))})});
}

TEST(SignatureAlgorithmTest, PssNeedsOneHashAndASaltOfItsLength) {
  EXPECT_EQ(ParseSignatureAlgorithm(Pss(kSha256, kSha256, 32)), SignatureAlgorithm::kRsaPssSha256);
  EXPECT_EQ(ParseSignatureAlgorithm(Pss(kSha384, kSha384, 48)), SignatureAlgorithm::kRsaPssSha384);
  EXPECT_EQ(ParseSignatureAlgorithm(Pss(kSha256, kSha256, 32, false)),
            SignatureAlgorithm::kRsaPssSha256);
  for (const Der& other : {Pss(kSha256, kSha384, 32), Pss(kSha256, kSha256, 20),
                           Pss(kSha384, kSha384, 32), Pss(kSha256, kSha256, 32, true, kSha256),
                           Seq({Oid(kPss)}), Seq({Oid(kPss), Seq({})}), Seq({Oid(kPss), Null()})}) {
    EXPECT_EQ(ParseSignatureAlgorithm(other), SignatureAlgorithm::kUnknown);
  }
}

TEST(SignatureAlgorithmTest, OnlyAKeyOfTheFamilyCanSign) {
  EXPECT_TRUE(CanSign(KeyKind::kRsa, SignatureAlgorithm::kRsaPkcs1Sha256));
  EXPECT_TRUE(CanSign(KeyKind::kRsa, SignatureAlgorithm::kRsaPssSha512));
  EXPECT_TRUE(CanSign(KeyKind::kRsaPss, SignatureAlgorithm::kRsaPssSha256));
  EXPECT_FALSE(CanSign(KeyKind::kRsaPss, SignatureAlgorithm::kRsaPkcs1Sha256));
  EXPECT_TRUE(CanSign(KeyKind::kEcP521, SignatureAlgorithm::kEcdsaSha256));
  EXPECT_FALSE(CanSign(KeyKind::kRsa, SignatureAlgorithm::kEcdsaSha256));
  EXPECT_FALSE(CanSign(KeyKind::kEd448, SignatureAlgorithm::kEd25519));
  EXPECT_FALSE(CanSign(KeyKind::kUnknown, SignatureAlgorithm::kUnknown));
}

}  // namespace
}  // namespace omnitls::x509
