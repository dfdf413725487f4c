#ifndef OMNITLS_EMBEDDED_TESTING_ENDS_H_
#define OMNITLS_EMBEDDED_TESTING_ENDS_H_

#include "embedded/testing/pair.h"

// What a case on the board is made of: two ends, and what became of their handshake.
namespace omnitls::embedded {

// Both ends as a case wants them.
struct Ends {
  ClientContextBuilder client{MbedTlsBackend()};
  ServerContextBuilder server{MbedTlsBackend()};
};

// Ran is a handshake and what became of it, on both ends.
struct Ran {
  Pipe pipe;
  ClientContext client_context;
  ServerContext server_context;
  Connection client;
  Connection server;
  Error client_error;
  Error server_error;
  bool built = false;
  bool done = false;

  void Shake() {
    bool client_ready = false, server_ready = false, client_failed = false, server_failed = false;
    for (int i = 0; i < 64 && !(client_ready && server_ready); ++i) {
      if (!client_failed) {
        const Result<Next> next = client.Handshake();
        client_ready = next && *next == Next::kReady;
        client_failed = !next;
        if (!next) client_error = next.error();
      }
      if (!server_failed) {
        const Result<Next> next = server.Handshake();
        server_ready = next && *next == Next::kReady;
        server_failed = !next;
        if (!next) server_error = next.error();
      }
      if (client_failed && server_failed) return;
    }
    done = client_ready && server_ready;
  }
};

inline void Start(Ran& ran, Ends& ends, std::string_view name, const Session& session = {}) {
  Result<ClientContext> client_context = ends.client.Build();
  Result<ServerContext> server_context = ends.server.Build();
  if (!client_context || !server_context) return;
  ran.client_context = *client_context;
  ran.server_context = *server_context;
  ran.client = Must("client", ran.client_context.Connect(ran.pipe.client(), {name, session}));
  ran.server = Must("server", ran.server_context.Accept(ran.pipe.server()));
  ran.built = true;
  ran.Shake();
}

inline bool IsAlert(const Error& error, Alert alert) {
  return error.kind == ErrorKind::kAlertReceived && error.alert == alert;
}
inline bool IsRefused(const Error& error, Detail detail, Alert alert) {
  return error.kind == ErrorKind::kCertificate && error.detail == detail && error.alert == alert;
}

}  // namespace omnitls::embedded

#endif  // OMNITLS_EMBEDDED_TESTING_ENDS_H_
