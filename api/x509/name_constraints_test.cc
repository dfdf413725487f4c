#include "omnitls/x509/name_constraints.h"

#include <gtest/gtest.h>

#include "omnitls/x509/testing/cert_builder.h"

namespace omnitls::x509 {
namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

bool Permits(const Der& constraints, const CertBuilder& builder,
             HostNameFlags flags = HostNameFlags::kNone, int budget = 1000) {
  const Der der = builder.IssuedBy(Ca("Root").SelfSigned()).der;
  Certificate certificate;
  EXPECT_TRUE(ParseCertificate(der, certificate));
  return PermitsNames(constraints, certificate, flags, budget);
}

// A certificate with these names and no subject.
CertBuilder With(std::initializer_list<Der> names) {
  return Leaf("x").Subject(Seq({})).Names(names);
}

TEST(NameConstraintsTest, DnsSubtreeIsTheNameAndAllBelow) {
  const Der permitted = Permitted({Dns("example.com")});
  EXPECT_TRUE(Permits(permitted, With({Dns("example.com")})));
  EXPECT_TRUE(Permits(permitted, With({Dns("a.b.EXAMPLE.com")})));
  EXPECT_FALSE(Permits(permitted, With({Dns("badexample.com")})));
  EXPECT_FALSE(Permits(permitted, With({Dns("com")})));
  EXPECT_FALSE(Permits(permitted, With({Dns("a.example.com"), Dns("a.example.org")})));
}

TEST(NameConstraintsTest, ALeadingDotPermitsNothing) {
  const Der permitted = Permitted({Dns(".example.com")});
  EXPECT_FALSE(Permits(permitted, With({Dns("a.example.com")})));
  EXPECT_FALSE(Permits(permitted, With({Dns("*.example.com")})));
  EXPECT_FALSE(Permits(permitted, With({Dns("example.com")})));
  EXPECT_TRUE(Permits(permitted, With({Ip({192, 0, 2, 1})})));
  const Der one_of_two = Permitted({Dns(".example.com"), Dns("a.example.com")});
  EXPECT_TRUE(Permits(one_of_two, With({Dns("a.example.com")})));
}

TEST(NameConstraintsTest, ALeadingDotExcludesWhatIsBelow) {
  const Der excluded = Excluded({Dns(".example.com")});
  EXPECT_FALSE(Permits(excluded, With({Dns("a.example.com")})));
  EXPECT_FALSE(Permits(excluded, With({Dns("*.example.com")})));
  EXPECT_TRUE(Permits(excluded, With({Dns("example.com")})));
}

TEST(NameConstraintsTest, TheEmptyDnsNameIsEveryName) {
  EXPECT_TRUE(Permits(Permitted({Dns("")}), With({Dns("a.example")})));
  EXPECT_FALSE(Permits(Excluded({Dns("")}), With({Dns("a.example")})));
  EXPECT_TRUE(Permits(Excluded({Dns("")}), With({Ip({1, 2, 3, 4})})));
}

TEST(NameConstraintsTest, ExcludedWinsOverPermitted) {
  const Der both = Seq({Explicit(0, Subtrees({Dns("example.com")})),
                        Explicit(1, Subtrees({Dns("secret.example.com")}))});
  EXPECT_TRUE(Permits(both, With({Dns("a.example.com")})));
  EXPECT_FALSE(Permits(both, With({Dns("secret.example.com")})));
  EXPECT_FALSE(Permits(both, With({Dns("a.secret.example.com")})));
  EXPECT_FALSE(Permits(both, With({Dns("a.example.org")})));
}

TEST(NameConstraintsTest, WildcardIsExcludedWithAnyOfItsNames) {
  const Der excluded = Excluded({Dns("secret.example.com")});
  EXPECT_FALSE(Permits(excluded, With({Dns("*.example.com")})));
  EXPECT_FALSE(Permits(excluded, With({Dns("s*.example.com")})));
  EXPECT_FALSE(Permits(excluded, With({Dns("*.secret.example.com")})));
  EXPECT_TRUE(Permits(excluded, With({Dns("*.other.example.com")})));
  EXPECT_TRUE(Permits(excluded, With({Dns("*.example.org")})));
}

TEST(NameConstraintsTest, WildcardIsPermittedWithAllOfItsNames) {
  EXPECT_TRUE(Permits(Permitted({Dns("example.com")}), With({Dns("*.example.com")})));
  EXPECT_TRUE(Permits(Permitted({Dns("com")}), With({Dns("*.example.com")})));
  EXPECT_FALSE(Permits(Permitted({Dns("a.example.com")}), With({Dns("*.example.com")})));
}

TEST(NameConstraintsTest, NamesThatCannotBeComparedAreRefusedOnBothSides) {
  for (const char* name : {".example.com", "example.com.", "a..example.com", "*.com",
                           "a b.example.com", "\xC3\xBC.example.com", ""}) {
    EXPECT_FALSE(Permits(Permitted({Dns("example.com")}), With({Dns(name)}))) << name;
    EXPECT_FALSE(Permits(Excluded({Dns("example.org")}), With({Dns(name)}))) << name;
    EXPECT_TRUE(Permits(Permitted({Mail("example.com")}), With({Dns(name)}))) << name;
  }
  const Der constructed = Tlv(der::ContextConstructed(2), Text("a.example.com"));
  EXPECT_FALSE(Permits(Permitted({Dns("example.com")}), With({constructed})));
  EXPECT_FALSE(Permits(Excluded({Dns("example.org")}), With({constructed})));
}

TEST(NameConstraintsTest, MalformedConstraintsRefuseEverything) {
  for (const Der& base :
       {Dns("*.example.com"), Dns("."), Dns("example.com."), Ip({1, 2, 3, 4}),
        Ip({1, 2, 3, 4, 255, 0, 255, 0}), Ip(Der(31)), Mail("@"), Mail("a b@example"), Mail("a@"),
        Tlv(der::ContextConstructed(2), Text("example.com")), Directory(Null())}) {
    EXPECT_FALSE(Permits(Permitted({base}), With({Uri("x")})));
    EXPECT_FALSE(Permits(Excluded({base}), With({Uri("x")})));
  }
}

TEST(NameConstraintsTest, MinimumAndMaximumAreRefused) {
  const Der subtree = Seq({Dns("example.com"), Tlv(der::Context(0), {0x01})});
  EXPECT_FALSE(Permits(Seq({Explicit(0, subtree)}), With({Dns("example.com")})));
}

TEST(NameConstraintsTest, AddressesAreComparedUnderTheMask) {
  const Der v4 = Ip({192, 0, 2, 0, 255, 255, 255, 128});
  EXPECT_TRUE(Permits(Permitted({v4}), With({Ip({192, 0, 2, 127})})));
  EXPECT_FALSE(Permits(Permitted({v4}), With({Ip({192, 0, 2, 128})})));
  EXPECT_FALSE(Permits(Excluded({v4}), With({Ip({192, 0, 2, 1})})));
  EXPECT_TRUE(Permits(Excluded({v4}), With({Ip({192, 0, 3, 1})})));
  EXPECT_FALSE(Permits(Permitted({v4}), With({Ip({192, 0, 2})})));
}

TEST(NameConstraintsTest, AddressesOfTheOtherFamilyAreNotInASubtree) {
  const Der v4 = Ip({192, 0, 2, 0, 255, 255, 255, 0});
  EXPECT_FALSE(Permits(Permitted({v4}), With({Ip(Der(16))})));
  EXPECT_TRUE(Permits(Excluded({v4}), With({Ip(Der(16))})));
  EXPECT_FALSE(Permits(Excluded({Ip(Der(32))}), With({Ip(Der(16))})));  // ::/0
}

TEST(NameConstraintsTest, MailIsConstrainedByMailboxHostOrDomain) {
  EXPECT_TRUE(Permits(Permitted({Mail("a@example.com")}), With({Mail("a@EXAMPLE.com")})));
  EXPECT_FALSE(Permits(Permitted({Mail("a@example.com")}), With({Mail("A@example.com")})));
  EXPECT_TRUE(Permits(Permitted({Mail("example.com")}), With({Mail("a@example.com")})));
  EXPECT_FALSE(Permits(Permitted({Mail("example.com")}), With({Mail("a@b.example.com")})));
  EXPECT_TRUE(Permits(Permitted({Mail(".example.com")}), With({Mail("a@b.example.com")})));
  EXPECT_FALSE(Permits(Permitted({Mail(".example.com")}), With({Mail("a@example.com")})));
  EXPECT_FALSE(Permits(Excluded({Mail("")}), With({Mail("a@example.com")})));
}

TEST(NameConstraintsTest, MalformedMailIsRefusedOnBothSides) {
  for (const char* mailbox : {"example.com", "@example.com", "a@b@example.com", "a@",
                              "a\n@b.example", "a@example..com"}) {
    EXPECT_FALSE(Permits(Permitted({Mail("example.com")}), With({Mail(mailbox)}))) << mailbox;
    EXPECT_FALSE(Permits(Excluded({Mail("example.org")}), With({Mail(mailbox)}))) << mailbox;
  }
  EXPECT_TRUE(Permits(Permitted({Mail("example.com")}), With({Mail("\"a@b\"@example.com")})));
}

TEST(NameConstraintsTest, MailInTheSubjectCounts) {
  const Der email = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01};
  const Der subject = Seq({Set({Seq({Oid(email), Tlv(der::kIa5String, Text("a@evil.com"))})})});
  EXPECT_FALSE(Permits(Permitted({Mail("example.com")}), Leaf("x").Subject(subject)));
  EXPECT_TRUE(Permits(Permitted({Mail("evil.com")}), Leaf("x").Subject(subject)));
}

