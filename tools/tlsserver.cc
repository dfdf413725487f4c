// tlsserver serves TLS connections: an echo, a page that says what was negotiated, or the plaintext
// to another server. What it does with a connection is in visitor.cc.

#include <cstdio>

#include "tools/server_loop.h"
#include "tools/server_options.h"

namespace omnitls::tools {
namespace {

void Run(const CLI::App& app, ServerOptions& options) {
  CheckServerOptions(app, options);
  Stores stores;
  const ServerContext context = BuildServerContext(options, stores);
  // Last, so that the port opens only if all is well.
  std::unique_ptr<Listener> listener = OpenListener(options);
  const std::string address = listener->address();
  ServerLoop loop(options, context, std::move(listener));
  std::printf("READY %s\n", address.c_str());
  std::fflush(stdout);
  loop.Run();
}

}  // namespace
}  // namespace omnitls::tools

int main(int argc, char** argv) {
  omnitls::tools::ServerOptions options;
  CLI::App app("Serves TLS connections: an echo, a page about the connection, or another server.",
               "tlsserver");
  omnitls::tools::AddServerOptions(app, options);
  return omnitls::tools::RunMain(app, argc, argv, [&] { omnitls::tools::Run(app, options); });
}
