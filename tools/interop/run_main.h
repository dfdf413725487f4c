#ifndef OMNITLS_TOOLS_INTEROP_RUN_MAIN_H_
#define OMNITLS_TOOLS_INTEROP_RUN_MAIN_H_

#include <CLI/CLI.hpp>
#include <functional>

namespace omnitls::tools::peers {

// Exit statuses.
inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;

// RunMain parses the command line, and then runs `work`. What it returns is the exit status; what
// it throws is said, and is kFailed.
int RunMain(CLI::App& app, int argc, char** argv, const std::function<int()>& work);

}  // namespace omnitls::tools::peers

#endif  // OMNITLS_TOOLS_INTEROP_RUN_MAIN_H_
