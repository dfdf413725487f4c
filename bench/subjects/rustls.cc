#if defined(OMNITLS_BENCH_HAS_RUSTLS)
#include <unistd.h>

#include "bench/subjects/pair.h"
#include "bench/subjects/peers.h"

// rustls with ring, through rustls/src/lib.rs.
extern "C" {
struct OmnitlsBenchContexts;
struct OmnitlsBenchEnd;
using OmnitlsBenchMove = std::size_t (*)(void* user, std::uint8_t* data, std::size_t size);

OmnitlsBenchContexts* omnitls_bench_rustls_contexts(int tls12, int cipher, std::uint32_t early_data,
                                                    const std::uint8_t* root, std::size_t root_size,
                                                    const std::uint8_t* leaf, std::size_t leaf_size,
                                                    const std::uint8_t* issuer,
                                                    std::size_t issuer_size,
                                                    const std::uint8_t* key, std::size_t key_size);
void omnitls_bench_rustls_free_contexts(OmnitlsBenchContexts* contexts);
OmnitlsBenchEnd* omnitls_bench_rustls_open(const OmnitlsBenchContexts* contexts, int is_client,
                                           int resumes, void* user, OmnitlsBenchMove read,
                                           OmnitlsBenchMove write);
void omnitls_bench_rustls_close(OmnitlsBenchEnd* end);
int omnitls_bench_rustls_handshake(OmnitlsBenchEnd* end);
std::size_t omnitls_bench_rustls_read(OmnitlsBenchEnd* end, std::uint8_t* out, std::size_t size);
std::size_t omnitls_bench_rustls_write(OmnitlsBenchEnd* end, const std::uint8_t* data,
                                       std::size_t size);
std::size_t omnitls_bench_rustls_write_early(OmnitlsBenchEnd* end, const std::uint8_t* data,
                                             std::size_t size);
std::size_t omnitls_bench_rustls_read_early(OmnitlsBenchEnd* end, std::uint8_t* out,
                                            std::size_t size);
}

namespace omnitls::bench {
namespace {

struct Free {
  void operator()(OmnitlsBenchContexts* contexts) const {
    omnitls_bench_rustls_free_contexts(contexts);
  }
  void operator()(OmnitlsBenchEnd* end) const { omnitls_bench_rustls_close(end); }
};

struct WireEnd {
  PipeEnd pipe;
  int descriptor;
};

std::size_t ReadPipe(void* user, std::uint8_t* out, std::size_t size) {
  const IoResult got = static_cast<WireEnd*>(user)->pipe.in->Read({out, size});
  return got.status == IoStatus::kOk ? got.bytes : 0;
}
std::size_t WritePipe(void* user, std::uint8_t* data, std::size_t size) {
  return static_cast<WireEnd*>(user)->pipe.out->Write({data, size}).bytes;
}
std::size_t ReadSocket(void* user, std::uint8_t* out, std::size_t size) {
  const ssize_t got = read(static_cast<WireEnd*>(user)->descriptor, out, size);
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}
std::size_t WriteSocket(void* user, std::uint8_t* data, std::size_t size) {
  const ssize_t put = write(static_cast<WireEnd*>(user)->descriptor, data, size);
  return put > 0 ? static_cast<std::size_t>(put) : 0;
}

class End {
 public:
  End(const OmnitlsBenchContexts* contexts, Side side, bool resumes, Wire& wire,
      bool takes_early_data)
      : wire_(std::make_unique<WireEnd>(WireEnd{wire.pipe_end(side), wire.descriptor(side)})),
        end_(omnitls_bench_rustls_open(contexts, side == Side::kClient, resumes, wire_.get(),
                                       wire.sockets() ? ReadSocket : ReadPipe,
                                       wire.sockets() ? WriteSocket : WritePipe)),
        takes_early_data_(takes_early_data) {}

  bool Handshake() {
    const bool done = omnitls_bench_rustls_handshake(end_.get()) == 1;
    if (takes_early_data_) ReadEarly();
    return done;
  }
  std::size_t Read(MutableBytes out) {
    return omnitls_bench_rustls_read(end_.get(), out.data(), out.size());
  }
  std::size_t Write(ByteView data) {
    return omnitls_bench_rustls_write(end_.get(), data.data(), data.size());
  }
  void WriteEarly(ByteView data) {
    Require(omnitls_bench_rustls_write_early(end_.get(), data.data(), data.size()) == data.size(),
            "rustls's early data");
  }
  std::size_t early_bytes() const { return early_bytes_; }

 private:
  void ReadEarly() {
    std::uint8_t buffer[4096];
    while (const std::size_t got =
               omnitls_bench_rustls_read_early(end_.get(), buffer, sizeof buffer)) {
      early_bytes_ += got;
    }
  }

  std::unique_ptr<WireEnd> wire_;
  std::unique_ptr<OmnitlsBenchEnd, Free> end_;
  std::size_t early_bytes_ = 0;
  bool takes_early_data_;
};

struct Ends {
  using End = bench::End;

  Ends(const Plan& plan, const Identity& identity)
      : contexts(Make(plan, identity)), early_data(plan.early_data) {}

  static OmnitlsBenchContexts* Make(const Plan& plan, const Identity& identity) {
    const auto data = [](const std::string& der) {
      return reinterpret_cast<const std::uint8_t*>(der.data());
    };
    const IdentityDer& der = identity.der;
    return omnitls_bench_rustls_contexts(
        plan.tls12, static_cast<int>(plan.cipher), plan.early_data ? kMostEarlyData : 0,
        data(der.root), der.root.size(), data(der.leaf), der.leaf.size(), data(der.issuer),
        der.issuer.size(), data(der.key), der.key.size());
  }

  // Its clients resume whenever they can; so there are two kinds, and one that is to resume takes
  // the session of the one before.
  End Make(Side side, Wire& wire, bool resume) {
    return End(contexts.get(), side, resume || keeps_session, wire,
               early_data && side == Side::kServer);
  }
  bool KeepSession(End&) {
    const bool kept = keeps_session;
    keeps_session = true;
    return kept;
  }

  std::unique_ptr<OmnitlsBenchContexts, Free> contexts;
  bool early_data;
  bool keeps_session = false;
};

}  // namespace

std::unique_ptr<Subject> Rustls(const Plan& plan, const Identity& identity) {
  return MakePair<Ends>(plan, identity);
}

std::string RustlsVersion() { return OMNITLS_BENCH_HAS_RUSTLS; }

}  // namespace omnitls::bench
#endif
