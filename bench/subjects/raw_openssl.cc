#include <openssl/bio.h>
#include <openssl/ssl.h>

#include "bench/subjects/openssl_contexts.h"
#include "bench/subjects/pair.h"
#include "bench/subjects/subjects.h"

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

class End {
 public:
  End(SSL_CTX* context, const PipeEnd& pipe, bool takes_early_data)
      : pipe_(std::make_unique<PipeEnd>(pipe)),
        ssl_(SSL_new(context)),
        takes_early_data_(takes_early_data) {
    BIO* bio = BIO_new(PipeMethod());
    Require(ssl_ != nullptr && bio != nullptr, "SSL_new");
    BIO_set_data(bio, pipe_.get());
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);
  }

  bool Handshake() {
    if (takes_early_data_ && !ReadEarly()) return false;
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

  void WriteEarly(ByteView data) {
    std::size_t put = 0;
    Require(SSL_write_early_data(ssl_.get(), data.data(), data.size(), &put) == 1,
            "SSL_write_early_data");
  }
  std::size_t early_bytes() const { return early_bytes_; }

  SSL* ssl() { return ssl_.get(); }

 private:
  void Wait(int result) {
    Require(SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ, "OpenSSL");
  }

  // False: more may come.
  bool ReadEarly() {
    std::uint8_t buffer[4096];
    while (true) {
      std::size_t got = 0;
      const int result = SSL_read_early_data(ssl_.get(), buffer, sizeof buffer, &got);
      early_bytes_ += got;
      if (result == SSL_READ_EARLY_DATA_SUCCESS) continue;
      takes_early_data_ = result != SSL_READ_EARLY_DATA_FINISH;
      if (takes_early_data_) Wait(0);
      return !takes_early_data_;
    }
  }

  std::unique_ptr<PipeEnd> pipe_;
  OpenSslHandle<SSL> ssl_;
  std::size_t early_bytes_ = 0;
  bool takes_early_data_;
};

struct Ends : OpenSslContexts {
  using End = bench::End;

  Ends(const Plan& plan, const Identity& identity)
      : OpenSslContexts(plan, identity), chain(identity.der) {}

  void ParseChain() const {
    for (const std::string* der : {&chain.leaf, &chain.issuer}) {
      const auto* data = reinterpret_cast<const unsigned char*>(der->data());
      const OpenSslHandle<X509> parsed(d2i_X509(nullptr, &data, static_cast<long>(der->size())));
      Require(parsed != nullptr, "d2i_X509");
    }
  }

  End Make(Side side, Wire& wire, bool resume) {
    End end(context(side), wire.pipe_end(side), early_data && side == Side::kServer);
    SetUp(end.ssl(), side, resume);
    return end;
  }
  bool KeepSession(End& end) { return OpenSslContexts::KeepSession(end.ssl()); }

  IdentityDer chain;
};

}  // namespace

std::unique_ptr<Subject> RawOpenSsl(const Plan& plan, const Identity& identity) {
  if (plan.sockets) return nullptr;  // See OpenSslSetFd.
  return MakePair<Ends>(plan, identity);
}

}  // namespace omnitls::bench
