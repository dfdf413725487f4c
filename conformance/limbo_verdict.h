#ifndef OMNITLS_CONFORMANCE_LIMBO_VERDICT_H_
#define OMNITLS_CONFORMANCE_LIMBO_VERDICT_H_

#include <string>

#include "conformance/limbo_case.h"
#include "omnitls/omnitls.h"

namespace omnitls::conformance {

// LimboVerdict is what a backend says of a case's chain in handshakes of both versions.
struct LimboVerdict {
  enum class Kind { kAccepted, kRefused, kNotPresented, kNone };
  Kind kind = Kind::kNone;
  std::string words;  // The error, or why there is no verdict.

  bool accepted() const { return kind == Kind::kAccepted; }
  bool refused() const { return kind == Kind::kRefused; }
};

// Judge runs one handshake, with the verifying end on `backend`.
LimboVerdict Judge(const Backend& backend, const LimboCase& one, Version version);

// Judge with both versions. A version in which the other end cannot present the chain does not
// count; versions that differ are no verdict.
LimboVerdict Judge(const Backend& backend, const LimboCase& one);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_LIMBO_VERDICT_H_
