#include "omnitls/error.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace omnitls {
namespace {

constexpr int kKinds = static_cast<int>(ErrorKind::kInternal) + 1;
constexpr int kDetails = static_cast<int>(Detail::kReentrantCall) + 1;

bool IsWord(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!(c >= 'a' && c <= 'z') && c != '_' && !is_digit) return false;
  }
  return true;
}

bool IsSentence(std::string_view text) {
  return text.size() > 8 && text.front() >= 'A' && text.front() <= 'Z' && text.back() == '.' &&
         text.find('\n') == std::string_view::npos;
}

TEST(ErrorTest, EveryKindHasAWordOfItsOwnAndASentence) {
  std::set<std::string_view> words;
  for (int i = 0; i < kKinds; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    EXPECT_TRUE(IsWord(ErrorKindName(kind))) << i;
    EXPECT_NE(ErrorKindName(kind), "unknown_kind") << i;
    EXPECT_TRUE(words.insert(ErrorKindName(kind)).second) << ErrorKindName(kind);
    EXPECT_TRUE(IsSentence(Summary({kind}))) << Summary({kind});
  }
  EXPECT_EQ(ErrorKindName(static_cast<ErrorKind>(kKinds)), "unknown_kind");
}

TEST(ErrorTest, EveryDetailHasAWordOfItsOwnAndASentence) {
  std::set<std::string_view> words;
  std::set<std::string_view> sentences;
  for (int i = 0; i < kDetails; ++i) {
    const auto detail = static_cast<Detail>(i);
    EXPECT_TRUE(IsWord(DetailName(detail))) << i;
    EXPECT_NE(DetailName(detail), "unknown_detail") << i;
    EXPECT_TRUE(words.insert(DetailName(detail)).second) << DetailName(detail);
    const std::string_view sentence = Summary({ErrorKind::kCertificate, detail});
    EXPECT_TRUE(IsSentence(sentence)) << sentence;
    EXPECT_TRUE(sentences.insert(sentence).second) << sentence;
  }
  EXPECT_EQ(DetailName(static_cast<Detail>(kDetails)), "unknown_detail");
}

TEST(ErrorTest, WordsAreTheEnumeratorsInSnakeCase) {
  EXPECT_EQ(ErrorKindName(ErrorKind::kAlertReceived), "alert_received");
  EXPECT_EQ(DetailName(Detail::kUnknownCriticalExtension), "unknown_critical_extension");
  EXPECT_EQ(DetailName(Detail::kNotACa), "not_a_ca");
  EXPECT_EQ(DetailName(Detail::kNone), "none");
}

TEST(ErrorTest, AlertsCarryTheirRegistryNames) {
  EXPECT_EQ(AlertName(Alert::kBadCertificate), "bad_certificate");
  EXPECT_EQ(AlertName(Alert::kUnknownCa), "unknown_ca");
  EXPECT_EQ(AlertName(Alert::kUnknownPskIdentity), "unknown_psk_identity");
  EXPECT_EQ(AlertName(Alert::kNone), "none");
  EXPECT_EQ(AlertName(static_cast<Alert>(1)), "unknown_alert");
}

TEST(ErrorTest, SummaryIsThatOfTheDetailOrElseOfTheKind) {
  EXPECT_EQ(Summary({ErrorKind::kCertificate, Detail::kExpired}), "The certificate has expired.");
  EXPECT_EQ(Summary({ErrorKind::kNoMemory}), "Memory ran out.");
}

}  // namespace
}  // namespace omnitls
