#include "omnitls/trust_anchors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "omnitls/x509/testing/cert_builder.h"

namespace omnitls {
namespace {

using x509::testing::Ca;
using x509::testing::Cert;
using x509::testing::Der;
using x509::testing::Dns;
using x509::testing::Permitted;

std::string Base64(const Der& bytes) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = bytes[i] << 16;
    if (count > 1) bits |= bytes[i + 1] << 8;
    if (count > 2) bits |= bytes[i + 2];
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= count ? kAlphabet[(bits >> (18 - 6 * k)) & 63] : '=';
    }
    if (i % 48 == 45) text += '\n';
  }
  return text;
}

std::string Pem(const Der& der, const std::string& label = "CERTIFICATE") {
  return "-----BEGIN " + label + "-----\n" + Base64(der) + "\n-----END " + label + "-----\n";
}

Cert Root(std::string_view name) { return Ca(name).SelfSigned(); }

// The store that `anchors` makes, released at the end of the test.
class StoreHolder {
 public:
  explicit StoreHolder(TrustAnchors& anchors) : store_(anchors.Finish().value()) {}
  ~StoreHolder() { store_->RemoveReference(); }
  const TrustStore* operator->() const { return store_; }

 private:
  const TrustStore* store_;
};

TEST(TrustAnchorsTest, PemMayHoldSeveralCertificatesAndOtherText) {
  TrustAnchors anchors;
  const std::string text = "# roots\n" + Pem(Root("A").der) + "\nB:\n" +
                           Pem({1, 2, 3}, "X509 CRL") + Pem(Root("B").der, "X509 CERTIFICATE");
  EXPECT_TRUE(anchors.AddPem(text));
  EXPECT_EQ(anchors.size(), 2u);
}

TEST(TrustAnchorsTest, OfATrustedCertificateOnlyTheCertificateIsTaken) {
  const Cert root = Root("A");
  Der with_rest = root.der;
  with_rest.insert(with_rest.end(), {0x30, 0x00});
  TrustAnchors anchors;
  ASSERT_TRUE(anchors.AddPem(Pem(with_rest, "TRUSTED CERTIFICATE")));
  const StoreHolder store(anchors);
  EXPECT_TRUE(Equal(store->anchors()[0].certificate.der, root.der));
}

TEST(TrustAnchorsTest, AnchorHasThePartsOfItsCertificate) {
  const Cert root =
      Ca("A").With(x509::testing::kNameConstraintsArc, Permitted({Dns("example")})).SelfSigned();
  TrustAnchors anchors;
  ASSERT_TRUE(anchors.AddDer(root.der));
  const StoreHolder store(anchors);
  const TrustStore::Anchor& anchor = store->anchors()[0];
  EXPECT_TRUE(Equal(anchor.certificate.der, root.der));
  EXPECT_TRUE(Equal(anchor.certificate.subject, root.subject));
  EXPECT_TRUE(Equal(anchor.certificate.spki, root.key));
  EXPECT_TRUE(Equal(anchor.certificate.name_constraints, Permitted({Dns("example")})));
  EXPECT_EQ(anchor.subject_hash, TrustStore::HashName(root.subject));
}

TEST(TrustAnchorsTest, DuplicatesCountOnce) {
  TrustAnchors anchors;
  EXPECT_TRUE(anchors.AddPem(Pem(Root("A").der) + Pem(Root("A").der)));
  EXPECT_TRUE(anchors.AddDer(Root("A").der));
  EXPECT_EQ(anchors.size(), 1u);
}

TEST(TrustAnchorsTest, AnchorsAreFoundByTheHashOfTheirSubject) {
  TrustAnchors anchors;
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(anchors.AddDer(Root("Root " + std::to_string(i)).der));
  const Cert other_key = Ca("Root 7").Key(x509::testing::EcKey(200)).SelfSigned();
  ASSERT_TRUE(anchors.AddDer(other_key.der));
  const StoreHolder store(anchors);
  ASSERT_EQ(store->anchors().size(), 51u);
  for (const TrustStore::Anchor& anchor : store->anchors()) {
    const auto found = store->FindByHash(anchor.subject_hash);
    EXPECT_EQ(found.size(), Equal(anchor.certificate.subject, other_key.subject) ? 2u : 1u);
  }
  EXPECT_TRUE(store->FindByHash(TrustStore::HashName(x509::testing::Name("none"))).empty());
}

