#include "bench/memory.h"

#include <gtest/gtest.h>

#include <filesystem>

// What this project promises about memory, asserted.
namespace omnitls::bench {
namespace {

// The program that measures: its path below the directory that tests are run in.
constexpr const char* kProbe = "bench/memory_probe";

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMeaningful = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kMeaningful = false;
#else
constexpr bool kMeaningful = true;
#endif
#else
constexpr bool kMeaningful = true;
#endif

TEST(MemoryTest, IdleConnectionsHoldNoMoreThanPromised) {
  if (!kMeaningful) GTEST_SKIP() << "counts the heap with one of its own; a sanitizer has its own";
  const std::vector<MemoryFigure> figures =
      MeasureMemory(std::filesystem::absolute(kProbe).string(), {"openssl", "mbedtls", "wolfssl"});
  EXPECT_EQ(figures.size(), 14u);
  for (const MemoryFigure& figure : figures) {
    EXPECT_TRUE(figure.good()) << figure.backend << ", " << figure.version << " " << figure.role
                               << ": " << figure.idle << " bytes, at most " << figure.most_idle()
                               << "; ours " << figure.own << ", at most " << MemoryFigure::kMostOwn;
    EXPECT_LE(figure.idle, figure.peak);
    RecordProperty(figure.backend + "_" + figure.role + "_" + figure.version + "_" +
                       std::to_string(figure.max_fragment),
                   std::to_string(figure.idle));
  }
}

}  // namespace
}  // namespace omnitls::bench
