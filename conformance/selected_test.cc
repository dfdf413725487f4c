// A program that depends on //api:omnitls gets the backend that the build chose.

#include "conformance/run.h"

namespace omnitls::conformance {
namespace {

TEST(SelectedTest, AProgramRunsWithTheChosenBackend) {
  EXPECT_EQ(RunProgram(), std::string(OMNITLS_CHOSEN_BACKEND) + ": hello\n");
}

}  // namespace
}  // namespace omnitls::conformance
