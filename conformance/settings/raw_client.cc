#include "conformance/settings/raw_client.h"

#include <openssl/ssl.h>

#include "omnitls/transports/memory_pipe.h"

namespace omnitls::conformance {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

void Receive(SSL* ssl, Transport& from) {
  std::uint8_t bytes[4096];
  for (IoResult got; (got = from.Read(bytes)).status == IoStatus::kOk && got.bytes > 0;) {
    BIO_write(SSL_get_rbio(ssl), bytes, static_cast<int>(got.bytes));
  }
}

void Send(SSL* ssl, Transport& to) {
  std::uint8_t bytes[4096];
  for (int size; (size = BIO_read(SSL_get_wbio(ssl), bytes, sizeof bytes)) > 0;) {
    to.Write(ByteView(bytes).first(static_cast<std::size_t>(size)));
  }
}

}  // namespace

struct RawClient::State {
  std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>> context{SSL_CTX_new(TLS_client_method())};
  std::unique_ptr<SSL_SESSION, Deleter<SSL_SESSION_free>> session;
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
  const std::unique_ptr<SSL, Deleter<SSL_free>> ssl(SSL_new(state_->context.get()));
  SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_connect_state(ssl.get());
  if (state_->session) SSL_set_session(ssl.get(), state_->session.get());
  bool done = false;
  for (int i = 0; i < 4 && !(done && server->handshake_done()); ++i) {
    Receive(ssl.get(), pipe.client());
    done = SSL_do_handshake(ssl.get()) == 1;
    Send(ssl.get(), pipe.client());
    if (!server->Handshake()) return false;
  }
  if (!done || !server->handshake_done()) return false;
  resumed_ = SSL_session_reused(ssl.get()) == 1 && server->resumed();
  state_->session.reset(SSL_get1_session(ssl.get()));
  SSL_shutdown(ssl.get());  // Else the session counts as spoiled.
  return true;
}

}  // namespace omnitls::conformance
