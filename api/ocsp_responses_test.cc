#include "omnitls/ocsp_responses.h"

#include <gtest/gtest.h>

#include "omnitls/ocsp_response_set.h"
#include "omnitls/x509/testing/ocsp_builder.h"

namespace omnitls {
namespace {

using namespace x509::testing;  // NOLINT: the vocabulary of test certificates.
using internal::OcspCertId;
using internal::OcspResponseSet;

class OcspResponsesTest : public testing::Test {
 protected:
  OcspBuilder Response(std::uint32_t serial) const { return {issuer_, serial}; }
  // What is stapled to the certificate of this number.
  Der Find(std::uint32_t serial, std::int64_t now = kNow) const {
    const Cert certificate = Leaf("a.example").Serial(Integer(serial)).IssuedBy(issuer_);
    x509::Certificate parsed;
    EXPECT_TRUE(x509::ParseCertificate(certificate.der, parsed));
    const auto id = OcspCertId::Make(digests_, parsed);
    EXPECT_TRUE(id);
    const auto found = OcspResponseSet::Get(responses_)->Find(*id, now);
    return Der(found.der().begin(), found.der().end());
  }
  std::optional<Detail> Fault(const Der& der) const {
    const Result<void> put = responses_.Put(der);
    if (put) return std::nullopt;
    return put.error().detail;
  }

  const Cert issuer_ = Ca("Issuer").SelfSigned();
  const FakeDigests digests_{};
  const OcspResponses responses_ = OcspResponses::Make().value();
};

TEST_F(OcspResponsesTest, ACertificateGetsItsOwn) {
  const Der one = Response(1).Signed();
  const Der two = Response(2).Hash(HashAlgorithm::kSha256, kSha256Oid).Signed();
  EXPECT_EQ(Fault(one), std::nullopt);
  EXPECT_EQ(Fault(two), std::nullopt);
  EXPECT_EQ(Find(1), one);
  EXPECT_EQ(Find(2), two);
  EXPECT_EQ(Find(3), Der());
  const Cert stranger = Ca("Stranger").SelfSigned();
  EXPECT_EQ(Fault(OcspBuilder(stranger, 3).Signed()), std::nullopt);
  EXPECT_EQ(Find(3), Der());
}

TEST_F(OcspResponsesTest, ALaterOneTakesTheFirstOnesPlace) {
  const Der old = Response(1).Signed();
  const Der late = Response(1).NextUpdate(kNow + 2 * kDay).Signed();
  EXPECT_EQ(Fault(old), std::nullopt);
  EXPECT_EQ(Fault(late), std::nullopt);
  EXPECT_EQ(Find(1), late);
  EXPECT_EQ(Find(1, kNow + 2 * kDay), late);
  EXPECT_EQ(Find(1, kNow + 3 * kDay), Der()) << "it is not current any more";
  responses_.Clear();
  EXPECT_EQ(Find(1), Der());
}

TEST_F(OcspResponsesTest, WhatIsNoAnswerIsRefused) {
  EXPECT_EQ(Fault({}), Detail::kEmptyInput);
  EXPECT_EQ(Fault({1}), Detail::kMalformedOcspResponse);
  EXPECT_EQ(Fault(Response(1).ResponseStatus(Tlv(0x0A, {3})).Signed()),
            Detail::kMalformedOcspResponse);
  EXPECT_EQ(OcspResponses().Put(Response(1).Signed()).error().detail, Detail::kEmptyHandle);
}

TEST_F(OcspResponsesTest, ThereIsAnEndToThem) {
  std::uint32_t serial = 0;
  while (serial < OcspResponses::kMaxResponses) {
    ASSERT_EQ(Fault(Response(++serial).Signed()), std::nullopt);
  }
  EXPECT_EQ(Fault(Response(++serial).Signed()), Detail::kOutOfRange);
  EXPECT_EQ(Fault(Response(1).Revoked().Signed()), std::nullopt);
}

}  // namespace
}  // namespace omnitls
