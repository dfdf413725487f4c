#include "omnitls/pre_shared_key.h"

#include <gtest/gtest.h>

#include <string>

namespace omnitls {
namespace {

const std::string kKey(32, 'k');

std::optional<Error> AddTo(MemoryPreSharedKeys& keys, std::string_view identity,
                           std::string_view key, HashAlgorithm hash = HashAlgorithm::kSha256) {
  const Result<void> added = keys.Add(AsBytes(identity), AsBytes(key), hash);
  return added ? std::nullopt : std::optional(added.error());
}
constexpr Error Config(Detail detail) { return {ErrorKind::kConfig, detail}; }

TEST(MemoryPreSharedKeysTest, FindsWhatWasAdded) {
  MemoryPreSharedKeys keys;
  EXPECT_EQ(AddTo(keys, "a", kKey), std::nullopt);
  EXPECT_EQ(AddTo(keys, std::string_view("a\0", 2), std::string(64, 'x'), HashAlgorithm::kSha384),
            std::nullopt);
  PreSharedKey found;
  ASSERT_TRUE(keys.Find(AsBytes("a"), found));
  EXPECT_EQ(AsText(found.key), kKey);
  EXPECT_EQ(found.hash, HashAlgorithm::kSha256);
  ASSERT_TRUE(keys.Find(AsBytes(std::string_view("a\0", 2)), found));
  EXPECT_EQ(AsText(found.key), std::string(64, 'x'));
  EXPECT_EQ(found.hash, HashAlgorithm::kSha384);
  EXPECT_FALSE(keys.Find(AsBytes("A"), found));
  EXPECT_FALSE(keys.Find({}, found));
}

TEST(MemoryPreSharedKeysTest, RefusesWhatNobodyCouldUse) {
  MemoryPreSharedKeys keys;
  EXPECT_EQ(AddTo(keys, "", kKey), Config(Detail::kNameLength));
  EXPECT_EQ(AddTo(keys, std::string(129, 'n'), kKey), Config(Detail::kNameLength));
  EXPECT_EQ(AddTo(keys, "a", std::string(15, 'k')), Config(Detail::kKeyLength));
  EXPECT_EQ(AddTo(keys, "a", std::string(65, 'k')), Config(Detail::kKeyLength));
  EXPECT_EQ(AddTo(keys, "a", kKey, HashAlgorithm::kSha512), Config(Detail::kOutOfRange));
  EXPECT_EQ(keys.size(), 0u);
  EXPECT_EQ(AddTo(keys, "a", kKey), std::nullopt);
  EXPECT_EQ(AddTo(keys, "a", kKey), Config(Detail::kDuplicate));
  EXPECT_EQ(keys.size(), 1u);
}

}  // namespace
}  // namespace omnitls
