#ifndef OMNITLS_CONFORMANCE_ELSEWHERE_CHANNEL_H_
#define OMNITLS_CONFORMANCE_ELSEWHERE_CHANNEL_H_

#include <optional>
#include <string>

// Messages over a file descriptor, each after its size in eight digits.
namespace omnitls::conformance::elsewhere {

// False if the other end is gone.
bool Send(int descriptor, const std::string& message);
std::optional<std::string> Receive(int descriptor);

}  // namespace omnitls::conformance::elsewhere

#endif  // OMNITLS_CONFORMANCE_ELSEWHERE_CHANNEL_H_