Der Subject(std::string_view organization, std::uint8_t tag = der::kUtf8String) {
  return Seq({Rdn(6, "DE", der::kPrintableString), Rdn(10, organization, tag), CommonName("x")});
}
Der Base(std::string_view organization, std::uint8_t tag = der::kUtf8String) {
  return Directory(Seq({Rdn(6, "DE", der::kPrintableString), Rdn(10, organization, tag)}));
}

TEST(NameConstraintsTest, DirectorySubtreeIsAllThatStartsWithTheName) {
  EXPECT_TRUE(Permits(Permitted({Base("Acme")}), Leaf("x").Subject(Subject("Acme"))));
  EXPECT_FALSE(Permits(Permitted({Base("Acme")}), Leaf("x").Subject(Subject("Acme2"))));
  EXPECT_FALSE(Permits(Permitted({Base("Acme")}), Leaf("x").Subject(Name("Acme"))));
  EXPECT_FALSE(Permits(Excluded({Base("Acme")}), Leaf("x").Subject(Subject("Acme"))));
  EXPECT_TRUE(Permits(Excluded({Base("Acme")}), Leaf("x").Subject(Subject("Other"))));
  EXPECT_FALSE(Permits(Excluded({Directory(Seq({}))}), Leaf("x").Subject(Subject("Other"))));
}

