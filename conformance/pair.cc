#include "conformance/pair.h"

#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <tuple>
#include <utility>

#include "omnitls/backends/mbedtls/backend.h"
#include "omnitls/backends/wolfssl/backend.h"
#ifndef OMNITLS_NO_OPENSSL
#include "omnitls/backends/openssl/backend.h"
#endif

namespace omnitls {

void PrintTo(const Error& error, std::ostream* out) { *out << conformance::ToString(error); }
void PrintTo(Version version, std::ostream* out) { *out << VersionName(version); }

namespace conformance {

// Side is one end of a pair, so that both can be treated alike.
struct Pair::Side {
  Connection& connection;
  std::optional<Error>& error;
  std::string& received;

  void Fail(const Error& e) {
    if (!error) error = e;
  }

  void Handshake() {
    if (error) {
      (void)connection.Flush();
      return;
    }
    if (const Result<Next> done = connection.Handshake(); !done) Fail(done.error());
  }

  // Reads what has arrived.
  void Drain() {
    std::array<std::uint8_t, 16384> buffer;
    while (!error && connection.handshake_done()) {
      const Result<Progress> got = connection.Read(buffer);
      if (!got) return Fail(got.error());
      received.append(AsText(ByteView(buffer).first(got->bytes)));
      if (got->next != Next::kReady) return;
    }
  }
};

namespace {

// What must change for another round to make sense.
auto StateOf(const Pair& pair) {
  MemoryPipe& pipe = *pair.pipe;
  return std::tuple(pipe.to_client().total, pipe.to_server().total, pipe.to_client().size(),
                    pipe.to_server().size(), pair.client.handshake_done(),
                    pair.server.handshake_done(), pair.client_error.has_value(),
                    pair.server_error.has_value());
}

template <class Builder>
void SetCommon(Builder& builder, Version version, const Certificate* identity,
               const Certificate* trusts, const std::vector<std::string>& alpn) {
  builder.MinVersion(version).MaxVersion(version);
  if (identity != nullptr) {
    builder.CertificateChain(identity->chain_pem).PrivateKey(identity->key_pem);
  }
  if (trusts != nullptr) builder.Ca(trusts->pem);
  for (const std::string& name : alpn) builder.Alpn({name});
}

}  // namespace

const std::vector<const Backend*>& AllBackends() {
  static const auto& backends = *new std::vector<const Backend*>{
#ifndef OMNITLS_NO_OPENSSL
      &OpenSslBackend(),
#endif
      &MbedTlsBackend(), &WolfSslBackend()};
  return backends;
}

std::vector<PairParam> AllPairs() {
  std::vector<PairParam> pairs;
  for (const Backend* client : AllBackends()) {
    for (const Backend* server : AllBackends()) {
      for (const Version version : {Version::kTls12, Version::kTls13}) {
        pairs.push_back({client, server, version});
      }
    }
  }
  return pairs;
}

std::string Name(const PairParam& param) {
  return std::string(param.client->name()) + "_to_" + std::string(param.server->name()) +
         (param.version == Version::kTls12 ? "_TLS1_2" : "_TLS1_3");
}

void PrintTo(const PairParam& param, std::ostream* out) { *out << Name(param); }

Result<ClientContext> TryBuildClient(const PairParam& param, const PairOptions& options,
                                     std::string* message) {
  ClientContextBuilder builder(*param.client);
  SetCommon(builder, param.version, options.client_certificate, options.client_trusts,
            options.client_alpn);
  options.client(builder);
  Result<ClientContext> context = builder.Build();
  if (message != nullptr) *message = builder.error_message();
  return context;
}

Result<ServerContext> TryBuildServer(const PairParam& param, const PairOptions& options,
                                     std::string* message) {
  ServerContextBuilder builder(*param.server);
  const bool asks = options.client_auth != ClientAuth::kNone;
  SetCommon(builder, param.version, options.server_certificate,
            asks ? options.server_trusts : nullptr, options.server_alpn);
  builder.ClientAuthentication(options.client_auth);
  options.server(builder);
  Result<ServerContext> context = builder.Build();
  if (message != nullptr) *message = builder.error_message();
  return context;
}

ClientContext BuildClient(const PairParam& param, const PairOptions& options) {
  std::string message;
  Result<ClientContext> context = TryBuildClient(param, options, &message);
  if (context) return *std::move(context);
  ADD_FAILURE() << "no " << param.client->name() << " client context: " << ToString(context.error())
                << ": " << message;
  return {};
}

ServerContext BuildServer(const PairParam& param, const PairOptions& options) {
  std::string message;
  Result<ServerContext> context = TryBuildServer(param, options, &message);
  if (context) return *std::move(context);
  ADD_FAILURE() << "no " << param.server->name() << " server context: " << ToString(context.error())
                << ": " << message;
  return {};
}

Pair::Pair(const PairParam& param, const PairOptions& options)
    : Pair(BuildClient(param, options), BuildServer(param, options), options) {}

Pair::Pair(ClientContext client, ServerContext server, const PairOptions& options)
    : client_context(std::move(client)), server_context(std::move(server)) {
  Reconnect(options);
}

void Pair::Reconnect(const PairOptions& options) {
  client = {};  // Before the pipe they use.
  server = {};
  pipe = std::make_unique<MemoryPipe>(options.pipe_capacity);
  client_error.reset();
  server_error.reset();
  client_received.clear();
  server_received.clear();
  ConnectOptions connect;
  connect.server_name = options.server_name;
  connect.session = options.session;
  Result<Connection> connected = client_context.Connect(pipe->client(), connect);
  if (connected) {
    client = *std::move(connected);
  } else {
    ADD_FAILURE() << "Connect: " << ToString(connected.error());
  }
  Result<Connection> accepted = server_context.Accept(pipe->server());
  if (accepted) {
    server = *std::move(accepted);
  } else {
    ADD_FAILURE() << "Accept: " << ToString(accepted.error());
  }
}

Pair::Side Pair::ClientSide() { return {client, client_error, client_received}; }
Pair::Side Pair::ServerSide() { return {server, server_error, server_received}; }

bool Pair::Handshake() {
  auto before = StateOf(*this);
  while (true) {
    ClientSide().Handshake();
    ServerSide().Handshake();
    const auto after = StateOf(*this);
    if (after == before) break;
    before = after;
  }
  if (client_error || server_error) Settle();
  return !client_error && !server_error && client.handshake_done() && server.handshake_done();
}

void Pair::Settle() {
  auto before = StateOf(*this);
  while (true) {
    for (Side side : {ClientSide(), ServerSide()}) {
      side.Handshake();  // Flushes, too, when it is done.
      side.Drain();
    }
    const auto after = StateOf(*this);
    if (after == before) return;
    before = after;
  }
}

std::string Pair::Send(Side from, Side to, const std::string& data) {
  const std::size_t start = to.received.size();
  ByteView rest = AsBytes(data);
  while (!rest.empty() && !from.error) {
    const Result<Progress> sent = from.connection.Write(rest);
    if (!sent) {
      from.Fail(sent.error());
      break;
    }
    rest = rest.subspan(sent->bytes);
    to.Drain();
    if (to.error) break;
  }
  Settle();
  return to.received.substr(start);
}

std::string Pair::ClientToServer(const std::string& data) {
  return Send(ClientSide(), ServerSide(), data);
}
std::string Pair::ServerToClient(const std::string& data) {
  return Send(ServerSide(), ClientSide(), data);
}

std::string ToString(const Error& error) {
  std::string text(ErrorKindName(error.kind));
  text += "/" + std::string(DetailName(error.detail));
  if (error.alert != Alert::kNone) text += " alert=" + std::string(AlertName(error.alert));
  if (error.native != 0) text += " native=" + std::to_string(error.native);
  return text;
}

std::string ToString(const std::optional<Error>& error) {
  return error ? ToString(*error) : "no error";
}

}  // namespace conformance
}  // namespace omnitls
