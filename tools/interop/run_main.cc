#include "tools/interop/run_main.h"

#include <cstdio>
#include <exception>

namespace omnitls::tools::peers {

int RunMain(CLI::App& app, int argc, char** argv, const std::function<int()>& work) {
  app.footer("Exit status: 0 all is good, 1 something is not, 2 usage.");
  try {
    app.parse(argc, argv);
    return work();
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", app.get_name().c_str(), error.what());
    return kFailed;
  }
}

}  // namespace omnitls::tools::peers
