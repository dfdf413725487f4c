#ifndef OMNITLS_CONFORMANCE_PAIR_H_
#define OMNITLS_CONFORMANCE_PAIR_H_

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "conformance/certificates.h"
#include "omnitls/omnitls.h"
#include "omnitls/transports/memory_pipe.h"

namespace omnitls {

// For readable failures: "certificate/expired alert=certificate_expired".
void PrintTo(const Error& error, std::ostream* out);
void PrintTo(Version version, std::ostream* out);

// A connected pair of any two backends in two lines:
//
//   Pair pair(GetParam());
//   ASSERT_TRUE(pair.Handshake());
namespace conformance {

// The three backends, in a fixed order.
const std::vector<const Backend*>& AllBackends();

// PairParam is one cell of the matrix.
struct PairParam {
  const Backend* client;
  const Backend* server;
  Version version;
};
// All nine pairs, each with TLS 1.2 and TLS 1.3.
std::vector<PairParam> AllPairs();
// "openssl_to_mbedtls_TLS1_3": for test names.
std::string Name(const PairParam& param);
void PrintTo(const PairParam& param, std::ostream* out);

// PairOptions is what a test may change before the contexts are built.
struct PairOptions {
  const Certificate* server_certificate = &Server();
  const Certificate* client_certificate = nullptr;
  const Certificate* client_trusts = &Root();  // Null: no CA.
  const Certificate* server_trusts = &Root();  // Used if `client_auth` is not kNone.
  ClientAuth client_auth = ClientAuth::kNone;
  std::string server_name = "server.test";
  std::vector<std::string> client_alpn;
  std::vector<std::string> server_alpn;
  std::size_t pipe_capacity = MemoryPipe::kUnlimited;
  Session session;
  // Anything else; called last, just before Build.
  std::function<void(ClientContextBuilder&)> client = [](ClientContextBuilder&) {};
  std::function<void(ServerContextBuilder&)> server = [](ServerContextBuilder&) {};
};

// Build a context of a pair with one version, or fail as the builder does; `message`, unless null,
// gets its words.
Result<ClientContext> TryBuildClient(const PairParam& param, const PairOptions& options = {},
                                     std::string* message = nullptr);
Result<ServerContext> TryBuildServer(const PairParam& param, const PairOptions& options = {},
                                     std::string* message = nullptr);
// The same. A failure to build fails the current test with the
// builder's message and returns an empty context.
ClientContext BuildClient(const PairParam& param, const PairOptions& options = {});
ServerContext BuildServer(const PairParam& param, const PairOptions& options = {});

// Pair is a client and a server on a MemoryPipe. Its members are for tests to use and to break.
class Pair {
 public:
  // Builds both contexts and connections; a failure to build fails the current test with the
  // builder's message.
  explicit Pair(const PairParam& param, const PairOptions& options = {});
  // The connections of two existing contexts.
  Pair(ClientContext client_context, ServerContext server_context, const PairOptions& options = {});
  // More connections on the same contexts (and a fresh pipe).
  void Reconnect(const PairOptions& options = {});

  // Drives both handshakes until both are done (true) or one has failed and no byte moves any more
  // (false). Then client_error / server_error hold what each side reported (after reading the
  // peer's alert, too).
  bool Handshake();
  // Calls Flush on both sides, and Read on a side whose handshake is done, until nothing moves: so
  // that alerts and tickets arrive. Data that arrives is appended to client_received /
  // server_received.
  void Settle();

  // Sends all of `data` from one side to the other, whatever the pipe's capacity; what arrived.
  std::string ClientToServer(const std::string& data);
  std::string ServerToClient(const std::string& data);
  // Whether "ping" and "pong" go through.
  bool Echo() { return ClientToServer("ping") == "ping" && ServerToClient("pong") == "pong"; }

  ClientContext client_context;
  ServerContext server_context;
  std::unique_ptr<MemoryPipe> pipe;
  Connection client;
  Connection server;
  std::optional<Error> client_error;
  std::optional<Error> server_error;
  std::string client_received;
  std::string server_received;

 private:
  struct Side;
  std::string Send(Side from, Side to, const std::string& data);
  Side ClientSide();
  Side ServerSide();
};

// "certificate/expired alert=certificate_expired"; "no error".
std::string ToString(const Error& error);
std::string ToString(const std::optional<Error>& error);

}  // namespace conformance
}  // namespace omnitls

#endif  // OMNITLS_CONFORMANCE_PAIR_H_
