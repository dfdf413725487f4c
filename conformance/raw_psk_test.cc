// Servers with external PSKs, and clients that ours are not: OpenSSL alone, which may offer a
// ticket as well as a PSK.

#include <string>

#include "conformance/cases.h"
#include "conformance/openssl_handles.h"
#include "conformance/psk.h"

namespace omnitls::conformance {
namespace {

using SessionHandle = raw::Session;

int UseKey(SSL* ssl, const EVP_MD*, const unsigned char** identity, std::size_t* size,
           SSL_SESSION** session) {
  static constexpr unsigned char kSuite[] = {0x13, 0x01};
  *identity = reinterpret_cast<const unsigned char*>(kPskIdentity.data());
  *size = kPskIdentity.size();
  *session = SSL_SESSION_new();
  return SSL_SESSION_set1_master_key(
             *session, reinterpret_cast<const unsigned char*>(kPskKey.data()), kPskKey.size()) &&
         SSL_SESSION_set_cipher(*session, SSL_CIPHER_find(ssl, kSuite)) &&
         SSL_SESSION_set_protocol_version(*session, TLS1_3_VERSION);
}

// A client of TLS 1.3 that verifies nobody.
class RawClient {
 public:
  RawClient() : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_3_VERSION);
  }

  SSL_CTX* context() { return context_.get(); }
  SSL* ssl() { return ssl_.get(); }

  // A handshake with a server, with early data, and what the server sends after; whether both ends
  // are done.
  bool Connect(const ServerContext& context, SSL_SESSION* session, std::string early = {}) {
    MemoryPipe pipe;
    // Or its session could not be resumed.
    if (ssl_) SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN);
    ssl_.reset(SSL_new(context_.get()));
    in_ = BIO_new(BIO_s_mem());
    out_ = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_.get(), in_, out_);
    SSL_set_connect_state(ssl_.get());
    if (session != nullptr) SSL_set_session(ssl_.get(), session);
    server_ = *context.Accept(pipe.server());
    std::optional<Error> error;
    std::size_t written = 0;
    if (!early.empty()) {
      SSL_write_early_data(ssl_.get(), early.data(), early.size(), &written);
    }
    for (int round = 0; round < 4; ++round) {
      SSL_do_handshake(ssl_.get());
      Send(pipe);
      error = ErrorOf(server_.Handshake());
      Receive(pipe);
      std::uint8_t byte;
      if (SSL_is_init_finished(ssl_.get())) SSL_read(ssl_.get(), &byte, 1);
    }
    server_error = error;
    return SSL_is_init_finished(ssl_.get()) && server_.handshake_done();
  }

  Connection& server() { return server_; }
  std::optional<Error> server_error;

 private:
  void Send(MemoryPipe& pipe) {
    std::uint8_t bytes[16384];
    const int size = BIO_read(out_, bytes, sizeof bytes);
    if (size > 0) (void)pipe.client().Write({bytes, static_cast<std::size_t>(size)});
  }
  void Receive(MemoryPipe& pipe) {
    std::uint8_t bytes[16384];
    const IoResult got = pipe.client().Read(bytes);
    if (got.status == IoStatus::kOk) BIO_write(in_, bytes, static_cast<int>(got.bytes));
  }

  raw::Context context_;
  raw::Ssl ssl_;
  BIO* in_ = nullptr;
  BIO* out_ = nullptr;
  Connection server_;
};

class RawPskTest : public BackendTest {
 protected:
  static ServerContext Context(const PairOptions& options) {
    return BuildServer({&backend(), &backend(), Version::kTls13}, options);
  }
  // Of a server without PSKs.
  static SessionHandle Ticket(RawClient& client) {
    EXPECT_TRUE(client.Connect(Context({}), nullptr));
    SessionHandle session(SSL_get1_session(client.ssl()));
    EXPECT_TRUE(SSL_SESSION_is_resumable(session.get()));
    return session;
  }
};
OMNITLS_FOR_ALL_BACKENDS(RawPskTest);

