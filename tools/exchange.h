#ifndef OMNITLS_TOOLS_EXCHANGE_H_
#define OMNITLS_TOOLS_EXCHANGE_H_

#include <cstdint>
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

  // Before the handshake: data to go with it. As much as the session allows, if any; the rest, or
  // what the server rejects, follows after SendRest.
  void SendEarly(std::string data);
  void Handshake();
  void SendRest();
  // Sends an HTTP request and prints the answer's body on standard output, and with `verbose` its
  // head on standard error.
  void GetPage(const std::string& host, const std::string& path, bool verbose);
  // Copies a file to the server and the server's data to standard output until the server closes.
  // The end of the file closes our direction. `patient`: wait for ever, else as long as
  // `timeout_ms` once the file is at its end.
  void Relay(int file, bool patient);

  // Bytes of data.
  std::uint64_t sent() const { return sent_; }
  std::uint64_t received() const { return received_; }

 private:
  template <class T>
  T Value(Result<T> result) {
    if (result) return *std::move(result);
    Fail(result.error());
  }
  [[noreturn]] void Fail(const Error& error);
  [[noreturn]] static void Silent();
  void Wait(Next next) const;
  void Send(ByteView data);
  Progress Read(MutableBytes out);
  // Waits for the server or for the file, and writes what can be read there.
  void Pump(int file, bool patient);
  void Take(int file);
  void WritePending();
  void Close();

  const SocketTransport& socket_;
  Connection& tls_;
  int timeout_ms_;
  std::string rest_;     // Of the early data, what it had no room for.
  std::string pending_;  // Of the file, what the connection has not taken yet.
  bool file_open_ = true;
  std::uint64_t early_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_EXCHANGE_H_
