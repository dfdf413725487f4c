// A client and a server in one process, connected in memory: loopback CERTIFICATES KEY CA-FILE

#include <array>
#include <iostream>

#include "omnitls/omnitls.h"
#include "omnitls/transports/memory_pipe.h"

using namespace omnitls;

int main(int argc, char** argv) {
  if (argc != 4) return std::cerr << "usage: loopback CERTIFICATES KEY CA-FILE\n", 2;
  ServerContextBuilder server_builder;
  server_builder.CertificateChainFile(argv[1]).PrivateKeyFile(argv[2]).Alpn({"greeting"});
  const Result<ServerContext> server_context = server_builder.Build();
  if (!server_context) return std::cerr << server_builder.error_message() << "\n", 1;

  ClientContextBuilder client_builder;
  client_builder.CaFile(argv[3]).ServerName("server.test").Alpn({"greeting"});
  const Result<ClientContext> client_context = client_builder.Build();
  if (!client_context) return std::cerr << client_builder.error_message() << "\n", 1;

  MemoryPipe pipe;  // Before the connections, which use it.
  Result<Connection> client = client_context->Connect(pipe.client());
  Result<Connection> server = server_context->Accept(pipe.server());
  if (!client || !server) return std::cerr << "out of memory\n", 1;

  // Nothing here waits for a network: each side goes on with what the other has written.
  while (!client->handshake_done() || !server->handshake_done()) {
    for (Connection* side : {&*client, &*server}) {
      if (const Result<Next> next = side->Handshake(); !next) {
        char sentence[256];
        return std::cerr << side->DescribeError(sentence) << "\n", 1;
      }
    }
  }
  std::cout << VersionName(client->version()) << ", " << CipherSuiteName(client->cipher_suite())
            << ", ALPN " << client->alpn() << "\n";

  std::array<std::uint8_t, 64> buffer;
  if (!server->Write(AsBytes("hello"))) return 1;
  const Result<Progress> got = client->Read(buffer);
  if (!got) return 1;
  std::cout << "the client received: " << AsText(ByteView(buffer).first(got->bytes)) << "\n";
  return 0;
}
