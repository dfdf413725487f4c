#ifndef OMNITLS_CONFORMANCE_LIMBO_EXCEPTIONS_H_
#define OMNITLS_CONFORMANCE_LIMBO_EXCEPTIONS_H_

#include <span>
#include <string_view>

namespace omnitls::conformance {

// LimboException is a case of the x509-limbo suite whose verdict is on purpose not the suite's.
struct LimboException {
  std::string_view id;
  std::string_view reason;
};

// docs/verification.md has the same list; limbo_test fails when one of these is needed no more.
std::span<const LimboException> LimboExceptions();

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_LIMBO_EXCEPTIONS_H_
