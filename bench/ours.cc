#include "bench/subject.h"
#include "omnitls/backends/mbedtls/backend.h"
#include "omnitls/backends/openssl/backend.h"
#include "omnitls/backends/wolfssl/backend.h"
#include "omnitls/connection.h"
#include "omnitls/context.h"

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

class End {
 public:
  explicit End(Result<Connection> connection) {
    Require(connection.has_value(), "making a connection");
    connection_ = std::move(*connection);
  }

  bool Handshake() {
    const Result<Next> next = connection_.Handshake();
    Require(next.has_value(), "Handshake");
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
    return progress->bytes;
  }

 private:
  Connection connection_;
};

template <class Builder>
auto Build(Builder& builder) {
  builder.Tls13CipherSuites(kTls13Suites)
      .Tls12CipherSuites(kTls12Suites)
      .Groups(kGroups)
      .SignatureSchemes(kSignatureSchemes);
  auto context = builder.Build();
  if (!context) {
    const std::string_view message = builder.error_message();
    std::fprintf(stderr, "bench: %.*s\n", static_cast<int>(message.size()), message.data());
  }
  Require(context.has_value(), "Build");
  return std::move(*context);
}

struct Ends {
  using End = bench::End;

  Ends(const Backend& backend, const Identity& identity, bool remembers) {
    ClientContextBuilder client_builder(backend);
    client_builder.Ca(identity.root);
    if (!remembers) client_builder.SignatureCache(0);
    client = Build(client_builder);
    ServerContextBuilder server_builder(backend);
    server_builder.CertificateChain(identity.chain).PrivateKey(identity.key);
    server = Build(server_builder);
  }

  End MakeClient(MemoryPipe& pipe) { return End(client.Connect(pipe.client(), kServerName)); }
  End MakeServer(MemoryPipe& pipe) { return End(server.Accept(pipe.server())); }

  ClientContext client;
  ServerContext server;
};

}  // namespace

std::unique_ptr<Subject> Ours(std::string_view backend, const Identity& identity) {
  return std::make_unique<PairOf<Ends>>(FindBackend(backend), identity, true);
}

std::unique_ptr<Subject> OursWithoutMemory(std::string_view backend, const Identity& identity) {
  return std::make_unique<PairOf<Ends>>(FindBackend(backend), identity, false);
}

std::unique_ptr<Subject> Raw(std::string_view backend, const Identity& identity) {
  if (backend == "openssl") return RawOpenSsl(identity);
  if (backend == "mbedtls") return RawMbedTls(identity);
  Require(backend == "wolfssl", "finding the library");
  return RawWolfSsl(identity);
}

}  // namespace omnitls::bench
