#if defined(OMNITLS_BENCH_HAS_LIBTLS)
#include <tls.h>

#include <cstring>

#include "bench/subjects/pair.h"
#include "bench/subjects/peers.h"

// libtls (Debian's is libretls, over OpenSSL) with its own I/O callbacks.
namespace omnitls::bench {
namespace {

ssize_t ReadPipe(struct tls*, void* out, std::size_t size, void* user) {
  const IoResult got =
      static_cast<const PipeEnd*>(user)->in->Read({static_cast<std::uint8_t*>(out), size});
  return got.status == IoStatus::kOk ? static_cast<ssize_t>(got.bytes) : TLS_WANT_POLLIN;
}

ssize_t WritePipe(struct tls*, const void* data, std::size_t size, void* user) {
  return static_cast<ssize_t>(static_cast<const PipeEnd*>(user)
                                  ->out->Write({static_cast<const std::uint8_t*>(data), size})
                                  .bytes);
}

struct FreeLibTls {
  void operator()(struct tls* context) const { tls_free(context); }
  void operator()(struct tls_config* config) const { tls_config_free(config); }
};
template <class T>
using Handle = std::unique_ptr<T, FreeLibTls>;

class End {
 public:
  End(Handle<struct tls> context, std::unique_ptr<PipeEnd> pipe)
      : pipe_(std::move(pipe)), context_(std::move(context)) {}

  bool Handshake() {
    const int result = tls_handshake(context_.get());
    Require(result != -1, "tls_handshake");
    return result == 0;
  }
  std::size_t Read(MutableBytes out) {
    const ssize_t got = tls_read(context_.get(), out.data(), out.size());
    Require(got != -1 && got != 0, "tls_read");
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  std::size_t Write(ByteView data) {
    const ssize_t put = tls_write(context_.get(), data.data(), data.size());
    Require(put != -1 && put != 0, "tls_write");
    return put > 0 ? static_cast<std::size_t>(put) : 0;
  }

 private:
  std::unique_ptr<PipeEnd> pipe_;
  Handle<struct tls> context_;
};

Handle<struct tls_config> Config(const Plan& plan) {
  Handle<struct tls_config> config(tls_config_new());
  Require(config != nullptr &&
              tls_config_set_protocols(
                  config.get(), plan.tls12 ? TLS_PROTOCOL_TLSv1_2 : TLS_PROTOCOL_TLSv1_3) == 0 &&
              (!plan.tls12 || tls_config_set_ciphers(config.get(), Tls12Suites(plan)) == 0),
          "tls_config_new");
  return config;
}

const std::uint8_t* Data(const std::string& text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

struct Ends {
  using End = bench::End;

  Ends(const Plan& plan, const Identity& identity)
      : client_config(Config(plan)), server(tls_server()), sockets(plan.sockets) {
    const Handle<struct tls_config> config = Config(plan);
    Require(
        tls_config_set_ca_mem(client_config.get(), Data(identity.root), identity.root.size()) ==
                0 &&
            tls_config_set_keypair_mem(config.get(), Data(identity.chain), identity.chain.size(),
                                       Data(identity.key), identity.key.size()) == 0 &&
            tls_configure(server.get(), config.get()) == 0,
        "tls_configure");
  }

  End Make(Side side, Wire& wire, bool) {
    auto pipe = std::make_unique<PipeEnd>(wire.pipe_end(side));
    Handle<struct tls> context;
    if (side == Side::kServer) {
      struct tls* made = nullptr;
      Require((sockets ? tls_accept_socket(server.get(), &made, wire.descriptor(side))
                       : tls_accept_cbs(server.get(), &made, ReadPipe, WritePipe, pipe.get())) == 0,
              "tls_accept");
      context.reset(made);
    } else {
      context.reset(tls_client());
      Require(tls_configure(context.get(), client_config.get()) == 0 &&
                  (sockets ? tls_connect_socket(context.get(), wire.descriptor(side), kServerName)
                           : tls_connect_cbs(context.get(), ReadPipe, WritePipe, pipe.get(),
                                             kServerName)) == 0,
              "tls_connect");
    }
    return End(std::move(context), std::move(pipe));
  }

  Handle<struct tls_config> client_config;
  Handle<struct tls> server;
  bool sockets;
};

}  // namespace

// It has no way to choose among TLS 1.3's suites. Nor has it sessions to resume: servers of 3.7.0
// answer with empty tickets, whatever their lifetime and keys are set to.
std::unique_ptr<Subject> LibTls(const Plan& plan, const Identity& identity) {
  if (plan.early_data || (!plan.tls12 && plan.cipher != Cipher::kAes256Gcm)) return nullptr;
  return MakePair<Ends>(plan, identity);
}

std::string LibTlsVersion() { return OMNITLS_BENCH_HAS_LIBTLS; }

}  // namespace omnitls::bench
#endif
