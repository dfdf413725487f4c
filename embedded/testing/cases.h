#ifndef OMNITLS_EMBEDDED_TESTING_CASES_H_
#define OMNITLS_EMBEDDED_TESTING_CASES_H_

#include <initializer_list>
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

// Those of device_cases.cc.
std::span<const NamedCase> DeviceCases();
// Those of full_cases.cc: in `full` only.
std::span<const NamedCase> FullCases();

inline bool Passes(const NamedCase& named) {
  Case it;
  const std::size_t before = omnitls_heap_used();
  named.run(it);
  // A case leaves nothing behind, but for what the library takes once: random numbers, room for
  // keys.
  if (const std::size_t after = omnitls_heap_used(); after != before) {
    Case again;
    named.run(again);
    it.Check(omnitls_heap_used() == after, "memory is lost");
  }
  if (it.failed()) {
    Print({"case ", named.name, " failed: ", it.why()});
  } else {
    Print({"case ", named.name, " passed"});
  }
  return !it.failed();
}

// Runs all, and returns the program's exit code.
inline int RunCases(std::initializer_list<std::span<const NamedCase>> lists) {
  std::uint32_t passed = 0, all = 0;
  for (const std::span<const NamedCase> list : lists) {
    for (const NamedCase& named : list) {
      ++all;
      if (Passes(named)) ++passed;
    }
  }
  Print({"cases passed "}, passed);
  return passed == all ? 0 : 1;
}

}  // namespace omnitls::embedded

#endif  // OMNITLS_EMBEDDED_TESTING_CASES_H_
