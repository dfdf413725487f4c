#include <unistd.h>

#include "bench/subjects/pair.h"
#include "bench/subjects/subjects.h"
#include "omnitls/backends/mbedtls/backend.h"
#include "omnitls/backends/openssl/backend.h"
#include "omnitls/backends/wolfssl/backend.h"
#include "omnitls/connection.h"
#include "omnitls/context.h"
#include "omnitls/replay_guard.h"
#include "omnitls/transports/buffered.h"
#include "omnitls/transports/socket.h"
#include "omnitls/x509/certificate.h"

// omnitls, as a program would use it.
namespace omnitls::bench {
namespace {

const Backend& FindBackend(std::string_view name) {
  for (const Backend* backend : {&OpenSslBackend(), &MbedTlsBackend(), &WolfSslBackend()}) {
    if (backend->name() == name) return *backend;
  }
  Require(false, "finding the backend");
  std::abort();
}

// What a connection over a socket writes to and reads from.
struct SocketEnd {
  explicit SocketEnd(int descriptor) : socket(dup(descriptor)), buffered(socket) {}

  void Flush() {
    while (true) {
      const IoResult flushed = buffered.Flush();
      Require(flushed.status != IoStatus::kError, "Flush");
      if (flushed.status == IoStatus::kOk) return;
    }
  }

  SocketTransport socket;
  BufferedTransport buffered;
};

template <bool kSockets>
class End {
 public:
  explicit End(Connection connection, std::unique_ptr<SocketEnd> socket, bool takes_early_data)
      : socket_(std::move(socket)),
        connection_(std::move(connection)),
        takes_early_data_(takes_early_data) {}

  bool Handshake() {
    const Result<Next> next = connection_.Handshake();
    Require(next.has_value(), "Handshake");
    if constexpr (kSockets) socket_->Flush();
    if (takes_early_data_) ReadEarly();
    return *next == Next::kReady;
  }
  std::size_t Read(MutableBytes out) {
    const Result<Progress> progress = connection_.Read(out);
    Require(progress.has_value(), "Read");
    return progress->bytes;
  }
  std::size_t Write(ByteView data) {
    const Result<Progress> progress = connection_.Write(data);
    Require(progress.has_value(), "Write");
    if constexpr (kSockets) socket_->Flush();
    return progress->bytes;
  }
  void WriteMany(std::span<const ByteView> messages) {
    for (const ByteView message : messages) {
      const Result<Progress> progress = connection_.Write(message);
      Require(progress.has_value() && progress->bytes == message.size(), "Write");
    }
    if constexpr (kSockets) socket_->Flush();
  }
  void WriteGathered(std::span<const ByteView> spans) {
    const Result<Progress> progress = connection_.WriteGathered(spans);
    Require(progress.has_value() && progress->next == Next::kReady, "WriteGathered");
    if constexpr (kSockets) socket_->Flush();
  }

  void WriteEarly(ByteView data) {
    const Result<Progress> progress = connection_.WriteEarlyData(data);
    Require(progress.has_value() && progress->bytes == data.size(), "WriteEarlyData");
  }
  std::size_t early_bytes() const { return early_bytes_; }

  Connection& connection() { return connection_; }

 private:
  void ReadEarly() {
    std::uint8_t buffer[4096];
    while (true) {
      const Result<Progress> progress = connection_.ReadEarlyData(buffer);
      Require(progress.has_value(), "ReadEarlyData");
      early_bytes_ += progress->bytes;
      if (progress->bytes == 0) return;
    }
  }

  std::unique_ptr<SocketEnd> socket_;
  Connection connection_;
  std::size_t early_bytes_ = 0;
  bool takes_early_data_;
};

template <class Builder>
auto Build(Builder& builder, const Plan& plan) {
  builder.Tls13CipherSuites(Tls13Suite(plan))
      .Tls12CipherSuites(Tls12Suites(plan))
      .Groups(kGroups)
      .SignatureSchemes(kSignatureSchemes);
  if (plan.tls12) builder.MaxVersion(Version::kTls12);
  auto context = builder.Build();
  if (!context) {
    const std::string_view message = builder.error_message();
    std::fprintf(stderr, "bench: %.*s\n", static_cast<int>(message.size()), message.data());
  }
  Require(context.has_value(), "Build");
  return std::move(*context);
}

template <bool kSockets>
struct Ends {
  using End = bench::End<kSockets>;

  Ends(const Plan& plan, const Identity& identity, const Backend& backend)
      : chain(identity.der), takes_early_data(plan.early_data) {
    ClientContextBuilder client_builder(backend);
    client_builder.Ca(identity.root);
    if (!plan.remembers) client_builder.SignatureCache(0);
    client = Build(client_builder, plan);
    ServerContextBuilder server_builder(backend);
    server_builder.CertificateChain(identity.chain).PrivateKey(identity.key);
    if (plan.early_data) server_builder.MaxEarlyData(kMostEarlyData).EarlyDataGuard(&guard);
    server = Build(server_builder, plan);
  }

  End Make(Side side, Wire& wire, bool resume) {
    std::unique_ptr<SocketEnd> socket;
    if constexpr (kSockets) socket = std::make_unique<SocketEnd>(wire.descriptor(side));
    Result<Connection> made = Start(side, PipeOrSocket(side, wire, socket.get()), resume);
    Require(made.has_value(), "making a connection");
    return End(std::move(*made), std::move(socket), takes_early_data && side == Side::kServer);
  }

  bool KeepSession(End& end) {
    if (end.connection().session_readiness() != SessionReadiness::kReady) return false;
    Result<Session> taken = end.connection().TakeSession();
    Require(taken.has_value(), "TakeSession");
    session = std::move(*taken);
    return true;
  }

  void ParseChain() const {
    for (const std::string* der : {&chain.leaf, &chain.issuer}) {
      x509::Certificate certificate;
      Require(x509::ParseCertificate(AsBytes(*der), certificate), "ParseCertificate");
    }
  }

  static Transport& PipeOrSocket(Side side, Wire& wire, SocketEnd* socket) {
    if (kSockets) return socket->buffered;
    return side == Side::kClient ? wire.pipe().client() : wire.pipe().server();
  }

  Result<Connection> Start(Side side, Transport& transport, bool resume) {
    if (side == Side::kServer) return server.Accept(transport);
    if (!resume) return client.Connect(transport, kServerName);
    ConnectOptions options;
    options.server_name = kServerName;
    options.session = session;
    return client.Connect(transport, options);
  }

  // A benchmark makes more connections within its time than the default remembers.
  MemoryReplayGuard guard{1 << 17};
  ClientContext client;
  ServerContext server;
  Session session;
  IdentityDer chain;
  bool takes_early_data;
};

}  // namespace

std::unique_ptr<Subject> Ours(std::string_view name, const Plan& plan, const Identity& identity) {
  const Backend& backend = FindBackend(name);
  if (plan.early_data && !backend.Supports(Feature::kEarlyData)) return nullptr;
  if (plan.sockets) return MakePair<Ends<true>>(plan, identity, backend);
  return MakePair<Ends<false>>(plan, identity, backend);
}

std::unique_ptr<Subject> Raw(std::string_view backend, const Plan& plan, const Identity& identity) {
  if (backend == "openssl") return RawOpenSsl(plan, identity);
  if (backend == "mbedtls") return RawMbedTls(plan, identity);
  Require(backend == "wolfssl", "finding the library");
  return RawWolfSsl(plan, identity);
}

}  // namespace omnitls::bench
