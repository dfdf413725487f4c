#include "bench/instructions.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "bench/callgrind.h"

// What this project promises about its cost, asserted.
namespace omnitls::bench {
namespace {

// The program that counts: its path below the directory that tests are run in.
constexpr const char* kCount = "bench/count";

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG) || \
    !defined(__OPTIMIZE__)
constexpr bool kMeaningful = false;
#else
constexpr bool kMeaningful = true;
#endif

TEST(InstructionsTest, OmnitlsAddsNoMoreThanPromised) {
  if (!kMeaningful) GTEST_SKIP() << "counts only optimized code: add --config=opt";
  if (!HasValgrind()) GTEST_SKIP() << "valgrind is not installed";
  InstructionOptions options;
  options.count_program = std::filesystem::absolute(kCount).string();
  options.backends = {"openssl", "mbedtls", "wolfssl"};
  for (const InstructionFigure& figure : MeasureInstructions(options)) {
    EXPECT_TRUE(figure.good()) << figure.backend << ", " << figure.what << ": " << figure.ours
                               << " instructions, raw " << figure.raw << ": " << figure.over()
                               << " more, ratio " << figure.ratio() << "; " << figure.bar();
    RecordProperty(figure.backend + "_" + figure.what, std::to_string(figure.over()));
  }
}

}  // namespace
}  // namespace omnitls::bench