TEST(NameConstraintsTest, DirectoryEntriesOfTheAltNameCountToo) {
  EXPECT_FALSE(Permits(Permitted({Base("Acme")}), With({Directory(Subject("Other"))})));
  EXPECT_TRUE(Permits(Permitted({Base("Acme")}), With({Directory(Subject("Acme"))})));
  EXPECT_FALSE(Permits(Excluded({Base("Acme")}), With({Directory(Subject("Acme"))})));
}

TEST(NameConstraintsTest, AnEmptySubjectIsNoDirectoryName) {
  EXPECT_TRUE(Permits(Permitted({Base("Acme")}), With({Dns("a.example")})));
}

TEST(NameConstraintsTest, ExcludedDirectoryNamesCannotBeEvadedBySpelling) {
  const Der excluded = Excluded({Base("Acme Inc")});
  EXPECT_FALSE(Permits(excluded, Leaf("x").Subject(Subject("ACME inc"))));
  EXPECT_FALSE(Permits(excluded, Leaf("x").Subject(Subject("  Acme   Inc "))));
  EXPECT_FALSE(Permits(excluded, Leaf("x").Subject(Subject("Acme Inc", der::kPrintableString))));
  EXPECT_FALSE(Permits(excluded, Leaf("x").Subject(Subject("\0A\0c", der::kBmpString))));
  EXPECT_FALSE(Permits(excluded, Leaf("x").Subject(Subject("Acm\xC3\xA9 Inc"))));
  EXPECT_FALSE(Permits(excluded, Leaf("x").Subject(Subject("Acme Inc", der::kTeletexString))));
  EXPECT_TRUE(Permits(excluded, Leaf("x").Subject(Subject("AcmeInc"))));
}

