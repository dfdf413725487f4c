#include <openssl/bio.h>
#include <openssl/ssl.h>

#include "bench/subjects/openssl_contexts.h"
#include "bench/subjects/pair.h"
#include "bench/subjects/subjects.h"

// OpenSSL as programs commonly use it: behind memory BIOs or a BIO pair, with a buffer between
// them and the transport, and with SSL_set_fd.
namespace omnitls::bench {
namespace {

constexpr std::size_t kBuffer = 17 * 1024;

// Pump moves ciphertext between the pipe and the BIOs that OpenSSL knows of. In and out may be the
// same: the near end of a pair.
struct Pump {
  // What was written goes on its way.
  void Push() {
    char buffer[kBuffer];
    while (true) {
      const int got = BIO_read(from_library, buffer, sizeof buffer);
      if (got <= 0) return;
      const ByteView bytes(reinterpret_cast<std::uint8_t*>(buffer), static_cast<std::size_t>(got));
      Require(pipe.out->Write(bytes).bytes == bytes.size(), "writing");
    }
  }
  // False: nothing has come.
  bool Pull() {
    std::uint8_t buffer[kBuffer];
    const std::size_t room =
        paired ? std::min(sizeof buffer, BIO_ctrl_get_write_guarantee(to_library)) : sizeof buffer;
    const IoResult got = pipe.in->Read({buffer, room});
    if (got.status != IoStatus::kOk) return false;
    Require(
        BIO_write(to_library, buffer, static_cast<int>(got.bytes)) == static_cast<int>(got.bytes),
        "BIO_write");
    return true;
  }

  PipeEnd pipe;
  BIO* to_library = nullptr;
  BIO* from_library = nullptr;
  bool paired = false;
};

template <bool kPaired>
class PumpedEnd {
 public:
  PumpedEnd(SSL_CTX* context, const PipeEnd& pipe) : ssl_(SSL_new(context)) {
    pump_.pipe = pipe;
    pump_.paired = kPaired;
    if constexpr (kPaired) {
      BIO* inner = nullptr;
      Require(BIO_new_bio_pair(&inner, 0, &pump_.to_library, 0) == 1, "BIO_new_bio_pair");
      pump_.from_library = pump_.to_library;
      outer_.reset(pump_.to_library);
      SSL_set_bio(ssl_.get(), inner, inner);
    } else {
      pump_.to_library = BIO_new(BIO_s_mem());
      pump_.from_library = BIO_new(BIO_s_mem());
      SSL_set_bio(ssl_.get(), pump_.to_library, pump_.from_library);
    }
  }

  bool Handshake() {
    return Run([&] { return SSL_do_handshake(ssl_.get()); });
  }
  std::size_t Read(MutableBytes out) {
    std::size_t got = 0;
    Run([&] { return SSL_read_ex(ssl_.get(), out.data(), out.size(), &got); });
    return got;
  }
  std::size_t Write(ByteView data) {
    std::size_t put = 0;
    Run([&] { return SSL_write_ex(ssl_.get(), data.data(), data.size(), &put); });
    return put;
  }

  SSL* ssl() { return ssl_.get(); }

 private:
  template <class Call>
  bool Run(const Call& call) {
    while (true) {
      const int result = call();
      // Most programs ask only if there is something.
      if (BIO_pending(pump_.from_library) > 0) pump_.Push();
      if (result == 1) return true;
      const int error = SSL_get_error(ssl_.get(), result);
      if (error == SSL_ERROR_WANT_WRITE) continue;  // A pair was full.
      Require(error == SSL_ERROR_WANT_READ, "OpenSSL");
      if (!pump_.Pull()) return false;
    }
  }

  OpenSslHandle<BIO> outer_;
  OpenSslHandle<SSL> ssl_;
  Pump pump_;
};

class SocketEnd {
 public:
  SocketEnd(SSL_CTX* context, int descriptor) : ssl_(SSL_new(context)) {
    Require(ssl_ != nullptr && SSL_set_fd(ssl_.get(), descriptor) == 1, "SSL_set_fd");
  }

  bool Handshake() { return Good(SSL_do_handshake(ssl_.get())); }
  std::size_t Read(MutableBytes out) {
    std::size_t got = 0;
    Good(SSL_read_ex(ssl_.get(), out.data(), out.size(), &got));
    return got;
  }
  std::size_t Write(ByteView data) {
    std::size_t put = 0;
    Good(SSL_write_ex(ssl_.get(), data.data(), data.size(), &put));
    return put;
  }

  SSL* ssl() { return ssl_.get(); }

 private:
  bool Good(int result) {
    if (result == 1) [[likely]]
      return true;
    const int error = SSL_get_error(ssl_.get(), result);
    Require(error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE, "OpenSSL");
    return false;
  }

  OpenSslHandle<SSL> ssl_;
};

template <class TheEnd>
struct Ends : OpenSslContexts {
  using End = TheEnd;
  using OpenSslContexts::OpenSslContexts;

  End Make(Side side, Wire& wire, bool resume) {
    End end = [&] {
      if constexpr (std::is_same_v<End, SocketEnd>) {
        return End(context(side), wire.descriptor(side));
      } else {
        return End(context(side), wire.pipe_end(side));
      }
    }();
    SetUp(end.ssl(), side, resume);
    return end;
  }
  bool KeepSession(End& end) { return OpenSslContexts::KeepSession(end.ssl()); }
};

}  // namespace

std::unique_ptr<Subject> OpenSslMemoryBio(const Plan& plan, const Identity& identity) {
  if (plan.sockets || plan.early_data) return nullptr;
  return MakePair<Ends<PumpedEnd<false>>>(plan, identity);
}

std::unique_ptr<Subject> OpenSslBioPair(const Plan& plan, const Identity& identity) {
  if (plan.sockets || plan.early_data) return nullptr;
  return MakePair<Ends<PumpedEnd<true>>>(plan, identity);
}

std::unique_ptr<Subject> OpenSslSetFd(const Plan& plan, const Identity& identity) {
  if (!plan.sockets || plan.early_data) return nullptr;
  return MakePair<Ends<SocketEnd>>(plan, identity);
}

}  // namespace omnitls::bench
