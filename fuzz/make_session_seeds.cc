#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "conformance/certificates.h"
#include "omnitls/backends/mbedtls/backend.h"
#include "omnitls/backends/openssl/backend.h"
#include "omnitls/backends/wolfssl/backend.h"
#include "omnitls/omnitls.h"
#include "omnitls/saved_bytes.h"
#include "omnitls/stored_session.h"
#include "omnitls/transports/memory_pipe.h"

// make_session_seeds DIRECTORY: writes a saved session of each backend and version, and what a
// server of each keeps in a store. Sessions are made, never checked in.
namespace omnitls {
namespace {

void Require(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "make_session_seeds: %s failed\n", what);
  std::exit(1);
}

Session MakeSession(const Backend& backend, Version version) {
  ClientContextBuilder client_builder(backend);
  ServerContextBuilder server_builder(backend);
  client_builder.Ca(conformance::Root().pem).MinVersion(version).MaxVersion(version);
  server_builder.CertificateChain(conformance::Server().chain_pem)
      .PrivateKey(conformance::Server().key_pem);
  const Result<ClientContext> client_context = client_builder.Build();
  const Result<ServerContext> server_context = server_builder.Build();
  Require(client_context && server_context, "Build");
  MemoryPipe pipe;
  Result<Connection> client = client_context->Connect(pipe.client(), "server.test");
  Result<Connection> server = server_context->Accept(pipe.server());
  Require(client && server, "Connect");
  for (int i = 0; i < 4; ++i) Require(client->Handshake() && server->Handshake(), "Handshake");
  std::uint8_t byte = 0;
  Require(client->Read({&byte, 1}).has_value(), "Read");
  Result<Session> session = client->TakeSession();
  Require(session.has_value(), "TakeSession");
  return *session;
}

// What a server puts into its store, made to belong to nobody in particular.
class Store final : public ServerSessionStore {
 public:
  bool Put(ByteView, ByteView session, std::uint32_t) override { return kept.Assign(session); }
  bool Get(ByteView, SecretBytes&) override { return false; }
  void Remove(ByteView) override {}

  SecretBytes kept;
};

void MakeStored(const Backend& backend, SecretBytes& out) {
  Store store;
  ClientContextBuilder client_builder(backend);
  ServerContextBuilder server_builder(backend);
  client_builder.Ca(conformance::Root().pem).ResumeTls12By(Tls12Resumption::kIdsOnly);
  server_builder.CertificateChain(conformance::Server().chain_pem)
      .PrivateKey(conformance::Server().key_pem)
      .MaxVersion(Version::kTls12)
      .Sessions(&store);
  const Result<ClientContext> client_context = client_builder.Build();
  const Result<ServerContext> server_context = server_builder.Build();
  Require(client_context && server_context, "Build");
  MemoryPipe pipe;
  Result<Connection> client = client_context->Connect(pipe.client(), "server.test");
  Result<Connection> server = server_context->Accept(pipe.server());
  for (int i = 0; i < 4; ++i) Require(client->Handshake() && server->Handshake(), "Handshake");
  // As stored_session.cc writes it.
  internal::ByteReader reader(store.kept);
  reader.Take(8);
  reader.Vector(1);
  reader.Vector(1);
  reader.Take(16);
  reader.Vector(1);
  reader.Take(8);
  internal::StoredSession session;
  session.cipher_suite = CipherSuite{static_cast<std::uint16_t>(reader.Number(2))};
  session.extended_master_secret = reader.Number(1) != 0;
  session.engine_session = reader.Vector(3);
  Require(reader.ok() &&
              internal::WriteStoredSession({&backend, 1, 2}, AsBytes("id"), 1000, session, out),
          "Put");
}

int Main(const std::string& directory) {
  for (const Backend* backend : {&OpenSslBackend(), &MbedTlsBackend(), &WolfSslBackend()}) {
    for (const Version version : {Version::kTls12, Version::kTls13}) {
      SecretBytes saved;
      Require(MakeSession(*backend, version).Save(saved).has_value(), "Save");
      const char* suffix = version == Version::kTls12 ? "_12" : "_13";
      std::ofstream file(directory + "/session_" + std::string(backend->name()) + suffix);
      file << AsText(saved) << std::flush;
      Require(file.good(), "writing");
    }
    SecretBytes stored;
    MakeStored(*backend, stored);
    std::ofstream file(directory + "/stored_" + std::string(backend->name()));
    file << AsText(stored) << std::flush;
    Require(file.good(), "writing");
  }
  return 0;
}

}  // namespace
}  // namespace omnitls

int main(int argc, char** argv) {
  omnitls::Require(argc == 2, "reading the arguments");
  return omnitls::Main(argv[1]);
}
