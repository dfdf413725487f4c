#include "tools/client_options.h"

#include "omnitls/danger.h"

namespace omnitls::tools {
namespace {

void AddPeer(CLI::App& app, ClientOptions& options) {
  app.add_option("host", options.host, "The name or address to connect to and to verify")
      ->required();
  CLI::Option* port =
      app.add_option("-p,--port", options.port, "Number or name")->capture_default_str();
  app.add_option("--connect", options.connect, "Connect to HOST:PORT, but verify the name")
      ->type_name("HOST:PORT")
      ->excludes(port);
  app.add_flag("--no-sni", options.no_sni, "Verify the name, but do not send it");
}

void AddTrust(CLI::App& app, ClientOptions& options) {
  app.add_option("--cafile", options.ca_file, "Trust these certificates, not the system's");
  app.add_option("--cadir", options.ca_directory, "Trust those in this directory");
  app.add_option("--pin", options.pins, "The server's key: sha256//BASE64; may be repeated")
      ->allow_extra_args(false);
  app.add_option("--crl", options.crls, "Certificate revocation lists; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("--verify-time", options.verify_time,
                 "Judge certificates by this time: seconds since 1970, UTC")
      ->type_name("EPOCH");
  app.add_flag("--insecure", options.insecure, "Accept any certificate from anyone");
  CLI::Option* certs = app.add_option("--auth-certs", options.settings.certs,
                                      "The own certificate chain, leaf first");
  CLI::Option* key = app.add_option("--auth-key", options.settings.key, "Its private key");
  certs->needs(key);
  key->needs(certs);
}

void AddSessions(CLI::App& app, ClientOptions& options) {
  CLI::Option* in = app.add_option("--session-in", options.session_in, "Resume this session");
  CLI::Option* out = app.add_option("--session-out", options.session_out,
                                    "Write the server's session, a SECRET, to this file");
  CLI::Option* cache = app.add_option("--cache", options.cache,
                                      "Keep sessions, SECRETS, of all servers in this file");
  CLI::Option* none = app.add_flag("--no-tickets", options.no_tickets, "Do not resume by ticket");
  cache->excludes(in)->excludes(out);
  none->excludes(in)->excludes(out);
}

void AddData(CLI::App& app, ClientOptions& options) {
  CLI::Option* http = app.add_flag("--http", options.http, "GET a page and print its body");
  app.add_option("--path", options.path, "The page")->capture_default_str()->needs(http);
  app.add_flag("--reconnect", options.reconnect, "Do it twice, and resume")->needs(http);
  app.add_option("--send", options.send, "Send this file, or all of standard input (-)")
      ->type_name("FILE|-")
      ->excludes(http);
  app.add_option("--early-data", options.early_data, "Send this file first, as early data")
      ->type_name("FILE");
  app.add_option("--max-frag-size,--mtu", options.max_fragment_size,
                 "The most plaintext in one record, in bytes: 512 to 16384");
  app.add_option("--timeout", options.timeout_seconds, "Seconds to wait for the server")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
}

void AddOutput(CLI::App& app, ClientOptions& options) {
  CLI::Option* json = app.add_flag("--json", options.json, "Say what there is to say as JSON");
  app.add_flag("--show-chain", options.show_chain, "Print the server's certificates");
  app.add_flag("--verbose", options.verbose, "Say what is being done; print the page's head, too")
      ->excludes(json);
  app.footer(
      "Without --http and --send: what is typed is sent as it comes. Standard output gets what\n"
      "the server sends, standard error all else.\n"
      "Exit status: 0 done and verified, 1 TLS failed, 2 usage, 3 network.");
}

// "[::1]" is "::1" to everybody but a URL.
std::string WithoutBrackets(const std::string& host) {
  const bool has = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return has ? host.substr(1, host.size() - 2) : host;
}

bool IsPort(const std::string& port) {
  if (port.find_first_not_of("0123456789") != std::string::npos) return !port.empty();  // A name.
  return !port.empty() && port.size() <= 5 && std::stoi(port) >= 1 && std::stoi(port) <= 65535;
}

void Trust(const ClientOptions& options, ClientContextBuilder& builder) {
  if (!options.ca_file.empty()) builder.CaFile(options.ca_file.c_str());
  Check("--cafile", builder);
  if (!options.ca_directory.empty()) builder.CaDirectory(options.ca_directory.c_str());
  Check("--cadir", builder);
  for (const std::string& pin : options.pins) builder.PinPublicKey(pin);
  Check("--pin", builder);
  for (const std::string& path : options.crls) builder.CrlFile(path.c_str());
  Check("--crl", builder);
  if (options.verify_time) {
    const auto clock = [](void* time) { return *static_cast<std::int64_t*>(time); };
    builder.Clock(clock, const_cast<std::int64_t*>(&*options.verify_time));
  }
  const bool has_ca = !options.ca_file.empty() || !options.ca_directory.empty();
  if (options.insecure) {
    danger::DoNotVerifyServer(builder);
  } else if (!has_ca) {
    builder.SystemRoots();
    Check("without --cafile", builder);
  }
}

// TLS 1.3 resumes by ticket only, TLS 1.2 also by session ID.
void ResumeWithoutTickets(const ClientOptions& options, ClientContextBuilder& builder) {
  const Settings& settings = options.settings;
  const auto is_old = [](const std::string& version) { return version == "1.2"; };
  const bool only_old = is_old(settings.max_version) ||
                        (!settings.versions.empty() &&
                         std::all_of(settings.versions.begin(), settings.versions.end(), is_old));
  if (only_old) {
    builder.ResumeTls12By(Tls12Resumption::kIdsOnly);
  } else {
    builder.SessionCache(SessionCacheMode::kOff);
  }
}

}  // namespace

void AddClientOptions(CLI::App& app, ClientOptions& options) {
  AddPeer(app, options);
  AddTrust(app, options);
  AddSettings(app, options.settings);
  AddSessions(app, options);
  AddData(app, options);
  AddOutput(app, options);
}

Endpoint ToEndpoint(const ClientOptions& options) {
  if (!options.connect.empty()) return ParseEndpoint("--connect", options.connect);
  if (IsPort(options.port)) return {WithoutBrackets(options.host), options.port};
  throw Failure{kUsage, "--port: '" + options.port + "' is no port; give 1 to 65535, or a name"};
}

ClientContext BuildContext(const ClientOptions& options, SessionStore* sessions) {
  ClientContextBuilder builder;
  builder.ServerName(options.host);
  Check("host", builder);
  if (options.no_sni) builder.SendServerName(false);
  Trust(options, builder);
  Apply(options.settings, builder);
  if (options.max_fragment_size) builder.MaxRecordSize(*options.max_fragment_size);
  Check("--max-frag-size", builder);
  builder.Sessions(sessions);
  if (options.no_tickets) ResumeWithoutTickets(options, builder);
  return Build(builder);
}

}  // namespace omnitls::tools
