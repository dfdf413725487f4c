#ifndef OMNITLS_CONFORMANCE_ELSEWHERE_CALLER_H_
#define OMNITLS_CONFORMANCE_ELSEWHERE_CALLER_H_

#include <string>

namespace omnitls::conformance::elsewhere {

// Exchange sends a question to the server, which it starts if there is none yet, and returns the
// answer. Aborts with a message if that fails: it is for tests. May be called from any thread.
std::string Exchange(const std::string& question);

}  // namespace omnitls::conformance::elsewhere

#endif  // OMNITLS_CONFORMANCE_ELSEWHERE_CALLER_H_
