// What a handshake and an idle connection need, by high-water marks: heap and stack of each end of
// its own. Lines: "ROLE heap context N peak N idle N stack N", in bytes.
#include "embedded/testing/marks.h"
#include "embedded/testing/pair.h"

OMNITLS_APPLICATION_HEAP(512 * 1024)
OMNITLS_APPLICATION_WITHOUT_CLOCK(omnitls::embedded::kBuildTime)

namespace omnitls::embedded {
namespace {

void Run() {
  Marks client_setup, server_setup, client_marks, server_marks;
  ClientContext client_context = Measured(client_setup, MakeClientContext);
  ServerContext server_context = Measured(server_setup, MakeServerContext);
  Pipe pipe;
  Connection client = Measured(client_marks, [&] {
    return Must("client", client_context.Connect(pipe.client(), kServerName));
  });
  Connection server =
      Measured(server_marks, [&] { return Must("server", server_context.Accept(pipe.server())); });
  for (bool done = false; !done;) {
    const Next at_client =
        Measured(client_marks, [&] { return Must("client's handshake", client.Handshake()); });
    const Next at_server =
        Measured(server_marks, [&] { return Must("server's handshake", server.Handshake()); });
    done = at_client == Next::kReady && at_server == Next::kReady;
  }
  std::uint8_t buffer[64];
  Measured(client_marks, [&] { return Must("write", client.Write(AsBytes("hello"))); });
  Measured(server_marks, [&] { return Must("read", server.Read(buffer)); });
  Measured(server_marks, [&] { return Must("write", server.Write(AsBytes("hello"))); });
  Measured(client_marks, [&] { return Must("read", client.Read(buffer)); });
  Report("client", client_setup.now, client_marks, client_marks.now);
  Report("server", server_setup.now, server_marks, server_marks.now);
}

}  // namespace
}  // namespace omnitls::embedded

int main() {
  omnitls::embedded::Run();
  omnitls::embedded::Print({"heap left in use "}, static_cast<std::uint32_t>(omnitls_heap_used()));
  omnitls::embedded::Print({"passed"});
  return 0;
}
