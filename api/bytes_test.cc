#include "omnitls/bytes.h"

#include <gtest/gtest.h>

namespace omnitls {
namespace {

struct Counted {
  explicit Counted(int* count) : count_(count) { ++*count_; }
  Counted(Counted&& other) noexcept : count_(other.count_) { ++*count_; }
  ~Counted() { --*count_; }
  int* count_;
};

TEST(VecTest, DestroysEveryElementOnce) {
  int alive = 0;
  {
    internal::Vec<Counted> vec;
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(vec.Push(Counted(&alive)));
    EXPECT_EQ(alive, 100);
    vec.Truncate(7);
    EXPECT_EQ(alive, 7);
    const internal::Vec<Counted> moved = std::move(vec);
    EXPECT_EQ(moved.size(), 7u);
  }
  EXPECT_EQ(alive, 0);
}

TEST(VecTest, RequestBeyondMemoryFailsAndChangesNothing) {
  internal::Vec<std::uint64_t> vec;
  ASSERT_TRUE(vec.Push(1));
  EXPECT_FALSE(vec.Reserve(static_cast<std::size_t>(-1) / 4));
  EXPECT_FALSE(vec.Reserve(std::size_t{1} << 29));  // What needs more than 32 bits.
  EXPECT_EQ(vec.size(), 1u);
  EXPECT_EQ(vec[0], 1u);
}

TEST(BytesTest, AssignReplacesAndAppendAdds) {
  Bytes bytes;
  ASSERT_TRUE(bytes.Assign(AsBytes("ab")));
  ASSERT_TRUE(bytes.Append(AsBytes("cd")));
  EXPECT_EQ(bytes.text(), "abcd");
  ASSERT_TRUE(bytes.Assign(AsBytes("x")));
  EXPECT_EQ(bytes.text(), "x");
}

TEST(BytesTest, EmptyViewsAreEqualWhateverTheirPointer) {
  EXPECT_TRUE(Equal({}, ByteView(reinterpret_cast<const std::uint8_t*>("x"), 0)));
}

TEST(WipeTest, OverwritesEverything) {
  std::uint8_t secret[] = {1, 2, 3, 4};
  Wipe(secret, sizeof secret);
  for (const std::uint8_t byte : secret) EXPECT_EQ(byte, 0);
}

}  // namespace
}  // namespace omnitls