TEST_P(RawPskTest, AKeyBehindATicketIsFound) {
  RawClient client;
  const SessionHandle session = Ticket(client);
  SSL_CTX_set_psk_use_session_callback(client.context(), UseKey);
  MemoryPreSharedKeys keys = MakeKeys();
  for (PairOptions options : {PairOptions(), NoCertificates()}) {
    ASSERT_TRUE(client.Connect(Context(AddPsk(options, keys)), session.get()))
        << ToString(client.server_error);
    EXPECT_EQ(AsText(client.server().psk_identity()), kPskIdentity);
    EXPECT_FALSE(client.server().resumed());
  }
}

TEST_P(RawPskTest, AKeyBringsNoTicket) {
  RawClient client;
  SSL_CTX_set_psk_use_session_callback(client.context(), UseKey);
  MemoryPreSharedKeys keys = MakeKeys();
  ASSERT_TRUE(client.Connect(Context(AddPsk({}, keys)), nullptr));
  EXPECT_EQ(AsText(client.server().psk_identity()), kPskIdentity);
  EXPECT_FALSE(SSL_SESSION_has_ticket(SSL_get0_session(client.ssl())));
}

// The server would take either, and takes the key.
TEST_P(RawPskTest, AKeyIsPreferredToATicketOfTheSameServer) {
  MemoryPreSharedKeys keys = MakeKeys();
  const ServerContext context = Context(AddPsk({}, keys));
  RawClient client;
  ASSERT_TRUE(client.Connect(context, nullptr));
  const SessionHandle session(SSL_get1_session(client.ssl()));
  ASSERT_TRUE(SSL_SESSION_has_ticket(session.get()));
  ASSERT_TRUE(client.Connect(context, session.get()));
  EXPECT_TRUE(client.server().resumed());
  EXPECT_TRUE(client.server().psk_identity().empty());
  SSL_CTX_set_psk_use_session_callback(client.context(), UseKey);
  ASSERT_TRUE(client.Connect(context, session.get())) << ToString(client.server_error);
  EXPECT_FALSE(client.server().resumed());
  EXPECT_EQ(AsText(client.server().psk_identity()), kPskIdentity);
}

// What comes early belongs to the ticket, and is skipped over.
TEST_P(RawPskTest, EarlyDataThatGoesWithATicketIsNotTakenWithAKey) {
  if (!backend().Supports(Feature::kEarlyData)) GTEST_SKIP() << "the library has no early data";
  MemoryPreSharedKeys keys = MakeKeys();
  const auto early = [](ServerContextBuilder& builder) { builder.MaxEarlyData(1000); };
  PairOptions options;
  options.server = early;
  const ServerContext context = Context(AddPsk(options, keys));
  RawClient client;
  ASSERT_TRUE(client.Connect(context, nullptr));
  const SessionHandle session(SSL_get1_session(client.ssl()));
  ASSERT_GT(SSL_SESSION_get_max_early_data(session.get()), 0u);
  SSL_CTX_set_psk_use_session_callback(client.context(), UseKey);
  ASSERT_TRUE(client.Connect(context, session.get(), "early")) << ToString(client.server_error);
  EXPECT_EQ(SSL_get_early_data_status(client.ssl()), SSL_EARLY_DATA_REJECTED);
  EXPECT_EQ(AsText(client.server().psk_identity()), kPskIdentity);
  std::uint8_t byte;
  const Result<Progress> got = client.server().ReadEarlyData({&byte, 1});
  ASSERT_TRUE(got);
  EXPECT_EQ(got->next, Next::kClosed);
}

TEST_P(RawPskTest, ATicketAloneIsNoKey) {
  RawClient client;
  const SessionHandle session = Ticket(client);
  MemoryPreSharedKeys keys = MakeKeys();
  ASSERT_TRUE(client.Connect(Context(AddPsk({}, keys)), session.get()));
  EXPECT_TRUE(client.server().psk_identity().empty());
  EXPECT_FALSE(client.server().resumed()) << "another context's";
  EXPECT_FALSE(client.Connect(Context(AddPsk(NoCertificates(), keys)), session.get()));
  EXPECT_EQ(client.server_error, Protocol(Detail::kUnknownPskIdentity, Alert::kUnknownPskIdentity));
}

}  // namespace
}  // namespace omnitls::conformance
