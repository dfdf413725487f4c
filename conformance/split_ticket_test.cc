// A ticket that is cut in two records (RFC 8446, 5.1): what a client does between the two is not
// lost, whatever its library would do. The server is OpenSSL alone, which can be told to make such
// tickets.

#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "conformance/cases.h"
#include "conformance/records.h"

namespace omnitls::conformance {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

int FillTicket(SSL* ssl, void*) {
  static constexpr char kFiller[700] = {};
  return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), kFiller, sizeof kFiller);
}

SSL_TICKET_RETURN AcceptTicket(SSL*, SSL_SESSION*, const unsigned char*, std::size_t,
                               SSL_TICKET_STATUS, void*) {
  return SSL_TICKET_RETURN_IGNORE;
}

std::unique_ptr<BIO, Deleter<BIO_free>> Source(const std::string& text) {
  return std::unique_ptr<BIO, Deleter<BIO_free>>(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// The server's end of a pipe.
class RawServer {
 public:
  explicit RawServer(Transport& transport)
      : transport_(transport), context_(SSL_CTX_new(TLS_server_method())) {
    const std::unique_ptr<X509, Deleter<X509_free>> certificate(
        PEM_read_bio_X509(Source(Server().pem).get(), nullptr, nullptr, nullptr));
    const std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>> key(
        PEM_read_bio_PrivateKey(Source(Server().key_pem).get(), nullptr, nullptr, nullptr));
    SSL_CTX_use_certificate(context_.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), key.get());
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_3_VERSION);
    SSL_CTX_set_num_tickets(context_.get(), 1);
    SSL_CTX_set_session_ticket_cb(context_.get(), FillTicket, AcceptTicket, nullptr);
    SSL_CTX_set_max_send_fragment(context_.get(), 512);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(ssl_.get());
  }

  bool Handshake() {
    Receive();
    const bool done = SSL_do_handshake(ssl_.get()) == 1;
    Send();
    return done;
  }
  std::string Read() {
    Receive();
    char text[100];
    std::string all;
    for (int size; (size = SSL_read(ssl_.get(), text, sizeof text)) > 0;) {
      all.append(text, static_cast<std::size_t>(size));
    }
    Send();  // Answers.
    return all;
  }
  void Write(const std::string& text) {
    SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
    Send();
  }
  bool is_closed() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }

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
  std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>> context_;
  std::unique_ptr<SSL, Deleter<SSL_free>> ssl_;
};

// A client that has read the first record of a ticket.
class SplitTicketTest : public BackendTest {
 protected:
  void SetUp() override {
    const PairParam param{&backend(), &backend(), Version::kTls13};
    Result<Connection> connected = BuildClient(param).Connect(pipe_.client(), "server.test");
    ASSERT_TRUE(connected);
    client_ = *std::move(connected);
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(client_.Handshake());
      if (server_.Handshake()) break;
    }
    ASSERT_TRUE(client_.handshake_done());
    const std::vector<std::size_t> records = RecordLengths(pipe_.to_client());
    ASSERT_EQ(records.size(), 2u);
    const std::size_t first = 5 + records[0];
    rest_ = AsText(pipe_.to_client().view().subspan(first));
    pipe_.to_client().Truncate(first);
    EXPECT_EQ(ReadOnce(client_), "want read");
  }
  void DeliverTheRest() {
    EXPECT_EQ(pipe_.to_client().Write(AsBytes(rest_)).bytes, rest_.size());
    EXPECT_EQ(ReadOnce(client_), "want read");
  }
  void Write(const std::string& text) {
    const Result<Progress> put = client_.Write(AsBytes(text));
    ASSERT_TRUE(put) << ToString(put.error());
    EXPECT_EQ(put->bytes, text.size());
  }

  MemoryPipe pipe_;
  RawServer server_{pipe_.server()};
  Connection client_;
  std::string rest_;
};
OMNITLS_FOR_ALL_BACKENDS(SplitTicketTest);

TEST_P(SplitTicketTest, DataBetweenTheTwo) {
  Write("one ");
  Write("two");
  DeliverTheRest();
  EXPECT_EQ(server_.Read(), "one two");
  server_.Write("three");
  EXPECT_EQ(ReadOnce(client_), "three");
  EXPECT_EQ(client_.session_readiness(), SessionReadiness::kReady);
}

TEST_P(SplitTicketTest, NewKeysBetweenTheTwo) {
  if (!backend().Supports(Feature::kKeyUpdate)) {
    GTEST_SKIP() << backend().name() << " has no KeyUpdate";
  }
  for (const KeyUpdateRequest request :
       {KeyUpdateRequest::kUpdateNotRequested, KeyUpdateRequest::kUpdateRequested}) {
    EXPECT_TRUE(client_.UpdateKeys(request));
    Write("data ");
  }
  DeliverTheRest();
  EXPECT_EQ(server_.Read(), "data data ");
  server_.Write("answer");
  EXPECT_EQ(ReadOnce(client_), "answer");
  Write("more");
  EXPECT_EQ(server_.Read(), "more");
}

TEST_P(SplitTicketTest, TheEndBetweenTheTwo) {
  Write("last");
  ASSERT_TRUE(client_.SendClose());
  DeliverTheRest();
  EXPECT_EQ(server_.Read(), "last");
  EXPECT_TRUE(server_.is_closed());
  server_.Write("still here");
  EXPECT_EQ(ReadOnce(client_), "still here");
}

}  // namespace
}  // namespace omnitls::conformance
