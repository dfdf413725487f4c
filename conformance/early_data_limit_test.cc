// A client that sends more early data than its ticket allows (RFC 8446, 4.2.10): it is OpenSSL
// alone, which can be told to.

#include "conformance/cases.h"
#include "conformance/raw_peer.h"

namespace omnitls::conformance {
namespace {

// OpenSSL gives up the session of a connection that is not shut down.
int OnSession(SSL* ssl, SSL_SESSION* session) {
  static_cast<RawSession*>(SSL_get_app_data(ssl))->reset(SSL_SESSION_dup(session));
  return 0;
}

class RawClient {
 public:
  RawClient(Transport& transport, SSL_CTX* context, SSL_SESSION* session)
      : peer_(transport, context, false) {
    SSL_set_app_data(peer_.ssl(), &this->session);
    SSL_set_tlsext_host_name(peer_.ssl(), "server.test");
    if (session != nullptr) SSL_set_session(peer_.ssl(), session);
  }

  bool WriteEarlyData(const std::string& data) {
    std::size_t written = 0;
    const int result = SSL_write_early_data(peer_.ssl(), data.data(), data.size(), &written);
    peer_.Send();
    return result == 1 && written == data.size();
  }
  // Handshakes, and reads what comes after that.
  void GoOn() {
    if (peer_.Handshake()) peer_.Read();
  }

  RawSession session;

 private:
  RawPeer peer_;
};

class EarlyDataLimitTest : public BackendTest {
 protected:
  EarlyDataLimitTest() : raw_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_session_cache_mode(raw_.get(), SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(raw_.get(), OnSession);
    PairOptions options;
    options.server = [](ServerContextBuilder& builder) { builder.MaxEarlyData(1000); };
    context_ = BuildServer({&backend(), &backend(), Version::kTls13}, options);
  }
  Connection Accept(MemoryPipe& pipe) {
    Result<Connection> accepted = context_.Accept(pipe.server());
    EXPECT_TRUE(accepted);
    return accepted ? *std::move(accepted) : Connection();
  }
  // A session of which the client believes that it allows 60,000 bytes.
  RawSession GreedySession() {
    MemoryPipe pipe;
    RawClient client(pipe.client(), raw_.get(), nullptr);
    Connection server = Accept(pipe);
    for (int i = 0; i < 4; ++i) {
      client.GoOn();
      EXPECT_TRUE(server.Handshake());
    }
    EXPECT_TRUE(client.session && SSL_SESSION_get_max_early_data(client.session.get()) == 1000);
    SSL_SESSION_set_max_early_data(client.session.get(), 60000);
    return std::move(client.session);
  }

  RawContext raw_;
  ServerContext context_;
};
OMNITLS_FOR_ALL_BACKENDS(EarlyDataLimitTest);

TEST_P(EarlyDataLimitTest, WhatIsBeyondItEndsTheConnection) {
  const RawSession session = GreedySession();
  MemoryPipe pipe;
  RawClient client(pipe.client(), raw_.get(), session.get());
  Connection server = Accept(pipe);
  ASSERT_TRUE(client.WriteEarlyData(std::string(900, 'a')));
  ASSERT_EQ(*server.Handshake(), Next::kWantRead);
  std::uint8_t buffer[2000];
  ASSERT_EQ(server.ReadEarlyData(buffer)->bytes, 900u);
  ASSERT_TRUE(client.WriteEarlyData(std::string(2000, 'b')));
  EXPECT_EQ(ErrorOf(server.Handshake()),
            Protocol(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage));
}

}  // namespace
}  // namespace omnitls::conformance
