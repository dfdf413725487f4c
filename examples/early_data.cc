// A client's second connection: its request comes with the ClientHello, and the server reads it
// before the handshake is done. Both sides are in memory; on a network only the transports differ.
// early_data CERTIFICATE KEY CA

#include <array>
#include <iostream>
#include <string>

#include "omnitls/omnitls.h"
#include "omnitls/transports/memory_pipe.h"

using namespace omnitls;

namespace {

// Lets both sides go on until neither has anything to do; what the server reads early.
std::string Run(Connection& client, Connection& server) {
  std::string early;
  std::array<std::uint8_t, 4096> buffer;
  while (!client.handshake_done() || !server.handshake_done()) {
    client.Handshake().value();
    server.Handshake().value();
    for (Progress got; (got = server.ReadEarlyData(buffer).value()).bytes > 0;) {
      early += AsText(ByteView(buffer).first(got.bytes));
    }
  }
  client.Read(buffer).value();  // Tickets come after the handshake.
  return early;
}

const char* Name(EarlyDataStatus status) {
  switch (status) {
    case EarlyDataStatus::kNone:
      return "none";
    case EarlyDataStatus::kPending:
      return "pending";
    case EarlyDataStatus::kAccepted:
      return "accepted";
    case EarlyDataStatus::kRejected:
      return "rejected";
  }
  return "?";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::cerr << "usage: early_data CERTIFICATE KEY CA\n", 2;
  auto server_context = ServerContextBuilder()
                            .CertificateChainFile(argv[1])
                            .PrivateKeyFile(argv[2])
                            .MaxEarlyData(16384)
                            .Build()
                            .value();
  auto client_context = ClientContextBuilder().CaFile(argv[3]).Build().value();

  Session session;
  for (int i = 1; i <= 3; ++i) {
    MemoryPipe pipe;
    auto server = server_context.Accept(pipe.server()).value();
    ConnectOptions options{.server_name = "server.test", .session = session};
    auto client = client_context.Connect(pipe.client(), options).value();
    if (client.early_data_limit() > 0) client.WriteEarlyData(AsBytes("GET /")).value();
    const std::string early = Run(client, server);
    std::cout << "connection " << i << ": early data " << Name(client.early_data_status())
              << ", read '" << early << "', to send again '"
              << AsText(client.TakeRejectedEarlyData()) << "'\n";
    // The third connection uses the second's session again, which is refused.
    if (i == 1) session = client.TakeSession().value();
  }
}
