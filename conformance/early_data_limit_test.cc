// A client that sends more early data than its ticket allows (RFC 8446, 4.2.10): it is OpenSSL
// alone, which can be told to.

#include <openssl/ssl.h>

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using SessionHandle = std::unique_ptr<SSL_SESSION, Deleter<SSL_SESSION_free>>;

// The client's end of a pipe.
class RawClient {
 public:
  RawClient(Transport& transport, SSL_CTX* context, SSL_SESSION* session)
      : transport_(transport), ssl_(SSL_new(context)) {
    SSL_set_app_data(ssl_.get(), this);
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(ssl_.get());
    SSL_set_tlsext_host_name(ssl_.get(), "server.test");
    if (session != nullptr) SSL_set_session(ssl_.get(), session);
  }

  bool WriteEarlyData(const std::string& data) {
    std::size_t written = 0;
    const int result = SSL_write_early_data(ssl_.get(), data.data(), data.size(), &written);
    Send();
    return result == 1 && written == data.size();
  }
  // Handshakes, and reads what comes after that.
  void GoOn() {
    Receive();
    std::uint8_t byte;
    if (SSL_do_handshake(ssl_.get()) == 1) SSL_read(ssl_.get(), &byte, 1);
    Send();
  }
  static int OnSession(SSL* ssl, SSL_SESSION* session) {
    // OpenSSL gives up the session of a connection that is not shut down.
    static_cast<RawClient*>(SSL_get_app_data(ssl))->session.reset(SSL_SESSION_dup(session));
    return 0;
  }

  SessionHandle session;

 private:
  void Receive() {
    std::uint8_t bytes[1000];
    for (IoResult got; (got = transport_.Read(bytes)).status == IoStatus::kOk && got.bytes > 0;) {
      BIO_write(SSL_get_rbio(ssl_.get()), bytes, static_cast<int>(got.bytes));
    }
  }
  void Send() {
    std::uint8_t bytes[1000];
    for (int size; (size = BIO_read(SSL_get_wbio(ssl_.get()), bytes, sizeof bytes)) > 0;) {
      transport_.Write(ByteView(bytes).first(static_cast<std::size_t>(size)));
    }
  }

  Transport& transport_;
  std::unique_ptr<SSL, Deleter<SSL_free>> ssl_;
};

class EarlyDataLimitTest : public BackendTest {
 protected:
  EarlyDataLimitTest() : raw_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_session_cache_mode(raw_.get(), SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(raw_.get(), RawClient::OnSession);
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
  SessionHandle GreedySession() {
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

  std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>> raw_;
  ServerContext context_;
};
OMNITLS_FOR_ALL_BACKENDS(EarlyDataLimitTest);

TEST_P(EarlyDataLimitTest, WhatIsBeyondItEndsTheConnection) {
  const SessionHandle session = GreedySession();
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
