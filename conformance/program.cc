// The smallest whole program: a client and a server of the chosen backend shake hands in memory.
// Linked with //api:omnitls and nothing else, as a user's program would be.
//
//   program DIRECTORY    (with ca.pem, server.pem and server.key, see make_certificates)

#include <cstdio>
#include <cstring>

#include "omnitls/omnitls.h"
#include "omnitls/transports/memory_pipe.h"

namespace {

struct Path {
  char text[1024];

  Path(const char* directory, const char* name) {
    std::snprintf(text, sizeof text, "%s/%s", directory, name);
  }
};

int Complain(const omnitls::Error& error, std::string_view message) {
  const std::string_view detail = omnitls::DetailName(error.detail);
  std::printf("%.*s: %.*s\n", static_cast<int>(detail.size()), detail.data(),
              static_cast<int>(message.size()), message.data());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace omnitls;
  if (argc != 2) return std::puts("usage: program DIRECTORY") < 0 ? 3 : 2;
  ServerContextBuilder server_builder;
  const Result<ServerContext> server_context =
      server_builder.CertificateChainFile(Path(argv[1], "server.pem").text)
          .PrivateKeyFile(Path(argv[1], "server.key").text)
          .Build();
  if (!server_context) return Complain(server_context.error(), server_builder.error_message());
  ClientContextBuilder client_builder;
  const Result<ClientContext> client_context =
      client_builder.CaFile(Path(argv[1], "ca.pem").text).Build();
  if (!client_context) return Complain(client_context.error(), client_builder.error_message());

  MemoryPipe pipe;
  Result<Connection> client = client_context->Connect(pipe.client(), "server.test");
  if (!client) return Complain(client.error(), "Connect");
  if (const auto begun = client->Handshake(); !begun) return Complain(begun.error(), "client");
  Acceptor acceptor(pipe.server());
  if (const auto read = acceptor.Read(); !read) return Complain(read.error(), "Read");
  const Result<ClientHelloView> hello = acceptor.hello();
  if (!hello || hello->server_name() != "server.test") return 1;
  Result<Connection> server = acceptor.Accept(*server_context);
  if (!server) return Complain(server.error(), "Accept");
  while (!client->handshake_done() || !server->handshake_done()) {
    if (const auto done = client->Handshake(); !done) return Complain(done.error(), "client");
    if (const auto done = server->Handshake(); !done) return Complain(done.error(), "server");
  }
  std::uint8_t buffer[16];
  if (!client->Write(AsBytes("hello"))) return 1;
  const Result<Progress> got = server->Read(buffer);
  if (!got || AsText(ByteView(buffer).first(got->bytes)) != "hello") return 1;
  const std::string_view name = DefaultBackend().name();
  std::printf("%.*s: hello\n", static_cast<int>(name.size()), name.data());
  return 0;
}
