#include "omnitls/x509/key_identifiers.h"

#include <gtest/gtest.h>

#include "omnitls/x509/testing/peer.h"

namespace omnitls::x509 {
namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

Der Identifier(const Der& id) { return Tlv(der::Context(0), id); }
Der AuthorityIssuer(const Der& name) { return Explicit(1, Directory(name)); }
Der AuthoritySerial(const Der& number) { return Tlv(der::Context(2), number); }

TEST(KeyIdentifiersTest, ExtensionsAreParsed) {
  KeyIdentifiers ids;
  const Der subject = OctetString({1, 2});
  EXPECT_TRUE(ParseSubjectKeyIdentifier(subject, ids));
  EXPECT_TRUE(Equal(ids.subject, Der{1, 2}));
  const Der authority = Seq({Identifier({3}), AuthorityIssuer(Name("R")), AuthoritySerial({4})});
  EXPECT_TRUE(ParseAuthorityKeyIdentifier(authority, ids));
  EXPECT_TRUE(ids.has_authority);
  EXPECT_TRUE(Equal(ids.authority, Der{3}));
  EXPECT_TRUE(Equal(ids.authority_serial, Der{4}));
  KeyIdentifiers by_serial;
  const Der serial = Seq({AuthorityIssuer(Name("R")), AuthoritySerial({4})});
  EXPECT_TRUE(ParseAuthorityKeyIdentifier(serial, by_serial));
  EXPECT_TRUE(by_serial.authority.empty());
}

TEST(KeyIdentifiersTest, WhatIsMalformedOrIdentifiesNothingIsRefused) {
  KeyIdentifiers ids;
  for (const Der& value : {Der{}, Null(), OctetString({}), Der{0x04, 0x02, 0x01}}) {
    EXPECT_FALSE(ParseSubjectKeyIdentifier(value, ids));
  }
  for (const Der& value :
       {Der{}, Null(), Seq({}), Seq({Identifier({})}), Seq({AuthorityIssuer(Name("R"))}),
        Seq({Identifier({1}), AuthorityIssuer(Name("R"))}),
        Seq({Identifier({1}), AuthoritySerial({4})}),
        Seq({Identifier({1}), AuthorityIssuer(Name("R")), AuthoritySerial({})}),
        Seq({Identifier({1}), Explicit(1, {}), AuthoritySerial({4})}),
        Seq({Identifier({1}), Identifier({1})}), Seq({Identifier({1}), Null()})}) {
    EXPECT_FALSE(ParseAuthorityKeyIdentifier(value, ids));
  }
}

TEST(KeyIdentifiersTest, MalformedOnesSpoilACertificateAndCriticalOnesAreNotUnderstood) {
  EXPECT_EQ(Chain(Good().With(kAuthorityKeyIdArc, Seq({}))).Verify(),
            (Verdict{Detail::kMalformedCertificate, 0}));
  EXPECT_EQ(Chain(Good().With(kSubjectKeyIdArc, Null())).Verify(),
            (Verdict{Detail::kMalformedCertificate, 0}));
  EXPECT_EQ(Chain(Good().With(kSubjectKeyIdArc, OctetString({1}), true)).Verify(),
            (Verdict{Detail::kUnknownCriticalExtension, 0}));
}

TEST(KeyIdentifiersTest, AnotherKeyThanTheOneThatIsNamedIsNotTheIssuers) {
  const Cert root = Ca("Root").SelfSigned();
  const CertBuilder named = Good().With(kAuthorityKeyIdArc, AuthorityKeyId(root.key));
  EXPECT_EQ((Peer{{named.IssuedBy(root)}, {root}}.Verify()), kGood);
  const Cert nameless =
      Ca("Root").Key(root.key).With(kSubjectKeyIdArc, OctetString({1})).SelfSigned();
  const Peer other{{named.IssuedBy(root)}, {nameless}};
  EXPECT_EQ(other.Verify(), (Verdict{Detail::kUnknownIssuer, 0}));
  EXPECT_EQ(other.signatures.calls, 0);
}

TEST(KeyIdentifiersTest, AnIssuerWithoutAnIdentifierIsNoneThatIsNamed) {
  const auto unnamed = [](const char* name) {
    return CertBuilder()
        .Subject(Name(name))
        .Key(EcKey(77))
        .With(kBasicConstraintsArc, BasicConstraints(true), true);
  };
  const CertBuilder named = Good().With(kAuthorityKeyIdArc, AuthorityKeyId(EcKey(77)));
  EXPECT_EQ(Direct(named, unnamed("R")).Verify(), (Verdict{Detail::kUnknownIssuer, 0}));
  EXPECT_EQ(Direct(Good(), unnamed("R")).Verify(), kGood);
  const CertBuilder intermediate =
      unnamed("I").With(kAuthorityKeyIdArc, AuthorityKeyId(EcKey(NumberOf("Root"))));
  EXPECT_EQ(Chain(named, intermediate).Verify(), (Verdict{Detail::kUnknownIssuer, 0}));
  EXPECT_EQ(Chain(Good(), intermediate).Verify(), kGood);
  // Version 1 has no extensions to say it in.
  const CertBuilder old = Ca("R").Key(EcKey(77)).Version({}).WithoutExtensions();
  EXPECT_EQ(Direct(named, old).Verify(), kGood);
}

TEST(KeyIdentifiersTest, AnIssuerThatIsNotSelfIssuedNamesItsIssuersKey) {
  const CertBuilder intermediate = CertBuilder()
                                       .Subject(Name("I"))
                                       .Key(EcKey(78))
                                       .With(kBasicConstraintsArc, BasicConstraints(true), true)
                                       .With(kSubjectKeyIdArc, SubjectKeyId(EcKey(78)));
  EXPECT_EQ(Chain(Good(), intermediate).Verify(), (Verdict{Detail::kMalformedCertificate, 1}));
  const Cert alone = intermediate.IssuedBy(Ca("Root").SelfSigned());
  EXPECT_EQ((Peer{{Good().IssuedBy(alone)}, {alone}}.Verify()),
            (Verdict{Detail::kMalformedCertificate, kAnchor}));
  // Unless it is self-signed, though with another's name.
  const Cert own = CertBuilder(intermediate).Issuer(Name("Root")).SelfSigned();
  const Peer self_signed{{Good().IssuedBy(own)}, {own}};
  EXPECT_EQ(self_signed.Verify(), kGood);
  EXPECT_EQ(self_signed.signatures.calls, 2);
  // Leaves need not: that costs only time.
  EXPECT_EQ(Chain(Good(), Ca("I")).Verify(), kGood);
}

TEST(KeyIdentifiersTest, ASelfIssuedAnchorNamesItselfOrNobody) {
  const auto root = [](const Der& authority) {
    return Ca("R").Serial(Integer(300)).With(kAuthorityKeyIdArc, authority);
  };
  const Der own = Identifier(KeyId(EcKey(NumberOf("R"))));
  const Verdict refused{Detail::kMalformedCertificate, kAnchor};
  EXPECT_EQ(Direct(Good(), root(Seq({own}))).Verify(), kGood);
  EXPECT_EQ(Direct(Good(), root(Seq({own, AuthorityIssuer(Name("R")), AuthoritySerial({1, 44})})))
                .Verify(),
            kGood);
  EXPECT_EQ(Direct(Good(), root(Seq({own, AuthorityIssuer(Name("R")), AuthoritySerial({1, 45})})))
                .Verify(),
            refused);
  EXPECT_EQ(Direct(Good(), root(AuthorityKeyId(EcKey(99)))).Verify(), refused);
}

}  // namespace
}  // namespace omnitls::x509
