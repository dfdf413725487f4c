// tlsserver serves TLS connections: an echo, or a page that says what was negotiated.

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <map>
#include <memory>
#include <vector>

#include "tools/common.h"
#include "tools/listener.h"
#include "tools/visitor.h"

namespace omnitls::tools {
namespace {

constexpr std::size_t kMaxVisitors = 500;

struct Options {
  Settings settings;
  std::string listen;
  std::string client_ca;
  std::string client_auth;
  Mode mode = Mode::kEcho;
  int timeout_seconds = 60;
  unsigned long connections = 0;  // 0: no limit.
};

const std::map<std::string, Mode> kModes = {{"echo", Mode::kEcho}, {"http", Mode::kHttp}};

void AddOptions(CLI::App& app, Options& options) {
  app.add_option("--listen", options.listen, "Where; port 0: a free one")
      ->type_name("ADDRESS:PORT")
      ->required();
  app.add_option("--certs", options.settings.certs, "The certificate chain, leaf first")
      ->required();
  app.add_option("--key", options.settings.key, "Its private key")->required();
  app.add_option("--client-ca", options.client_ca, "Clients' certificates must lead to these");
  app.add_option("--client-auth", options.client_auth,
                 "none, request or require (the default with --client-ca)")
      ->check(CLI::IsMember({"none", "request", "require"}));
  app.add_option("--mode", options.mode, "echo or http")
      ->transform(CLI::CheckedTransformer(kModes))
      ->default_str("echo");
  AddSettings(app, options.settings);
  app.add_option("--timeout", options.timeout_seconds, "Seconds that a client may be silent")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  app.add_option("--connections", options.connections, "Serve that many, then stop");
  app.footer(
      "Prints \"READY ADDRESS:PORT\" when it listens, and a line on standard error for each "
      "client.\nSIGTERM and SIGINT stop it. Exit status: 0 stopped, 2 usage, 3 network.");
}

ClientAuth ToClientAuth(const Options& options) {
  if (options.client_auth.empty()) {
    return options.client_ca.empty() ? ClientAuth::kNone : ClientAuth::kRequire;
  }
  if (options.client_auth == "request") return ClientAuth::kRequest;
  return options.client_auth == "require" ? ClientAuth::kRequire : ClientAuth::kNone;
}

ServerContext BuildContext(const Options& options) {
  ServerContextBuilder builder;
  Apply(options.settings, builder);
  if (!options.client_ca.empty()) builder.CaFile(options.client_ca.c_str());
  builder.ClientAuthentication(ToClientAuth(options));
  return Build(builder);
}

// A signal writes into a pipe that the loop polls.
int stop_pipe[2] = {-1, -1};

void OnSignal(int) {
  const char byte = 0;
  if (write(stop_pipe[1], &byte, 1) < 0) return;  // Full: it has been told.
}

void CatchSignals() {
  if (pipe(stop_pipe) != 0) throw Failure{kNetwork, "cannot make a pipe"};
  for (const int end : stop_pipe) fcntl(end, F_SETFL, O_NONBLOCK);
  struct sigaction action {};
  action.sa_handler = OnSignal;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);  // Whoever reads our log may go.
}

// Serves until a signal comes or enough clients have been served.
class Server {
 public:
  Server(const Options& options, const ServerContext& context, const Listener& listener)
      : options_(options), context_(context), listener_(listener) {}

  void Run() {
    while (!is_done() && Wait()) {
      for (std::size_t i = 0; i < visitors_.size(); ++i) {
        Visitor& visitor = *visitors_[i];
        if (entries_[i + 2].revents != 0 || visitor.wants_turn() || visitor.is_late()) {
          visitor.Advance();
        }
      }
      std::erase_if(visitors_, [](const auto& visitor) { return visitor->is_done(); });
      LetIn();
    }
    for (const auto& visitor : visitors_) visitor->Dismiss();
  }

 private:
  bool wants_more() const {
    return (options_.connections == 0 || accepted_ < options_.connections) &&
           visitors_.size() < kMaxVisitors;
  }
  bool is_done() const { return visitors_.empty() && !wants_more(); }

  // False: stop.
  bool Wait() {
    const bool listens = wants_more() && !out_of_resources_;
    entries_ = {{stop_pipe[0], POLLIN, 0}, {listens ? listener_.descriptor() : -1, POLLIN, 0}};
    for (const auto& visitor : visitors_) entries_.push_back(visitor->Poll());
    const bool at_once = std::any_of(visitors_.begin(), visitors_.end(),
                                     [](const auto& visitor) { return visitor->wants_turn(); });
    // Deadlines are looked at, and a lack of resources is forgotten, twice a second.
    const int timeout_ms = at_once ? 0 : visitors_.empty() && listens ? -1 : 500;
    if (poll(entries_.data(), entries_.size(), timeout_ms) < 0) {
      for (pollfd& entry : entries_) entry.revents = 0;
    }
    return entries_[0].revents == 0;
  }

  void LetIn() {
    out_of_resources_ = false;
    while (wants_more()) {
      std::optional<Listener::Guest> guest = listener_.Accept(out_of_resources_);
      if (!guest) return;
      ++accepted_;
      visitors_.push_back(
          std::make_unique<Visitor>(context_, std::move(guest->socket), std::move(guest->address),
                                    options_.mode, std::chrono::seconds(options_.timeout_seconds)));
    }
  }

  const Options& options_;
  const ServerContext& context_;
  const Listener& listener_;
  std::vector<std::unique_ptr<Visitor>> visitors_;
  std::vector<pollfd> entries_;  // The pipe, the listener, the visitors.
  unsigned long accepted_ = 0;
  bool out_of_resources_ = false;
};

void Run(const Options& options) {
  const Endpoint endpoint = ParseEndpoint("--listen", options.listen);
  const ServerContext context = BuildContext(options);
  CatchSignals();
  const Listener listener(endpoint);  // Last, so that the port opens only if all is well.
  std::printf("READY %s\n", listener.address().c_str());
  std::fflush(stdout);
  Server(options, context, listener).Run();
}

}  // namespace
}  // namespace omnitls::tools

int main(int argc, char** argv) {
  omnitls::tools::Options options;
  CLI::App app("Serves TLS connections: an echo, or a page about the connection.", "tlsserver");
  omnitls::tools::AddOptions(app, options);
  return omnitls::tools::RunMain(app, argc, argv, [&] { omnitls::tools::Run(options); });
}
