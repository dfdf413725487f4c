#include "tools/server_options.h"

#include <map>

#include "tools/psk_file.h"

namespace omnitls::tools {
namespace {

const std::map<std::string, Mode> kModes = {
    {"echo", Mode::kEcho}, {"http", Mode::kHttp}, {"forward", Mode::kForward}};
const std::map<std::string, LogFormat> kFormats = {{"text", LogFormat::kText},
                                                   {"json", LogFormat::kJson}};

// Turns a word into the number of its value.
template <class Enum>
CLI::Validator OneOf(const std::map<std::string, Enum>& words) {
  return {[&words](std::string& word) {
            const auto found = words.find(word);
            if (found != words.end()) {
              word = std::to_string(static_cast<int>(found->second));
              return std::string();
            }
            std::string all;
            for (const auto& [name, value] : words) all += (all.empty() ? "" : ", ") + name;
            return "'" + word + "' is none of " + all;
          },
          ""};
}

[[noreturn]] void Refuse(const std::string& what) { throw Failure{kUsage, what}; }

void AddTlsOptions(CLI::App& app, ServerOptions& options) {
  app.add_option("--certs", options.settings.certs, "The certificate chain, leaf first (PEM)")
      ->type_name("CERTFILE");
  app.add_option("--key", options.settings.key, "Its private key (PEM or DER)")
      ->type_name("KEYFILE");
  app.add_option("--sni", options.sni,
                 "Another certificate and key, for clients that call this name; repeatable")
      ->type_name("NAME=CERTFILE,KEYFILE")
      ->allow_extra_args(false);
  app.add_option("--ocsp", options.ocsp, "Staple this OCSP response (DER)")->type_name("OCSPFILE");
  app.add_option("--auth", options.auth,
                 "Ask clients for certificates, which must lead to these; they may have none")
      ->type_name("CERTFILE");
  app.add_flag("--require-auth", options.require_auth, "With --auth: refuse clients without one");
  auto* ca = app.add_option("--client-ca", options.client_ca,
                            "As --auth, but clients must have one unless --client-auth says else");
  app.add_option("--client-auth", options.client_auth,
                 "none, request or require (the default with --client-ca)")
      ->check(CLI::IsMember({"none", "request", "require"}));
  ca->excludes(app.get_option("--auth"));
  app.add_option("--psk", options.psk, "Take pre-shared keys: a file with lines IDENTITY:HEX")
      ->type_name("FILE");
  app.add_flag("--tickets", options.tickets, "Let clients resume by ticket");
  app.add_flag("--resumption", options.resumption,
               "Let clients resume, in TLS 1.2 also by session ID");
  app.add_option("--early-data", options.early_data, "Take up to so many bytes of early data")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{0}, kMaxEarlyData));
  AddSettings(app, options.settings);
}

void AddLoopOptions(CLI::App& app, ServerOptions& options) {
  app.add_option("--timeout,--idle-timeout", options.timeout_seconds,
                 "Seconds that a client may be silent, or take for handshake or request")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  app.add_option("--grace", options.grace_seconds,
                 "Seconds that busy clients have to finish after SIGTERM")
      ->check(CLI::Range(0, 86400))
      ->capture_default_str();
  app.add_option("--connections", options.connections, "Serve that many, then stop");
  app.add_option("--max-connections", options.max_connections, "At most so many at a time")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1000000}))
      ->capture_default_str();
  app.add_option("--log", options.log, "text or json: the lines on standard error")
      ->transform(OneOf(kFormats))
      ->default_str("text");
  app.add_flag("--verbose", options.verbose, "Also say who connects, and what is negotiated");
}

ClientAuth ToClientAuth(const ServerOptions& options) {
  if (!options.auth.empty()) {
    return options.require_auth ? ClientAuth::kRequire : ClientAuth::kRequest;
  }
  if (options.client_auth.empty()) {
    return options.client_ca.empty() ? ClientAuth::kNone : ClientAuth::kRequire;
  }
  if (options.client_auth == "request") return ClientAuth::kRequest;
  return options.client_auth == "require" ? ClientAuth::kRequire : ClientAuth::kNone;
}

void AddSniIdentity(const std::string& word, ServerContextBuilder& builder) {
  const std::size_t equals = word.find('=');
  const std::size_t comma = word.rfind(',');
  if (equals == std::string::npos || comma == std::string::npos || comma < equals) {
    Refuse("--sni: '" + word + "' is no NAME=CERTFILE,KEYFILE");
  }
  builder.AddIdentityFiles(word.substr(0, equals),
                           word.substr(equals + 1, comma - equals - 1).c_str(),
                           word.substr(comma + 1).c_str());
}

}  // namespace

