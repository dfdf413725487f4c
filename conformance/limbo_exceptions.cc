#include "conformance/limbo_exceptions.h"

namespace omnitls::conformance {
namespace {

constexpr LimboException kExceptions[] = {
    {"x", "x"},
};

}  // namespace

std::span<const LimboException> LimboExceptions() { return kExceptions; }

}  // namespace omnitls::conformance