TEST(TrustAnchorsTest, EmptyInputIsAnError) {
  TrustAnchors pem, der;
  EXPECT_EQ(pem.AddPem("", "ca.pem").error(), (Error{ErrorKind::kConfig, Detail::kEmptyInput}));
  EXPECT_EQ(pem.error_message(), "ca.pem: is empty");
  EXPECT_EQ(der.AddDer({}).error(), (Error{ErrorKind::kConfig, Detail::kEmptyInput}));
}

TEST(TrustAnchorsTest, TextWithoutACertificateIsAnError) {
  TrustAnchors anchors;
  EXPECT_EQ(anchors.AddPem(Pem({1, 2}, "PRIVATE KEY"), "key.pem").error(),
            (Error{ErrorKind::kConfig, Detail::kNoCertificateFound}));
  EXPECT_EQ(anchors.error_message(), "key.pem: holds no certificate");
}

TEST(TrustAnchorsTest, ABadCertificateIsNamedByLineAndNumberAndNothingIsAdded) {
  TrustAnchors anchors;
  const std::string first = Pem(Root("A").der);
  const auto lines = std::count(first.begin(), first.end(), '\n');
  EXPECT_EQ(anchors.AddPem(first + Pem({0x30, 0x01}), "ca.pem").error(),
            (Error{ErrorKind::kConfig, Detail::kMalformedCertificate}));
  EXPECT_EQ(anchors.error_message(),
            "ca.pem: line " + std::to_string(lines + 1) +
                ": certificate 2 cannot be parsed (it is not one DER SEQUENCE)");
  EXPECT_EQ(anchors.size(), 0u);
}

TEST(TrustAnchorsTest, MalformedPemIsNamedByLine) {
  TrustAnchors anchors;
  EXPECT_EQ(anchors.AddPem("\n-----BEGIN CERTIFICATE-----\nAAAA\n", "ca.pem").error(),
            (Error{ErrorKind::kConfig, Detail::kMalformedPem}));
  EXPECT_EQ(anchors.error_message(), "ca.pem: line 2: malformed PEM block");
}

TEST(TrustAnchorsTest, MalformedBase64IsNamedByLine) {
  TrustAnchors anchors;
  EXPECT_EQ(anchors.AddPem("-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----").error(),
            (Error{ErrorKind::kConfig, Detail::kMalformedPem}));
  EXPECT_EQ(anchors.error_message(),
            "PEM text: line 1: certificate 1 cannot be parsed (malformed base64)");
}

TEST(TrustAnchorsTest, MalformedDerIsAnError) {
  TrustAnchors anchors;
  Der der = Root("A").der;
  der.push_back(0);
  EXPECT_EQ(anchors.AddDer(der, "ca.der").error(),
            (Error{ErrorKind::kConfig, Detail::kMalformedCertificate}));
  EXPECT_EQ(anchors.error_message(),
            "ca.der: the certificate cannot be parsed (it is not one DER SEQUENCE)");
}

TEST(TrustAnchorsTest, TheFirstErrorSticks) {
  TrustAnchors anchors;
  const Error first{ErrorKind::kConfig, Detail::kFileUnreadable};
  EXPECT_EQ(anchors.RecordError(first, "ca.pem: no such file").error(), first);
  EXPECT_EQ(anchors.AddPem("").error(), first);
  EXPECT_EQ(anchors.AddDer(Root("A").der).error(), first);
  EXPECT_EQ(anchors.Finish().error(), first);
  EXPECT_TRUE(anchors.failed());
  EXPECT_EQ(anchors.error_message(), "ca.pem: no such file");
}

TEST(TrustAnchorsTest, NothingToTrustIsAnError) {
  TrustAnchors anchors;
  EXPECT_EQ(anchors.Finish().error(), (Error{ErrorKind::kConfig, Detail::kMissingTrustAnchors}));
}

TEST(TrustAnchorsTest, FinishLeavesTheBuilderEmpty) {
  TrustAnchors anchors;
  ASSERT_TRUE(anchors.AddDer(Root("A").der));
  const StoreHolder store(anchors);
  EXPECT_EQ(anchors.size(), 0u);
  EXPECT_EQ(anchors.Finish().error().detail, Detail::kMissingTrustAnchors);
}

}  // namespace
}  // namespace omnitls
