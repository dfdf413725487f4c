#ifndef OMNITLS_CONFORMANCE_INTEROP_SCENARIOS_H_
#define OMNITLS_CONFORMANCE_INTEROP_SCENARIOS_H_

#include <string>
#include <vector>

#include "conformance/pair.h"

namespace omnitls::conformance {

// Scenario is one thing that a client and a server do together. `run` uses GoogleTest's EXPECT_...
// and, where a library lacks something, GTEST_SKIP.
struct Scenario {
  const char* name;   // "handshake_ecdsa"
  const char* title;  // At most 24 characters.
  const char* claim;  // What holds if it is ok.
  void (*run)(const PairParam& param);
};

// All of them, in the order to show them in.
const std::vector<Scenario>& AllScenarios();

// Cell is the outcome of one scenario with one pair.
struct Cell {
  PairParam param;
  const Scenario* scenario;
  bool ok = false;
  bool unsupported = false;  // One of the two libraries cannot do it, as Backend::Supports says.
  std::string why;           // "" if ok.

  bool failed() const { return !ok && !unsupported; }
};

// RunCell runs a scenario outside of any test and keeps what fails. One thread at a time.
Cell RunCell(const PairParam& param, const Scenario& scenario);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_INTEROP_SCENARIOS_H_
