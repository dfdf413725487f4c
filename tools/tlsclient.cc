// tlsclient connects to a TLS server, verifies it, says what was negotiated and exchanges data.

#include <iostream>

#include "omnitls/danger.h"
#include "omnitls/transports/socket.h"
#include "omnitls/x509/certificate.h"
#include "tools/common.h"
#include "tools/exchange.h"

namespace omnitls::tools {
namespace {

struct Options {
  Settings settings;
  std::string host;
  std::string port = "443";
  std::string connect;
  std::string ca_file;
  std::string ca_directory;
  std::string path = "/";
  int timeout_seconds = 30;
  bool http = false;
  bool reconnect = false;
  bool insecure = false;
  bool show_chain = false;
  bool verbose = false;
};

void AddOptions(CLI::App& app, Options& options) {
  app.add_option("host", options.host, "The name to connect to and to verify")->required();
  app.add_option("--port", options.port, "Number or name")->capture_default_str();
  app.add_option("--connect", options.connect, "Connect to HOST:PORT, but verify the name")
      ->type_name("HOST:PORT");
  app.add_option("--cafile", options.ca_file, "Trust these certificates, not the system's");
  app.add_option("--cadir", options.ca_directory, "Trust those in this directory");
  CLI::Option* certs = app.add_option("--auth-certs", options.settings.certs,
                                      "The own certificate chain, leaf first");
  CLI::Option* key = app.add_option("--auth-key", options.settings.key, "Its private key");
  certs->needs(key);
  key->needs(certs);
  AddSettings(app, options.settings);
  CLI::Option* http = app.add_flag("--http", options.http, "GET a page and print its body");
  app.add_option("--path", options.path, "The page")->capture_default_str()->needs(http);
  app.add_flag("--reconnect", options.reconnect, "Do it twice, and resume")->needs(http);
  app.add_option("--timeout", options.timeout_seconds, "Seconds to wait for the server")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  app.add_flag("--insecure", options.insecure, "Accept any certificate from anyone");
  app.add_flag("--show-chain", options.show_chain, "Print the server's certificates");
  app.add_flag("--verbose", options.verbose, "Print the page's head, too");
  app.footer(
      "Without --http: standard input is sent, and what comes back is printed.\n"
      "Exit status: 0 done and verified, 1 TLS failed, 2 usage, 3 network.");
}

ClientContext BuildContext(const Options& options) {
  ClientContextBuilder builder;
  builder.ServerName(options.host);
  if (!options.ca_file.empty()) builder.CaFile(options.ca_file.c_str());
  if (!options.ca_directory.empty()) builder.CaDirectory(options.ca_directory.c_str());
  const bool has_ca = !options.ca_file.empty() || !options.ca_directory.empty();
  if (options.insecure) {
    danger::DoNotVerifyServer(builder);
  } else if (!has_ca) {
    builder.SystemRoots();
  }
  Apply(options.settings, builder);
  return Build(builder);
}

SocketTransport OpenSocket(const Endpoint& endpoint, int timeout_ms) {
  Result<SocketTransport> socket =
      SocketTransport::Connect(endpoint.host.c_str(), endpoint.port.c_str(), timeout_ms);
  if (socket) return *std::move(socket);
  throw Failure{kNetwork, Describe(socket.error(),
                                   ToString(endpoint) + ": " + NetworkReason(socket.error()))};
}

void ShowChain(const PeerChain& chain) {
  for (std::size_t i = 0; i < chain.size(); ++i) {
    x509::Certificate certificate;
    if (!x509::ParseCertificate(chain[i], certificate)) continue;
    char subject[256], issuer[256], from[24], to[24];
    std::cerr << i << "  " << x509::FormatName(certificate.subject, subject) << "\n   issued by "
              << x509::FormatName(certificate.issuer, issuer) << "\n   valid from "
              << x509::FormatTime(certificate.not_before, from) << " to "
              << x509::FormatTime(certificate.not_after, to) << "\n";
  }
}

void ShowSummary(const Options& options, const Connection& tls) {
  std::cerr << "tlsclient: " << Negotiated(tls) << " peer=" << tls.server_name()
            << " verified=" << (options.insecure ? "no" : "yes")
            << " backend=" << DefaultBackend().name() << "\n";
}

// One connection; the session to resume it with, if the server gave one.
Session Talk(const Options& options, const ClientContext& context, const Endpoint& endpoint,
             const Session& session) {
  const int timeout_ms = options.timeout_seconds * 1000;
  SocketTransport socket = OpenSocket(endpoint, timeout_ms);
  ConnectOptions connect;
  connect.session = session;
  Result<Connection> tls = context.Connect(socket, connect);
  if (!tls) throw Failure{StatusOf(tls.error()), Describe(tls.error(), Summary(tls.error()))};

  Exchange exchange(socket, *tls, timeout_ms);
  try {
    exchange.Handshake();
  } catch (const Failure&) {
    if (options.show_chain) ShowChain(tls->peer_chain());
    throw;
  }
  if (options.show_chain) ShowChain(tls->peer_chain());
  ShowSummary(options, *tls);
  if (options.http) {
    exchange.GetPage(options.host, options.path, options.verbose);
  } else {
    exchange.Relay();
  }
  return tls->TakeSession().value_or(Session());
}

void Run(const Options& options) {
  const Endpoint endpoint = options.connect.empty() ? Endpoint{options.host, options.port}
                                                    : ParseEndpoint("--connect", options.connect);
  const ClientContext context = BuildContext(options);
  const Session session = Talk(options, context, endpoint, {});
  if (options.reconnect) Talk(options, context, endpoint, session);
}

}  // namespace
}  // namespace omnitls::tools

int main(int argc, char** argv) {
  omnitls::tools::Options options;
  CLI::App app("Connects to a TLS server, verifies it, and exchanges data.", "tlsclient");
  omnitls::tools::AddOptions(app, options);
  return omnitls::tools::RunMain(app, argc, argv, [&] { omnitls::tools::Run(options); });
}
