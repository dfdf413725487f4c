// The core and the mbedTLS backend do without exceptions and RTTI, as devices need it.

#include "conformance/run.h"

namespace omnitls::conformance {
namespace {

TEST(NoExceptionsTest, AProgramCompiledWithoutThemWorks) {
  EXPECT_EQ(RunProgram(), "mbedtls: hello\n");
}

}  // namespace
}  // namespace omnitls::conformance
