#ifndef OMNITLS_TOOLS_SERVER_OPTIONS_H_
#define OMNITLS_TOOLS_SERVER_OPTIONS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "tools/common.h"
#include "tools/listener.h"
#include "tools/visit_log.h"
#include "tools/visitor.h"

namespace omnitls::tools {

// ServerOptions is tlsserver's command line: see --help, and docs/tools.md.
struct ServerOptions {
  Settings settings;
  // Where to listen.
  std::string listen;
  int port = 443;
  // What to do with clients.
  Mode mode = Mode::kEcho;
  bool www = false;
  std::string forward;
  Upstream upstream;
  // TLS.
  std::vector<std::string> sni;
  std::string ocsp;
  std::string auth;
  bool require_auth = false;
  std::string client_ca;
  std::string client_auth;
  std::string psk;
  bool tickets = false;
  bool resumption = false;
  std::size_t early_data = 0;
  // How long, how many.
  int timeout_seconds = 60;
  int grace_seconds = 30;
  unsigned long connections = 0;  // 0: no limit.
  std::size_t max_connections = 2000;
  // What to say.
  LogFormat log = LogFormat::kText;
  bool verbose = false;
};

// `options` must outlive the parsing.
void AddServerOptions(CLI::App& app, ServerOptions& options);

// CheckServerOptions finds out what contradicts itself and looks the upstream up, or throws a
// Failure.
void CheckServerOptions(const CLI::App& app, ServerOptions& options);

// Stores are what a server's context refers to, and must outlive.
struct Stores {
  MemoryServerSessionStore sessions;
  MemoryPreSharedKeys keys;
};
ServerContext BuildServerContext(const ServerOptions& options, Stores& stores);

std::unique_ptr<Listener> OpenListener(const ServerOptions& options);

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_SERVER_OPTIONS_H_
