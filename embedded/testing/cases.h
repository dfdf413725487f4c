#ifndef OMNITLS_EMBEDDED_TESTING_CASES_H_
#define OMNITLS_EMBEDDED_TESTING_CASES_H_

#include <span>
#include <string_view>

#include "embedded/testing/report.h"
#include "omnitls/embedded/application.h"

namespace omnitls::embedded {

// Case is one case while it runs.
class Case {
 public:
  // What does not hold fails the case; the first `why` is told.
  void Check(bool holds, std::string_view why) {
    if (holds || failed_) return;
    failed_ = true;
    why_ = why;
  }
  bool failed() const { return failed_; }
  std::string_view why() const { return why_; }

 private:
  bool failed_ = false;
  std::string_view why_;
};

struct NamedCase {
  std::string_view name;
  void (*run)(Case& it);
};

// Runs all, and returns the program's exit code.
inline int RunCases(std::span<const NamedCase> cases) {
  std::uint32_t passed = 0;
  for (const NamedCase& named : cases) {
    Case it;
    const std::size_t before = omnitls_heap_used();
    named.run(it);
    // A case leaves nothing behind.
    it.Check(omnitls_heap_used() == before, "memory is lost");
    if (it.failed()) {
      Print({"case ", named.name, " failed: ", it.why()});
    } else {
      Print({"case ", named.name, " passed"});
      ++passed;
    }
  }
  Print({"cases passed "}, passed);
  return passed == cases.size() ? 0 : 1;
}

}  // namespace omnitls::embedded

#endif  // OMNITLS_EMBEDDED_TESTING_CASES_H_