TEST(NameConstraintsTest, DirectoryNamesThatMayBeEqualAreNotPermitted) {
  EXPECT_FALSE(Permits(Permitted({Base("B\xC3\xBC")}), Leaf("x").Subject(Subject("B\xC3\x9C"))));
  EXPECT_TRUE(Permits(Permitted({Base("B\xC3\xBC")}), Leaf("x").Subject(Subject("B\xC3\xBC"))));
}

TEST(NameConstraintsTest, FormsThatAreNotUnderstoodRefuseOnlyWhereTheyMeet) {
  const Der other_name = Explicit(0, Join({Oid({0x2A, 0x03}), Explicit(0, Null())}));
  EXPECT_FALSE(Permits(Permitted({other_name}), With({other_name})));
  EXPECT_FALSE(Permits(Excluded({other_name}), With({other_name})));
  EXPECT_TRUE(Permits(Excluded({other_name}), With({Dns("a.example")})));
  EXPECT_FALSE(Permits(Excluded({Uri("example.com")}), With({Uri("https://example.org")})));
}

TEST(NameConstraintsTest, CommonNameCountsWhereItMatchesHosts) {
  const CertBuilder plain = Leaf("a.evil.com").Without(kSubjectAltNameArc);
  const CertBuilder person = Leaf("Ada Lovelace").Without(kSubjectAltNameArc);
  const Der permitted = Permitted({Dns("example.com")});
  const auto fallback = HostNameFlags::kCommonNameFallback;
  EXPECT_TRUE(Permits(permitted, plain));
  EXPECT_FALSE(Permits(permitted, plain, fallback));
  EXPECT_TRUE(Permits(permitted, person, fallback));
  EXPECT_TRUE(Permits(permitted, Leaf("a.example.com").Without(kSubjectAltNameArc), fallback));
}

TEST(NameConstraintsTest, TheBudgetBoundsTheWork) {
  const Der constraints = Permitted({Dns("example.com")});
  const CertBuilder builder = With({Dns("a.example.com"), Dns("b.example.com")});
  EXPECT_TRUE(Permits(constraints, builder, HostNameFlags::kNone, 3));
  EXPECT_FALSE(Permits(constraints, builder, HostNameFlags::kNone, 2));
  EXPECT_FALSE(Permits(constraints, builder, HostNameFlags::kNone, 0));
}

TEST(NameConstraintsTest, TruncatedConstraintsRefuse) {
  const Der whole = Permitted({Dns("example.com"), Base("Acme")});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Der part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(Permits(part, With({Dns("example.com")})));
  }
}

}  // namespace
}  // namespace omnitls::x509
