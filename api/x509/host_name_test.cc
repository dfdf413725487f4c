#include "omnitls/x509/host_name.h"

#include <gtest/gtest.h>

#include <string>

#include "omnitls/x509/testing/cert_builder.h"

namespace omnitls::x509 {
namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

constexpr HostNameFlags kNone = HostNameFlags::kNone;
constexpr HostNameFlags kPartial = HostNameFlags::kPartialWildcards;
constexpr HostNameFlags kMultiLabel = HostNameFlags::kMultiLabelWildcards;
constexpr HostNameFlags kNoWildcards = HostNameFlags::kNoWildcards;
constexpr HostNameFlags kCommonName = HostNameFlags::kCommonNameFallback;

bool Matches(std::string_view presented, std::string_view host, HostNameFlags flags = kNone) {
  return MatchesDnsName(presented, host, flags);
}

bool CertificateMatches(const CertBuilder& builder, std::string_view host,
                        HostNameFlags flags = kNone) {
  const Der der = builder.SelfSigned().der;
  Certificate certificate;
  EXPECT_TRUE(ParseCertificate(der, certificate));
  const Result<ServerName> name = ServerName::Parse(host);
  EXPECT_TRUE(name) << host;
  return name && MatchesName(certificate, *name, flags);
}

TEST(HostNameTest, WholeNameMatchesWithoutRegardToCase) {
  EXPECT_TRUE(Matches("a.example", "a.example"));
  EXPECT_TRUE(Matches("A.Example", "a.example"));
  EXPECT_TRUE(Matches("localhost", "localhost"));
  EXPECT_TRUE(Matches("xn--bcher-kva.example", "xn--bcher-kva.example"));
  EXPECT_FALSE(Matches("b.example", "a.example"));
  EXPECT_FALSE(Matches("example", "a.example"));
  EXPECT_FALSE(Matches("a.example", "example"));
  EXPECT_FALSE(Matches("aa.example", "a.example"));
  EXPECT_FALSE(Matches("", "a.example"));
}

TEST(HostNameTest, WildcardStandsForExactlyOneLabel) {
  EXPECT_TRUE(Matches("*.example.com", "a.example.com"));
  EXPECT_TRUE(Matches("*.EXAMPLE.com", "a.example.com"));
  EXPECT_TRUE(Matches("*.example.com", "xn--bcher-kva.example.com"));
  EXPECT_FALSE(Matches("*.example.com", "a.b.example.com"));
  EXPECT_FALSE(Matches("*.example.com", "example.com"));
  EXPECT_FALSE(Matches("*.example.com", "aexample.com"));
  EXPECT_FALSE(Matches("*.example.com", "abexample.com"));
  EXPECT_FALSE(Matches("*.example.com", "a.example.org"));
}

TEST(HostNameTest, WildcardNeedsTwoLabelsAfterIt) {
  EXPECT_FALSE(Matches("*", "localhost"));
  EXPECT_FALSE(Matches("*.", "localhost"));
  EXPECT_FALSE(Matches("*.com", "example.com"));
  EXPECT_FALSE(Matches("*.com.", "example.com"));
  EXPECT_TRUE(Matches("*.co.uk", "example.co.uk"));  // No list of public suffixes here.
}

TEST(HostNameTest, WildcardIsOnlyInTheLeftmostLabelAndOnlyOnce) {
  for (const char* presented :
       {"a.*.example.com", "*.*.example.com", "a.example.*", "**.example.com", "*a*.example.com",
        "a*", "*.example.com.", "*..example.com"}) {
    EXPECT_FALSE(Matches(presented, "a.b.example.com", kPartial | kMultiLabel)) << presented;
    EXPECT_FALSE(Matches(presented, "a.example.com", kPartial | kMultiLabel)) << presented;
  }
}

TEST(HostNameTest, MalformedPresentedNamesNeverMatch) {
  EXPECT_FALSE(Matches("a.example.", "a.example"));
  EXPECT_FALSE(Matches(".a.example", "a.example"));
  EXPECT_FALSE(Matches(std::string_view("a.example\0.evil", 15), "a.example"));
  EXPECT_FALSE(Matches(std::string_view("a.example\0", 10), "a.example"));
  EXPECT_FALSE(Matches(" a.example", "a.example"));
  EXPECT_FALSE(
      Matches("b\xC3\xBC"
              "cher.example",
              "xn--bcher-kva.example"));
  EXPECT_FALSE(Matches(std::string_view("*\0.example.com", 14), "a.example.com"));
  EXPECT_FALSE(Matches(std::string(64, 'a') + ".example", std::string(64, 'a') + ".example"));
}

TEST(HostNameTest, NoWildcardsFlagRefusesThem) {
  EXPECT_FALSE(Matches("*.example.com", "a.example.com", kNoWildcards));
  EXPECT_FALSE(Matches("*.example.com", "a.example.com", kNoWildcards | kMultiLabel));
  EXPECT_TRUE(Matches("a.example.com", "a.example.com", kNoWildcards));
}

TEST(HostNameTest, MultiLabelFlagLetsAWholeWildcardStandForSeveral) {
  EXPECT_TRUE(Matches("*.example.com", "a.b.example.com", kMultiLabel));
  EXPECT_TRUE(Matches("*.example.com", "a.example.com", kMultiLabel));
  EXPECT_FALSE(Matches("*.example.com", "example.com", kMultiLabel));
  EXPECT_FALSE(Matches("a*.example.com", "a.b.example.com", kMultiLabel | kPartial));
}

TEST(HostNameTest, PartialFlagLetsAWildcardBePartOfALabel) {
  EXPECT_FALSE(Matches("f*.example.com", "foo.example.com"));
  EXPECT_TRUE(Matches("f*.example.com", "foo.example.com", kPartial));
  EXPECT_TRUE(Matches("f*.example.com", "f.example.com", kPartial));
  EXPECT_TRUE(Matches("*o.example.com", "foo.example.com", kPartial));
  EXPECT_TRUE(Matches("F*O.example.com", "foo.example.com", kPartial));
  EXPECT_FALSE(Matches("fo*oo.example.com", "foo.example.com", kPartial));
  EXPECT_FALSE(Matches("g*.example.com", "foo.example.com", kPartial));
  EXPECT_FALSE(Matches("f*.example.com", "f.a.example.com", kPartial));
}

TEST(HostNameTest, PartialWildcardIsNeverPartOfAnALabel) {
  EXPECT_FALSE(Matches("xn--b*.example.com", "xn--bcher-kva.example.com", kPartial));
  EXPECT_FALSE(Matches("XN--*.example.com", "xn--bcher-kva.example.com", kPartial));
  EXPECT_FALSE(Matches("x*.example.com", "xn--bcher-kva.example.com", kPartial));
}

TEST(HostNameTest, AnyEntryMayMatch) {
  const CertBuilder builder = Leaf("x").Names({Mail("a.example@b.example"), Dns("b.example"),
                                               Uri("https://c.example"), Dns("*.d.example")});
  EXPECT_TRUE(CertificateMatches(builder, "b.example"));
  EXPECT_TRUE(CertificateMatches(builder, "a.d.example"));
  EXPECT_FALSE(CertificateMatches(builder, "a.example"));
  EXPECT_FALSE(CertificateMatches(builder, "c.example"));
}

TEST(HostNameTest, AddressMatchesAddressEntriesOnly) {
  const Der v6 = {0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  const CertBuilder builder = Leaf("x").Names({Ip({192, 0, 2, 1}), Ip(v6)});
  EXPECT_TRUE(CertificateMatches(builder, "192.0.2.1"));
  EXPECT_TRUE(CertificateMatches(builder, "2001:db8::1"));
  EXPECT_FALSE(CertificateMatches(builder, "192.0.2.2"));
  EXPECT_FALSE(CertificateMatches(builder, "2001:db8::2"));
  EXPECT_FALSE(CertificateMatches(builder, "::ffff:192.0.2.1"));
  EXPECT_FALSE(CertificateMatches(Leaf("x").Names({Dns("192.0.2.1")}), "192.0.2.1"));
  EXPECT_FALSE(CertificateMatches(Leaf("x").Names({Dns("*.0.2.1")}), "192.0.2.1"));
  EXPECT_FALSE(CertificateMatches(Leaf("x").Names({Ip({192, 0, 2})}), "192.0.2.1"));
  EXPECT_FALSE(CertificateMatches(Leaf("x").Names({Dns("\xC0\x01\x02\x01")}), "192.1.2.1"));
  EXPECT_FALSE(CertificateMatches(Leaf("x").Names({Ip(Text("a.example"))}), "a.example"));
}

TEST(HostNameTest, CommonNameCountsOnlyWhenAskedForAndAlone) {
  const CertBuilder plain = Leaf("a.example").Without(kSubjectAltNameArc);
  EXPECT_FALSE(CertificateMatches(plain, "a.example"));
  EXPECT_TRUE(CertificateMatches(plain, "a.example", kCommonName));
  EXPECT_FALSE(CertificateMatches(plain, "b.example", kCommonName));
  const CertBuilder with_mail = Leaf("a.example").Names({Mail("a@b.example")});
  EXPECT_FALSE(CertificateMatches(with_mail, "a.example", kCommonName));
}

TEST(HostNameTest, CommonNameIsADnsNameNeverAnAddress) {
  const CertBuilder plain = Leaf("192.0.2.1").Without(kSubjectAltNameArc);
  EXPECT_FALSE(CertificateMatches(plain, "192.0.2.1", kCommonName));
  const CertBuilder wildcard = Leaf("*.example.com").Without(kSubjectAltNameArc);
  EXPECT_TRUE(CertificateMatches(wildcard, "a.example.com", kCommonName));
  EXPECT_FALSE(CertificateMatches(wildcard, "a.example.com", kCommonName | kNoWildcards));
}

TEST(HostNameTest, PresentedNameIsTakenApart) {
  PresentedName name;
  ASSERT_TRUE(ParsePresentedName("f*o.example.com", name));
  EXPECT_TRUE(name.has_wildcard);
  EXPECT_EQ(name.before, "f");
  EXPECT_EQ(name.after, "o");
  EXPECT_EQ(name.base, "example.com");
  EXPECT_FALSE(ParsePresentedName("xn--*.example.com", name));
  ASSERT_TRUE(ParsePresentedName("example.com", name));
  EXPECT_FALSE(name.has_wildcard);
  EXPECT_EQ(name.base, "example.com");
}

}  // namespace
}  // namespace omnitls::x509
