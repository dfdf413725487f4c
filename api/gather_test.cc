#include "omnitls/gather.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace omnitls::internal {
namespace {

// The chunks of a list.
std::vector<std::string> Chunks(const std::vector<std::string>& texts, std::size_t chunk) {
  std::vector<ByteView> spans;
  for (const std::string& text : texts) spans.push_back(AsBytes(text));
  Gatherer gatherer(spans, chunk);
  std::vector<std::string> chunks;
  while (!gatherer.done()) chunks.emplace_back(AsText(gatherer.Next()));
  return chunks;
}

using Texts = std::vector<std::string>;

TEST(Gatherer, FillsEveryChunkButTheLast) {
  EXPECT_EQ(Chunks({"a", "bc", "def"}, 16), (Texts{"abcdef"}));
  EXPECT_EQ(Chunks({"a", "bc", "def", "g"}, 3), (Texts{"abc", "def", "g"}));
  EXPECT_EQ(Chunks({"abcdefgh"}, 3), (Texts{"abc", "def", "gh"}));
  EXPECT_EQ(Chunks({"ab", "cdefgh"}, 3), (Texts{"abc", "def", "gh"}));
  EXPECT_EQ(Chunks({"abcd", "e"}, 3), (Texts{"abc", "de"}));
  EXPECT_EQ(Chunks({"a", "b"}, 1), (Texts{"a", "b"}));
}

TEST(Gatherer, SkipsEmptySpans) {
  EXPECT_EQ(Chunks({}, 4), Texts());
  EXPECT_EQ(Chunks({"", "", ""}, 4), Texts());
  EXPECT_EQ(Chunks({"", "a", "", "b", ""}, 4), (Texts{"ab"}));
  EXPECT_EQ(Chunks({"abcd", ""}, 4), (Texts{"abcd"}));
}

TEST(Gatherer, CopiesNothingThatLiesInOneSpanAlready) {
  const std::string large(100, 'x');
  const ByteView spans[] = {AsBytes(large)};
  Gatherer whole(spans, 60);
  EXPECT_EQ(whole.Next().data(), spans[0].data());
  EXPECT_EQ(whole.Next().data(), spans[0].data() + 60);
  EXPECT_TRUE(whole.done());
}

}  // namespace
}  // namespace omnitls::internal
