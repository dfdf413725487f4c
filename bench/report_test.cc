#include "bench/report/report.h"

#include <gtest/gtest.h>

#include <sstream>

namespace omnitls::bench {
namespace {

Results SomeResults() {
  Results results;
  results.machine = {{"processor", "a <fast> one"}};
  results.rounds = 3;
  results.series = {
      {"messages", "64 B, AES-128-GCM, send", "ours/openssl", {1.0, 2.0, 4.0}},
      {"messages", "64 B, AES-128-GCM, send", "membio", {2.0, 3.0, 4.0}},
      {"messages", "64 B, AES-128-GCM, send", "raw/wolfssl", {1.0, 1.0, 1.0}},
  };
  return results;
}

TEST(SpreadTest, IsTheMedianAndTheQuartiles) {
  const Spread spread = SpreadOf({5, 1, 3, 2, 4});
  EXPECT_DOUBLE_EQ(spread.median, 3);
  EXPECT_DOUBLE_EQ(spread.low, 2);
  EXPECT_DOUBLE_EQ(spread.high, 4);
}

TEST(SpreadTest, SpeedIsComparedRoundByRound) {
  const Results results = SomeResults();
  EXPECT_DOUBLE_EQ(SpeedUp(results.series[0], results.series[1]).median, 1.5);
}

TEST(ReportTest, BarsAreCheckedAgainstTheMedian) {
  bool found = false;
  for (const Reached& reached : CheckBars(SomeResults().series)) {
    if (std::string_view(reached.bar->other) == "membio") {
      found = true;
      EXPECT_TRUE(reached.measured);
      EXPECT_TRUE(reached.good());
    } else {
      EXPECT_FALSE(reached.good()) << "nothing but memory BIOs was measured";
    }
  }
  EXPECT_TRUE(found);
}

TEST(ReportTest, TextComparesWhatPeopleWouldChooseBetween) {
  std::ostringstream out;
  PrintText(SomeResults(), out);
  EXPECT_NE(out.str().find("1.50 ±"), std::string::npos) << out.str();
  EXPECT_EQ(out.str().find("raw/wolfssl"), std::string::npos) << out.str();
}

TEST(ReportTest, CsvAndJsonHaveEveryPair) {
  std::ostringstream csv;
  PrintCsv(SomeResults(), csv);
  EXPECT_NE(csv.str().find("messages,\"64 B, AES-128-GCM, send\",ours/openssl,raw/wolfssl,0.5,"),
            std::string::npos)
      << csv.str();
  EXPECT_EQ(ToJson(SomeResults())["speed"].size(), 2u);
  EXPECT_EQ(ToJson(SomeResults())["rounds"], 3);
}

TEST(ReportTest, TheHtmlPageNeedsNothingElse) {
  std::ostringstream html;
  PrintHtml(SomeResults(), html);
  EXPECT_NE(html.str().find("<svg"), std::string::npos);
  EXPECT_NE(html.str().find("a &lt;fast&gt; one"), std::string::npos);
  EXPECT_EQ(html.str().find("http"), std::string::npos) << "loads something";
}

// Every subject and every work, once: that all of them work together.
TEST(RunnerTest, EverySubjectDoesEveryWork) {
  RunOptions options;
  options.rounds = 1;
  options.slice = 1e-6;
  options.progress = false;
  const std::vector<Series> all = bench::Run(options);
  for (const char* ours : {"ours/openssl", "ours/mbedtls", "ours/wolfssl"}) {
    int count = 0;
    for (const Series& series : all) {
      count += series.subject == ours;
      ASSERT_EQ(series.seconds.size(), 1u);
      EXPECT_GT(series.seconds[0], 0) << series.work << ", " << series.subject;
    }
    EXPECT_GT(count, 50) << ours;
  }
}

}  // namespace
}  // namespace omnitls::bench
