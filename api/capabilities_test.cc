#include "omnitls/capabilities.h"

#include <gtest/gtest.h>

#include <cctype>
#include <set>
#include <string>

namespace omnitls {
namespace {

// A value that is forgotten in kAllFeatures has a name, and one that has no name is in no switch.
TEST(Capabilities, EveryFeatureIsListedAndNamed) {
  std::set<int> listed;
  for (const Feature feature : kAllFeatures) {
    EXPECT_TRUE(listed.insert(static_cast<int>(feature)).second) << FeatureName(feature);
  }
  std::set<std::string> names;
  for (int i = 0; i < 256; ++i) {
    const std::string name(FeatureName(Feature(i)));
    EXPECT_EQ(name != "unknown_feature", listed.count(i) == 1) << i << ": " << name;
    if (name == "unknown_feature") continue;
    EXPECT_TRUE(names.insert(name).second) << "twice: " << name;
    for (const char c : name) {
      EXPECT_TRUE(std::islower(static_cast<unsigned char>(c)) != 0 || c == '_' || std::isdigit(c))
          << name;
    }
  }
}

}  // namespace
}  // namespace omnitls
