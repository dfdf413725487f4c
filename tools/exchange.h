#ifndef OMNITLS_TOOLS_EXCHANGE_H_
#define OMNITLS_TOOLS_EXCHANGE_H_

#include <string>

#include "omnitls/omnitls.h"
#include "omnitls/transports/socket.h"
#include "tools/common.h"

namespace omnitls::tools {

// Exchange is a client's connection with its socket: it waits where the connection has to wait. Its
// calls throw a Failure when the connection fails or the server is silent for too long.
class Exchange {
 public:
  Exchange(const SocketTransport& socket, Connection& tls, int timeout_ms)
      : socket_(socket), tls_(tls), timeout_ms_(timeout_ms) {}

  void Handshake();
  // Sends an HTTP request and prints the answer's body on standard output, and with `verbose` its
  // head on standard error.
  void GetPage(const std::string& host, const std::string& path, bool verbose);
  // Copies standard input to the server and the server's data to standard output until the server
  // closes. The end of the input closes our direction.
  void Relay();

 private:
  template <class T>
  T Value(Result<T> result) {
    if (result) return *std::move(result);
    Fail(result.error());
  }
  [[noreturn]] void Fail(const Error& error);
  void Wait(Next next) const;
  void Send(ByteView data);
  // Waits for the server or for standard input, and writes what can be read there.
  void Pump();
  void Close();

  const SocketTransport& socket_;
  Connection& tls_;
  int timeout_ms_;
  bool input_open_ = true;
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_EXCHANGE_H_
