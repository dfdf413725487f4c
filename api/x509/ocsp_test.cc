#include "omnitls/x509/ocsp.h"

#include <gtest/gtest.h>

#include "omnitls/x509/testing/ocsp_builder.h"

namespace omnitls::x509 {
namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

const Cert& Root() {
  static const auto& root = *new Cert(Ca("Root").SelfSigned());
  return root;
}

OcspBuilder Response(std::uint32_t serial = 30) { return {Root(), serial}; }

std::string FaultOf(const OcspBuilder& builder) {
  const Der der = builder.Signed();
  OcspResponse response;
  std::string_view fault;
  return ParseOcspResponse(der, response, &fault) ? "none" : std::string(fault);
}

TEST(OcspTest, EverythingInItIsRead) {
  const Der der = Response().Revoked().And(70000).Good().Carries(Root()).Signed();
  OcspResponse response;
  ASSERT_TRUE(ParseOcspResponse(der, response));
  EXPECT_TRUE(Equal(response.responder_name, Root().subject));
  EXPECT_TRUE(response.responder_key_hash.empty());
  EXPECT_TRUE(Equal(response.certificates, Root().der));
  EXPECT_EQ(response.produced_at, kNow - kDay);
  EXPECT_EQ(response.signature_algorithm, SignatureAlgorithm::kEcdsaSha256);
  OcspAnswers answers(response);
  OcspAnswer answer;
  ASSERT_TRUE(answers.Next(answer));
  EXPECT_EQ(answer.status, OcspCertStatus::kRevoked);
  EXPECT_EQ(answer.serial.size(), 1u);
  EXPECT_EQ(answer.hash, HashAlgorithm::kSha1);
  EXPECT_EQ(answer.this_update, kNow - kDay);
  EXPECT_TRUE(answer.has_next_update);
  EXPECT_EQ(answer.next_update, kNow + kDay);
  ASSERT_TRUE(answers.Next(answer));
  EXPECT_EQ(answer.status, OcspCertStatus::kGood);
  EXPECT_EQ(answer.serial.size(), 3u);
  EXPECT_FALSE(answers.Next(answer));
}

TEST(OcspTest, WhatMayVaryMayVary) {
  EXPECT_EQ(FaultOf(Response()), "none");
  EXPECT_EQ(FaultOf(Response().Unknown().WithoutNextUpdate().ByKey()), "none");
  EXPECT_EQ(FaultOf(Response().Version(Explicit(0, Integer(0)))), "none");
  EXPECT_EQ(FaultOf(Response().Revoked(Explicit(0, Tlv(0x0A, {1})))), "none");
  EXPECT_EQ(FaultOf(Response().Extension(false).Extension(false, true)), "none");
  EXPECT_EQ(FaultOf(Response().Hash(HashAlgorithm::kSha256, kSha256Oid)), "none");
  EXPECT_EQ(FaultOf(Response().Hash(HashAlgorithm::kSha1, {0x2A, 0x03})), "none");
}

TEST(OcspTest, WhatIsNoAnswerOrNotUnderstoodIsRefused) {
  EXPECT_EQ(FaultOf(Response().ResponseStatus(Tlv(0x0A, {3}))), "the responder gave no answer");
  EXPECT_EQ(FaultOf(Response().Type({0x2A, 0x03})), "it is not of the basic type");
  const std::string critical = "a critical extension is not understood";
  EXPECT_EQ(FaultOf(Response().Extension(true)), critical);
  EXPECT_EQ(FaultOf(Response().Extension(true, true)), critical);
}

TEST(OcspTest, WhatIsMalformedIsRefusedAndSaysWhy) {
  EXPECT_EQ(FaultOf(Response().Version(Explicit(0, Integer(1)))), "bad version");
  EXPECT_EQ(FaultOf(Response().Responder(Explicit(3, Null()))), "bad responderID");
  EXPECT_EQ(FaultOf(Response().Responder(Explicit(1, Seq({})))), "bad responderID");
  EXPECT_EQ(FaultOf(Response().Responder(Explicit(2, OctetString(Der(19, 1))))), "bad responderID");
  EXPECT_EQ(FaultOf(Response().Status(Tlv(der::Context(0), {1}))), "bad certStatus");
  EXPECT_EQ(FaultOf(Response().Status(Tlv(der::Context(3), {}))), "bad certStatus");
  EXPECT_EQ(FaultOf(Response().Status(Explicit(1, Null()))), "bad certStatus");
  // A tryLater has nothing else.
  OcspResponse response;
  EXPECT_FALSE(ParseOcspResponse(Seq({Tlv(0x0A, {3})}), response));
  EXPECT_FALSE(ParseOcspResponse(Seq({Tlv(0x0A, {0})}), response));
}

// Nothing a byte can become makes the parser read where it should not (run under AddressSanitizer).
TEST(OcspTest, EveryTruncationAndCorruptionIsHandled) {
  const Der der = Response()
                      .Revoked(Explicit(0, Tlv(0x0A, {1})))
                      .Extension(false, true)
                      .And(7)
                      .Extension(false)
                      .Carries(Root())
                      .Signed();
  OcspResponse response;
  ASSERT_TRUE(ParseOcspResponse(der, response));
  for (std::size_t size = 0; size < der.size(); ++size) {
    const Der shorter(der.begin(), der.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(ParseOcspResponse(shorter, response)) << size;
  }
  for (std::size_t i = 0; i < der.size(); ++i) {
    for (const std::uint8_t value : {0x00, 0x01, 0x30, 0x7F, 0x80, 0x84, 0xA1, 0xFF}) {
      Der broken = der;
      broken[i] = value;
      if (!ParseOcspResponse(broken, response)) continue;
      OcspAnswers answers(response);
      for (OcspAnswer answer; answers.Next(answer);) EXPECT_LE(answer.serial.size(), 21u);
    }
  }
}

}  // namespace
}  // namespace omnitls::x509
