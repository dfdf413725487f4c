#ifndef OMNITLS_TOOLS_TESTING_CALLER_H_
#define OMNITLS_TOOLS_TESTING_CALLER_H_

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

#include "omnitls/omnitls.h"
#include "omnitls/transports/blocking.h"
#include "omnitls/transports/socket.h"

namespace omnitls::tools {

inline constexpr int kCallerPatienceMs = 10000;

inline SocketTransport ConnectTo(const std::string& port) {
  Result<SocketTransport> socket = SocketTransport::Connect("127.0.0.1", port.c_str(), 5000);
  EXPECT_TRUE(socket) << "nobody listens";
  return socket ? *std::move(socket) : SocketTransport();
}

// Caller is a client of a tlsserver that is tested, in the test's own process.
class Caller {
 public:
  Caller(const ClientContext& context, const std::string& port, const Session& session = {},
         const std::string& name = "server.test")
      : socket_(ConnectTo(port)) {
    ConnectOptions options;
    options.server_name = name;
    options.session = session;
    Result<Connection> made = context.Connect(socket_, options);
    EXPECT_TRUE(made) << Summary(made.error());
    if (made) tls_ = *std::move(made);
  }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  Connection& tls() { return tls_; }
  SocketTransport& socket() { return socket_; }
  // What went wrong, if anything did.
  const Error& error() const { return error_; }

  bool Handshake() { return Note(blocking::Complete(tls_, socket_, kCallerPatienceMs)); }
  bool Send(std::string_view data) {
    return Note(blocking::WriteAll(tls_, socket_, AsBytes(data), kCallerPatienceMs));
  }
  // As many bytes as that, or less, if the server closes or fails.
  std::string Receive(std::size_t size) {
    std::string data(size, '\0');
    std::size_t done = 0;
    const MutableBytes out(reinterpret_cast<std::uint8_t*>(data.data()), size);
    (void)Note(blocking::ReadExactly(tls_, socket_, out, kCallerPatienceMs, &done));
    data.resize(done);
    return data;
  }
  // All up to the server's close_notify, if `error` says nothing else.
  std::string ReceiveAll() {
    std::string data;
    std::array<std::uint8_t, 16384> buffer;
    while (true) {
      auto got = blocking::ReadSome(tls_, socket_, buffer, kCallerPatienceMs);
      if (!Note(got) || *got == 0) return data;
      data += AsText(ByteView(buffer).first(*got));
    }
  }
  bool Close() { return Note(blocking::CloseAndWait(tls_, socket_, kCallerPatienceMs)); }

  // "" or what does not work: handshake, a word back and forth, and the end.
  std::string Greet(const std::string& word = "hello") {
    if (!Handshake()) return "handshake: " + Words();
    if (!Send(word) || Receive(word.size()) != word) return "echo: " + Words();
    return Close() ? "" : "close: " + Words();
  }
  // "protocol/bad_record_mac (alert bad_record_mac)".
  std::string Words() const {
    std::string words(ErrorKindName(error_.kind));
    words += "/" + std::string(DetailName(error_.detail));
    if (error_.alert == Alert::kNone) return words;
    return words + " (alert " + std::string(AlertName(error_.alert)) + ")";
  }

 private:
  template <class T>
  bool Note(const Result<T>& result) {
    if (!result) error_ = result.error();
    return result.has_value();
  }

  SocketTransport socket_;
  Connection tls_;  // After the socket, which it uses.
  Error error_;
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_TESTING_CALLER_H_
