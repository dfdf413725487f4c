#include "conformance/settings/raw_client.h"

#include "conformance/raw_peer.h"
#include "omnitls/transports/memory_pipe.h"

namespace omnitls::conformance {
struct RawClient::State {
  RawContext context{SSL_CTX_new(TLS_client_method())};
  RawSession session;
};

RawClient::RawClient() : state_(std::make_unique<State>()) {
  SSL_CTX_set_max_proto_version(state_->context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(state_->context.get(), SSL_OP_NO_TICKET);
}
RawClient::~RawClient() = default;

bool RawClient::Connect(const ServerContext& context) {
  MemoryPipe pipe;
  Result<Connection> server = context.Accept(pipe.server());
  if (!server) return false;
  RawPeer client(pipe.client(), state_->context.get(), false);
  if (state_->session) SSL_set_session(client.ssl(), state_->session.get());
  bool done = false;
  for (int i = 0; i < 4 && !(done && server->handshake_done()); ++i) {
    done = client.Handshake();
    if (!server->Handshake()) return false;
  }
  if (!done || !server->handshake_done()) return false;
  resumed_ = SSL_session_reused(client.ssl()) == 1 && server->resumed();
  state_->session.reset(SSL_get1_session(client.ssl()));
  SSL_shutdown(client.ssl());  // Else the session counts as spoiled.
  return true;
}

}  // namespace omnitls::conformance
