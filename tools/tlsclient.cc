// tlsclient connects to a TLS server, verifies it, says what was negotiated and exchanges data.

#include <netdb.h>

#include <optional>

#include "omnitls/transports/socket.h"
#include "tools/client_files.h"
#include "tools/client_options.h"
#include "tools/client_report.h"
#include "tools/common.h"
#include "tools/exchange.h"
#include "tools/session_files.h"

namespace omnitls::tools {
namespace {

Input OpenInput(const ClientOptions& options) {
  if (options.send.empty()) return Input::Typed();
  if (options.send == "-") return Input::AllTyped("--send");
  return {"--send", options.send};
}

SocketTransport OpenSocket(const Endpoint& endpoint, int timeout_ms) {
  Result<SocketTransport> socket =
      SocketTransport::Connect(endpoint.host.c_str(), endpoint.port.c_str(), timeout_ms);
  if (socket) return *std::move(socket);
  const Error& error = socket.error();
  const std::string reason = ToString(endpoint) + ": " + NetworkReason(error);
  if (error.native == EAI_SERVICE) throw Failure{kUsage, "--port: " + reason + "; give a number"};
  throw Failure{kNetwork, Describe(error, reason), error};
}

// Client is what all connections of this program share.
class Client {
 public:
  explicit Client(const ClientOptions& options)
      : options_(options),
        endpoint_(ToEndpoint(options)),
        timeout_ms_(options.timeout_seconds * 1000) {
    if (!options.cache.empty()) cache_.emplace("--cache", options.cache);
    if (!options.session_out.empty()) CheckWritable("--session-out", options.session_out);
    context_ = BuildContext(options, cache_ ? &*cache_ : nullptr);
    if (!options.session_in.empty()) session_ = ReadSession("--session-in", options.session_in);
    if (!options.early_data.empty()) {
      if (options.session_in.empty() && options.cache.empty() && !options.reconnect) {
        throw Failure{kUsage,
                      "--early-data: goes with a session only; give --session-in or --cache"};
      }
      early_data_ = Input("--early-data", options.early_data).Read();
    }
    input_.emplace(OpenInput(options));
  }

  // One connection. The next one resumes its session.
  void Talk(Report& report) {
    report.Connecting(endpoint_);
    report.Offering(session_);
    SocketTransport socket;
    Connection tls = Connect(socket);
    Exchange exchange(socket, tls, timeout_ms_);
    exchange.SendEarly(early_data_);
    socket = OpenSocket(endpoint_, timeout_ms_);  // Last, when all that was asked for can be done.
    has_spoken_ = true;
    try {
      exchange.Handshake();
    } catch (const Failure&) {
      report.Chain(tls.peer_chain());
      throw;
    }
    report.Chain(tls.peer_chain());
    report.Connected(tls);
    exchange.SendRest();
    if (options_.http) {
      exchange.GetPage(options_.host, options_.path, options_.verbose);
    } else {
      exchange.Relay(input_->file(), options_.send.empty());
    }
    report.Exchanged(exchange);
    KeepSession(tls, report);
  }

  // Also after a failure: what was taken from the cache and shown to a server is used.
  void WriteCache() const {
    if (cache_ && has_spoken_) cache_->Write();
  }

 private:
  Connection Connect(SocketTransport& socket) const {
    ConnectOptions connect;
    connect.session = session_;
    Result<Connection> tls = context_.Connect(socket, connect);
    if (!tls) throw Refusal("--session-in", tls.error(), Summary(tls.error()));
    if (options_.session_in.empty() || options_.early_data.empty() || tls->early_data_limit() > 0) {
      return *std::move(tls);
    }
    throw Failure{kUsage,
                  "--early-data: the session of --session-in does not allow any with these "
                  "settings; make one with a server that takes early data in TLS 1.3"};
  }

  void KeepSession(Connection& tls, Report& report) {
    session_ = tls.TakeSession().value_or(Session());
    if (options_.session_out.empty()) return;
    if (!session_.empty()) WriteSession("--session-out", options_.session_out, session_);
    report.KeptSession(!session_.empty());
  }

  const ClientOptions& options_;
  const Endpoint endpoint_;
  const int timeout_ms_;
  std::optional<SessionCacheFile> cache_;
  ClientContext context_;
  Session session_;
  std::string early_data_;
  std::optional<Input> input_;
  bool has_spoken_ = false;
};

void Run(const ClientOptions& options) {
  std::optional<Client> client;
  for (int i = 0; i < (options.reconnect ? 2 : 1); ++i) {
    Report report(options);
    try {
      if (!client) client.emplace(options);
      client->Talk(report);
    } catch (const Failure& failure) {
      if (client) client->WriteCache();
      throw Failure{failure.status, report.End(&failure)};
    }
    report.End(nullptr);
  }
  client->WriteCache();
}

}  // namespace
}  // namespace omnitls::tools

int main(int argc, char** argv) {
  omnitls::tools::ClientOptions options;
  CLI::App app("Connects to a TLS server, verifies it, and exchanges data.", "tlsclient");
  omnitls::tools::AddClientOptions(app, options);
  return omnitls::tools::RunMain(app, argc, argv, [&] { omnitls::tools::Run(options); });
}
