#include "omnitls/ticket_keys.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "omnitls/testing/fake_backend.h"
#include "omnitls/ticket_key_ring.h"

namespace omnitls {
namespace {

constexpr std::uint32_t kPeriod = 100;

// Gives "random" bytes that count up, or none.
class CountingBackend final : public FakeBackend {
 public:
  bool Random(MutableBytes out) const override {
    ++next;
    for (std::uint8_t& byte : out) byte = next;
    return works;
  }

  mutable std::uint8_t next = 0;
  bool works = true;
};

using Bytes80 = std::array<std::uint8_t, TicketKeys::kKeySize>;

Bytes80 Key(std::uint8_t fill) {
  Bytes80 key;
  key.fill(fill);
  return key;
}

struct Ring {
  Ring() { EXPECT_TRUE(ring.Rotate(backend, kPeriod, 1000)); }

  // The first byte of the sealing key's name; 0: none.
  int SealsWith(std::int64_t now) {
    TicketKey key;
    return ring.ToSeal(now, key) ? key.name[0] : 0;
  }
  bool Opens(std::int64_t now, std::uint8_t name) {
    TicketKey key;
    return ring.ToOpen(now, std::vector<std::uint8_t>(16, name), key) && key.aes[0] == name;
  }

  CountingBackend backend;
  internal::TicketKeyRing ring;
};

TEST(TicketKeys, RotatingOnesSealForAPeriodAndOpenForTwo) {
  Ring ring;
  EXPECT_EQ(ring.SealsWith(1000), 1);
  EXPECT_EQ(ring.SealsWith(1099), 1);
  EXPECT_EQ(ring.SealsWith(1100), 2);
  EXPECT_TRUE(ring.Opens(1100, 1));
  EXPECT_TRUE(ring.Opens(1199, 1));
  EXPECT_FALSE(ring.Opens(1200, 1));
  EXPECT_TRUE(ring.Opens(1200, 2));
}

TEST(TicketKeys, AfterALongSilenceOldKeysAreGone) {
  Ring ring;
  EXPECT_FALSE(ring.Opens(1200, 1));
  EXPECT_EQ(ring.SealsWith(1200), 2);
}

TEST(TicketKeys, AClockThatIsSetBackDoesNotKeepAKeyForEver) {
  Ring ring;
  EXPECT_EQ(ring.SealsWith(950), 1);
  EXPECT_EQ(ring.SealsWith(500), 2);
  EXPECT_FALSE(ring.Opens(500, 1));
}

TEST(TicketKeys, WithoutRandomNumbersNothingIsSealedWithAnOldKey) {
  Ring ring;
  ring.backend.works = false;
  EXPECT_EQ(ring.SealsWith(1099), 1);
  EXPECT_EQ(ring.SealsWith(1200), 0);
  EXPECT_FALSE(ring.Opens(1200, 1));
  ring.backend.works = true;
  EXPECT_NE(ring.SealsWith(1200), 0);
}

TEST(TicketKeys, RotatingOnesNeedAPeriodAndRandomNumbers) {
  CountingBackend backend;
  EXPECT_EQ(TicketKeys::Rotating(backend, 0).error(),
            (Error{ErrorKind::kConfig, Detail::kOutOfRange}));
  EXPECT_EQ(TicketKeys::Rotating(backend, TicketKeys::kMaxLifetime + 1).error(),
            (Error{ErrorKind::kConfig, Detail::kOutOfRange}));
  backend.works = false;
  EXPECT_EQ(TicketKeys::Rotating(backend, 1).error(), (Error{ErrorKind::kInternal}));
}

TEST(TicketKeys, TheFirstFixedOneSealsAndAllOpen) {
  const Bytes80 a = Key(1), b = Key(2);
  const TicketKeys keys = *TicketKeys::Fixed(std::vector<ByteView>{a, b});
  TicketKey key;
  ASSERT_TRUE(keys.ToSeal(key));
  EXPECT_EQ(key.name[0], 1);
  EXPECT_TRUE(keys.ToOpen(ByteView(a).first(16), key));
  EXPECT_TRUE(keys.ToOpen(ByteView(b).first(16), key));
  EXPECT_EQ(key.hmac[31], 2);
  EXPECT_FALSE(keys.ToOpen(std::vector<std::uint8_t>(16, 3), key));
  EXPECT_FALSE(keys.ToOpen({}, key));
}

TEST(TicketKeys, FixedOnesCanBeReplaced) {
  const Bytes80 a = Key(1), b = Key(2);
  const TicketKeys keys = *TicketKeys::Fixed(std::vector<ByteView>{a});
  const TicketKeys shared = keys;
  ASSERT_TRUE(keys.Replace(std::vector<ByteView>{b}));
  TicketKey key;
  ASSERT_TRUE(shared.ToSeal(key));
  EXPECT_EQ(key.name[0], 2);
  EXPECT_FALSE(shared.ToOpen(ByteView(a).first(16), key));
}

TEST(TicketKeys, BadOnesAreRefusedAndChangeNothing) {
  const Bytes80 a = Key(1), b = Key(2);
  const TicketKeys keys = *TicketKeys::Fixed(std::vector<ByteView>{a});
  const auto refused = [&](const std::vector<ByteView>& bad, Detail detail) {
    const Error expected{ErrorKind::kConfig, detail};
    EXPECT_EQ(TicketKeys::Fixed(bad).error(), expected);
    EXPECT_EQ(keys.Replace(bad).error(), expected);
    TicketKey key;
    EXPECT_TRUE(keys.ToSeal(key));
    EXPECT_EQ(key.name[0], 1);
  };
  refused({}, Detail::kMissingKey);
  refused({ByteView(a).first(79)}, Detail::kKeyLength);
  refused({b, ByteView()}, Detail::kKeyLength);
  refused({b, b}, Detail::kDuplicate);
  refused(std::vector<ByteView>(TicketKeys::kMaxKeys + 1, ByteView(a)), Detail::kOutOfRange);
}

TEST(TicketKeys, EmptyAndRotatingOnesCannotBeReplaced) {
  const Bytes80 a = Key(1);
  const std::vector<ByteView> keys = {a};
  CountingBackend backend;
  EXPECT_EQ(TicketKeys().Replace(keys).error(), (Error{ErrorKind::kUsage, Detail::kEmptyHandle}));
  EXPECT_EQ(TicketKeys::Rotating(backend, 1)->Replace(keys).error(),
            (Error{ErrorKind::kUsage, Detail::kNotAvailable}));
}

}  // namespace
}  // namespace omnitls
