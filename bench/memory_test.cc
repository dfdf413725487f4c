#include "bench/memory.h"

#include <gtest/gtest.h>

#include <filesystem>

// What this project promises about memory, asserted.
namespace omnitls::bench {
namespace {

// The programs that measure: their paths below the directory that tests are run in.
constexpr const char* kProbe = "bench/memory_probe";
constexpr const char* kCopiesProbe = "bench/copies_probe";

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

TEST(MemoryTest, ReadsAndWritesAskForNoMemory) {
  if (!kMeaningful) GTEST_SKIP() << "counts the heap with one of its own; a sanitizer has its own";
  const std::vector<CallFigure> figures = MeasureCalls(std::filesystem::absolute(kProbe).string());
  EXPECT_EQ(figures.size(), 3u);
  for (const CallFigure& figure : figures) {
    EXPECT_EQ(figure.reads, 0u) << figure.backend;
    EXPECT_EQ(figure.writes, 0u) << figure.backend;
  }
}

TEST(MemoryTest, ReadsAndWritesCopyNoByteThatTheLibraryDoesNot) {
  if (!kMeaningful)
    GTEST_SKIP() << "counts copies with a memcpy of its own; a sanitizer has its own";
  const std::vector<CopyFigure> figures =
      MeasureCopies(std::filesystem::absolute(kCopiesProbe).string());
  EXPECT_EQ(figures.size(), 9u);
  for (const CopyFigure& figure : figures) {
    EXPECT_TRUE(figure.good()) << figure.backend << ", " << figure.size << " bytes: sending copies "
                               << figure.sent << ", raw " << figure.raw_sent
                               << "; receiving copies " << figure.received << ", raw "
                               << figure.raw_received;
    // It is copied into the transport at least, and out of it.
    EXPECT_GE(figure.raw_sent, figure.size) << figure.backend;
    EXPECT_GE(figure.raw_received, figure.size) << figure.backend;
  }
}

TEST(MemoryTest, ManyConnectionsHoldNoMoreEachThanFew) {
  if (!kMeaningful) GTEST_SKIP() << "counts the heap with one of its own; a sanitizer has its own";
  const std::vector<GrowthFigure> figures =
      MeasureGrowth(std::filesystem::absolute(kProbe).string(), 500);
  EXPECT_EQ(figures.size(), 3u);
  for (const GrowthFigure& figure : figures) {
    EXPECT_TRUE(figure.good()) << figure.backend << ": " << figure.few_bytes
                               << " bytes each of 100 connections, " << figure.many_bytes
                               << " each of 500";
  }
}

TEST(MemoryTest, AnIdleServerHoldsASixthOfWhatAsiosDoes) {
  if (!kMeaningful) GTEST_SKIP() << "counts the heap with one of its own; a sanitizer has its own";
  std::size_t ours = 0;
  std::size_t asio = 0;
  for (const SubjectMemory& figure :
       MeasureSubjectMemory(std::filesystem::absolute(kProbe).string())) {
    if (figure.role != "server") continue;
    if (figure.subject == "ours/openssl") ours = figure.idle;
    if (figure.subject == "asio") asio = figure.idle;
  }
  ASSERT_GT(ours, 0u);
  if (asio == 0) GTEST_SKIP() << "this was built without Asio (Debian's libasio-dev)";
  EXPECT_LE(static_cast<double>(ours), 0.17 * static_cast<double>(asio));
}

}  // namespace
}  // namespace omnitls::bench