void AddServerOptions(CLI::App& app, ServerOptions& options) {
  app.add_option("--mode,mode", options.mode,
                 "echo: send back what comes; http: answer a request; forward: carry the plaintext "
                 "to a port and back")
      ->transform(OneOf(kModes))
      ->type_name("MODE")
      ->default_str("echo");
  app.add_option("fport", options.forward, "For forward: the port of this machine, or HOST:PORT")
      ->type_name("PORT");
  app.add_flag("--www", options.www, "Answer the first line, whatever it is, and close")
      ->excludes(app.get_option("--mode"));
  auto* listen = app.add_option("--listen", options.listen, "Where; port 0: a free one")
                     ->type_name("ADDRESS:PORT");
  app.add_option("-p,--port", options.port, "Listen on this port of all addresses")
      ->check(CLI::Range(0, 65535))
      ->excludes(listen)
      ->capture_default_str();
  AddTlsOptions(app, options);
  AddLoopOptions(app, options);
  app.footer(
      "Prints \"READY ADDRESS:PORT\" when it listens, and a line on standard error for each "
      "client.\nSIGTERM and SIGINT stop it when busy clients have finished, a second one at once; "
      "SIGUSR1 prints counters.\nExit status: 0 stopped, 2 usage, 3 network.");
}

void CheckServerOptions(const CLI::App& app, ServerOptions& options) {
  if (options.www) options.mode = Mode::kWww;
  if (options.psk.empty() || !options.settings.certs.empty() || !options.settings.key.empty()) {
    const char* const advice = " is missing: a server needs --certs CERTFILE and --key KEYFILE";
    if (options.settings.certs.empty()) Refuse(std::string("--certs") + advice);
    if (options.settings.key.empty()) Refuse(std::string("--key") + advice);
  }
  if (options.require_auth && options.auth.empty()) {
    Refuse("--require-auth needs --auth CERTFILE: the CAs that clients' certificates must lead to");
  }
  if (!options.client_auth.empty() && !options.auth.empty()) {
    Refuse("--client-auth goes with --client-ca; with --auth there is --require-auth");
  }
  if (options.early_data > 0 && !options.tickets && !options.resumption) {
    Refuse("--early-data needs --tickets: only clients that resume can send any");
  }
  const bool forwards = options.mode == Mode::kForward;
  if (forwards && options.forward.empty()) {
    Refuse("forward: the port is missing, as in 'forward 8080' or 'forward HOST:8080'");
  }
  if (!forwards && !options.forward.empty()) {
    Refuse("'" + options.forward + "' is one word too many: a port goes with forward only");
  }
  if (forwards) options.upstream = FindUpstream(options.forward);
  if (app.count("--listen") > 0) (void)ParseEndpoint("--listen", options.listen);
}

ServerContext BuildServerContext(const ServerOptions& options, Stores& stores) {
  ServerContextBuilder builder;
  Apply(options.settings, builder);
  for (const std::string& word : options.sni) AddSniIdentity(word, builder);
  Check("--sni", builder);
  if (!options.ocsp.empty()) builder.OcspResponseFile(options.ocsp.c_str());
  Check("--ocsp", builder);
  const std::string& ca = options.auth.empty() ? options.client_ca : options.auth;
  if (!ca.empty()) builder.CaFile(ca.c_str());
  Check(options.auth.empty() ? "--client-ca" : "--auth", builder);
  builder.ClientAuthentication(ToClientAuth(options));
  if (!options.psk.empty()) {
    ReadPskFile(options.psk, stores.keys);
    builder.PreSharedKeys(&stores.keys);
  }
  const bool resumes = options.tickets || options.resumption;
  builder.SessionCache(resumes ? SessionCacheMode::kOn : SessionCacheMode::kOff);
  if (options.resumption) builder.Sessions(&stores.sessions);
  if (options.early_data > 0) builder.MaxEarlyData(options.early_data);
  Check("--early-data", builder);
  return Build(builder);
}

std::unique_ptr<Listener> OpenListener(const ServerOptions& options) {
  if (!options.listen.empty()) {
    return std::make_unique<Listener>(ParseEndpoint("--listen", options.listen));
  }
  const std::string port = std::to_string(options.port);
  try {
    return std::make_unique<Listener>(Endpoint{"::", port});  // Takes IPv4, too.
  } catch (const Failure&) {
    return std::make_unique<Listener>(Endpoint{"0.0.0.0", port});  // There is no IPv6 here.
  }
}

}  // namespace omnitls::tools
