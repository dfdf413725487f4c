#include "omnitls/x509/timestamps.h"

#include <gtest/gtest.h>

#include "omnitls/x509/testing/cert_builder.h"

namespace omnitls::x509 {
namespace {

using namespace testing;  // NOLINT: the vocabulary of test certificates.

const Der kTimestampsOid = {0x2B, 0x06, 0x01, 0x04, 0x01, 0xD6, 0x79, 0x02, 0x04, 0x02};

Der Vector(const Der& content) {
  return Join(
      {{static_cast<std::uint8_t>(content.size() >> 8), static_cast<std::uint8_t>(content.size())},
       content});
}

Der Timestamp(std::uint8_t log, const Der& extensions = {}) {
  return Join({{0},
               Der(32, log),
               {0, 0, 1, 2, 3, 4, 5, 6},
               Vector(extensions),
               {4, 3},
               Vector(Der(70, 9))});
}

Der List(std::initializer_list<Der> timestamps) {
  Der list;
  for (const Der& timestamp : timestamps) list = Join({list, Vector(timestamp)});
  return Vector(list);
}

TEST(TimestampsTest, EverythingInThemIsRead) {
  const Der list = List({Timestamp(7), Timestamp(8, {1, 2, 3})});
  EXPECT_TRUE(IsTimestampList(list));
  TimestampReader reader(list);
  SignedCertificateTimestamp timestamp;
  ASSERT_TRUE(reader.Next(timestamp));
  EXPECT_EQ(timestamp.version, 0);
  EXPECT_TRUE(Equal(timestamp.log_id, Der(32, 7)));
  EXPECT_EQ(timestamp.timestamp, 0x010203040506u);
  EXPECT_TRUE(timestamp.extensions.empty());
  EXPECT_EQ(timestamp.hash_algorithm, 4);
  EXPECT_EQ(timestamp.signature_algorithm, 3);
  EXPECT_EQ(timestamp.signature.size(), 70u);
  EXPECT_TRUE(Equal(timestamp.whole, Timestamp(7)));
  ASSERT_TRUE(reader.Next(timestamp));
  EXPECT_EQ(timestamp.extensions.size(), 3u);
  EXPECT_FALSE(reader.Next(timestamp));
  EXPECT_TRUE(reader.ok());
}

TEST(TimestampsTest, OneOfALaterVersionIsPassedOver) {
  const Der list = List({{1, 5, 5}, Timestamp(7)});
  TimestampReader reader(list);
  SignedCertificateTimestamp timestamp;
  ASSERT_TRUE(reader.Next(timestamp));
  EXPECT_EQ(timestamp.version, 1);
  EXPECT_EQ(timestamp.whole.size(), 3u);
  EXPECT_TRUE(timestamp.log_id.empty());
  ASSERT_TRUE(reader.Next(timestamp));
  EXPECT_EQ(timestamp.version, 0);
}

TEST(TimestampsTest, EveryTruncationAndCorruptionIsHandled) {
  const Der list = List({Timestamp(7), Timestamp(8, {1, 2, 3})});
  for (std::size_t size = 0; size < list.size(); ++size) {
    const Der shorter(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(IsTimestampList(shorter)) << size;
  }
  EXPECT_FALSE(IsTimestampList(Join({list, {0}})));
  EXPECT_FALSE(IsTimestampList(Vector({})));
  EXPECT_FALSE(IsTimestampList(List({{}})));
  for (std::size_t i = 0; i < list.size(); ++i) {
    for (const std::uint8_t value : {0x00, 0x01, 0x7F, 0xFF}) {
      Der broken = list;
      broken[i] = value;
      TimestampReader reader(broken);
      SignedCertificateTimestamp timestamp;
      while (reader.Next(timestamp)) EXPECT_LE(timestamp.whole.size(), broken.size());
    }
  }
}

TEST(TimestampsTest, ACertificateMayCarryThem) {
  const Der list = List({Timestamp(7)});
  const auto embedded = [](const CertBuilder& builder) {
    const Cert certificate = builder.SelfSigned();
    const ByteView found = EmbeddedTimestamps(certificate.der);
    return Der(found.begin(), found.end());
  };
  EXPECT_EQ(embedded(Leaf("a.example").Add(kTimestampsOid, OctetString(list))), list);
  EXPECT_EQ(embedded(Leaf("a.example")), Der());
  // Malformed, it is none; the certificate is as good as without.
  EXPECT_EQ(embedded(Leaf("a.example").Add(kTimestampsOid, Integer(1))), Der());
  EXPECT_TRUE(EmbeddedTimestamps(list).empty());
}

}  // namespace
}  // namespace omnitls::x509
