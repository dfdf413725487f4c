// A client and a server on one board shake hands through memory, and one answers what the other
// says.
#include "embedded/board/board.h"
#include "embedded/testing/contexts.h"
#include "embedded/testing/report.h"
#include "omnitls/embedded/application.h"
#include "omnitls/transports/memory_pipe.h"

OMNITLS_APPLICATION_HEAP(256 * 1024)
OMNITLS_APPLICATION_WITHOUT_CLOCK(omnitls::embedded::kBuildTime)

namespace omnitls::embedded {
namespace {

// Runs both ends until neither waits for anything.
void ShakeHands(Connection& client, Connection& server) {
  for (bool done = false; !done;) {
    const Next at_client = Must("client's handshake", client.Handshake());
    const Next at_server = Must("server's handshake", server.Handshake());
    done = at_client == Next::kReady && at_server == Next::kReady;
  }
}

void Echo(Connection& from, Connection& to) {
  constexpr std::string_view kText = "hello from the board";
  std::uint8_t buffer[64];
  Must("write", from.Write(AsBytes(kText)));
  const Progress got = Must("read", to.Read(buffer));
  Must("answer", to.Write(ByteView(buffer, got.bytes)));
  const Progress back = Must("read the answer", from.Read(buffer));
  if (!Equal(ByteView(buffer, back.bytes), AsBytes(kText))) Stop("the answer is another");
}

void Run() {
  ClientContextBuilder client_builder(MbedTlsBackend());
  const ClientContext client_context =
      Must("client's context", Configure(client_builder).Build(), client_builder);
  ServerContextBuilder server_builder(MbedTlsBackend());
  const ServerContext server_context =
      Must("server's context", Configure(server_builder).Build(), server_builder);
  MemoryPipe pipe;
  Connection client = Must("client", client_context.Connect(pipe.client(), kServerName));
  Connection server = Must("server", server_context.Accept(pipe.server()));
  ShakeHands(client, server);
  Print({"handshake ", VersionName(client.version()), " ", CipherSuiteName(client.cipher_suite())});
  Echo(client, server);
  Must("close", client.SendClose());
  std::uint8_t buffer[16];
  if (Must("read the end", server.Read(buffer)).next != Next::kClosed) Stop("it is still open");
}

}  // namespace
}  // namespace omnitls::embedded

int main() {
  omnitls::embedded::Run();
  const std::size_t left = omnitls_heap_used();
  omnitls::embedded::Print({"heap left in use: "}, static_cast<std::uint32_t>(left));
  omnitls::embedded::Print({"passed"});
  return 0;
}
