#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "bench/subject.h"

// OpenSSL by hand. Where its manual would cost more, this does less, so that omnitls does not look
// better than it is: the error queue is not cleared before calls, and the BIO's retry flags are
// touched only when there is nothing to read.
namespace omnitls::bench {
namespace {

int ReadPipe(BIO* bio, char* out, std::size_t size, std::size_t* got) {
  const auto* end = static_cast<const PipeEnd*>(BIO_get_data(bio));
  const IoResult result = end->in->Read({reinterpret_cast<std::uint8_t*>(out), size});
  if (result.status != IoStatus::kOk) {
    BIO_set_retry_read(bio);
    return 0;
  }
  *got = result.bytes;
  return 1;
}

int WritePipe(BIO* bio, const char* data, std::size_t size, std::size_t* put) {
  const auto* end = static_cast<const PipeEnd*>(BIO_get_data(bio));
  const IoResult result = end->out->Write({reinterpret_cast<const std::uint8_t*>(data), size});
  if (result.status != IoStatus::kOk) return 0;
  *put = result.bytes;
  return 1;
}

long Control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

BIO_METHOD* PipeMethod() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "pipe");
    Require(made != nullptr && BIO_meth_set_read_ex(made, ReadPipe) == 1 &&
                BIO_meth_set_write_ex(made, WritePipe) == 1 &&
                BIO_meth_set_ctrl(made, Control) == 1,
            "BIO_meth_new");
    return made;
  }();
  return method;
}

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class T>
using Handle = std::unique_ptr<T, FreeSsl>;

class End {
 public:
  End(SSL_CTX* context, const PipeEnd& pipe)
      : pipe_(std::make_unique<PipeEnd>(pipe)), ssl_(SSL_new(context)) {
    BIO* bio = BIO_new(PipeMethod());
    Require(ssl_ != nullptr && bio != nullptr, "SSL_new");
    BIO_set_data(bio, pipe_.get());
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);
  }

  bool Handshake() {
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) return true;
    Wait(result);
    return false;
  }
  std::size_t Read(MutableBytes out) {
    std::size_t got = 0;
    const int result = SSL_read_ex(ssl_.get(), out.data(), out.size(), &got);
    if (result != 1) Wait(result);
    return got;
  }
  std::size_t Write(ByteView data) {
    std::size_t put = 0;
    Require(SSL_write_ex(ssl_.get(), data.data(), data.size(), &put) == 1, "SSL_write_ex");
    return put;
  }

  SSL* ssl() { return ssl_.get(); }

 private:
  void Wait(int result) {
    Require(SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ, "OpenSSL");
  }

  std::unique_ptr<PipeEnd> pipe_;
  Handle<SSL> ssl_;
};

Handle<BIO> Memory(const std::string& pem) {
  return Handle<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

Handle<X509> NextCertificate(const Handle<BIO>& pem) {
  return Handle<X509>(PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr));
}

Handle<SSL_CTX> MakeContext(const SSL_METHOD* method) {
  Handle<SSL_CTX> context(SSL_CTX_new(method));
  SSL_CTX* raw = context.get();
  Require(raw != nullptr && SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) == 1 &&
              SSL_CTX_set_max_proto_version(raw, TLS1_3_VERSION) == 1 &&
              SSL_CTX_set_ciphersuites(raw, kTls13Suites) == 1 &&
              SSL_CTX_set_cipher_list(raw, kTls12Suites) == 1 &&
              SSL_CTX_set1_groups_list(raw, kGroups) == 1 &&
              SSL_CTX_set1_sigalgs_list(raw, kSignatureSchemes) == 1,
          "SSL_CTX_new");
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // The lists say it all. The system's level would only add work.
  SSL_CTX_set_security_level(raw, 0);
  SSL_CTX_set_mode(raw, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_NO_AUTO_CHAIN);
  return context;
}

struct Ends {
  using End = bench::End;

  explicit Ends(const Identity& identity)
      : client(MakeContext(TLS_client_method())), server(MakeContext(TLS_server_method())) {
    SSL_CTX_set_verify(client.get(), SSL_VERIFY_PEER, nullptr);
    Require(X509_STORE_add_cert(SSL_CTX_get_cert_store(client.get()),
                                NextCertificate(Memory(identity.root)).get()) == 1,
            "X509_STORE_add_cert");
    const Handle<BIO> chain = Memory(identity.chain);
    const Handle<EVP_PKEY> key(
        PEM_read_bio_PrivateKey(Memory(identity.key).get(), nullptr, nullptr, nullptr));
    Require(SSL_CTX_use_certificate(server.get(), NextCertificate(chain).get()) == 1 &&
                SSL_CTX_use_PrivateKey(server.get(), key.get()) == 1,
            "SSL_CTX_use_certificate");
    while (const Handle<X509> issuer = NextCertificate(chain)) {
      Require(SSL_CTX_add1_chain_cert(server.get(), issuer.get()) == 1, "SSL_CTX_add1_chain_cert");
    }
    SSL_CTX_set_num_tickets(server.get(), 1);
  }

  End MakeClient(MemoryPipe& pipe) {
    End end(client.get(), ClientEnd(pipe));
    SSL_set_connect_state(end.ssl());
    Require(SSL_set_tlsext_host_name(end.ssl(), kServerName) == 1 &&
                SSL_set1_host(end.ssl(), kServerName) == 1,
            "SSL_set1_host");
    return end;
  }
  End MakeServer(MemoryPipe& pipe) {
    End end(server.get(), ServerEnd(pipe));
    SSL_set_accept_state(end.ssl());
    return end;
  }

  Handle<SSL_CTX> client;
  Handle<SSL_CTX> server;
};

}  // namespace

std::unique_ptr<Subject> RawOpenSsl(const Identity& identity) {
  return std::make_unique<PairOf<Ends>>(identity);
}

}  // namespace omnitls::bench
