#ifndef OMNITLS_TOOLS_CLIENT_OPTIONS_H_
#define OMNITLS_TOOLS_CLIENT_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/common.h"

namespace omnitls::tools {

// ClientOptions is tlsclient's command line.
struct ClientOptions {
  Settings settings;
  // Whom to connect to, and whom to verify.
  std::string host;
  std::string port = "443";
  std::string connect;
  bool no_sni = false;
  // What to believe.
  std::string ca_file;
  std::string ca_directory;
  std::vector<std::string> pins;
  std::vector<std::string> crls;
  std::optional<std::int64_t> verify_time;
  bool insecure = false;
  // Sessions.
  std::string cache;
  std::string session_in;
  std::string session_out;
  bool no_tickets = false;
  bool reconnect = false;
  // What to send.
  std::string early_data;
  std::string send;
  bool http = false;
  std::string path = "/";
  std::optional<std::size_t> max_fragment_size;
  int timeout_seconds = 30;
  // What to say.
  bool json = false;
  bool show_chain = false;
  bool verbose = false;
};

// `options` must outlive the parsing and the contexts made of it.
void AddClientOptions(CLI::App& app, ClientOptions& options);

// Where to connect: --connect, else the host and --port. Throws a Failure.
Endpoint ToEndpoint(const ClientOptions& options);

// What all connections have in common. `sessions`: see ClientContextBuilder::Sessions. Throws a
// Failure that names the flag.
ClientContext BuildContext(const ClientOptions& options, SessionStore* sessions);

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_CLIENT_OPTIONS_H_
