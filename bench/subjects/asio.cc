#if defined(OMNITLS_BENCH_HAS_ASIO)
#include "bench/subjects/peers.h"

#define ASIO_STANDALONE
#define ASIO_HEADER_ONLY
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl.hpp>
#include <asio/version.hpp>
#include <unistd.h>

#include "bench/subjects/openssl_contexts.h"
#include "bench/subjects/pair.h"

// Asio's ssl::stream by its synchronous calls, without an event loop, which would only add to it.
namespace omnitls::bench {
namespace {

// PipeStream is what ssl::stream asks of the layer below it.
class PipeStream {
 public:
  using lowest_layer_type = PipeStream;
  using executor_type = asio::io_context::executor_type;

  PipeStream(asio::io_context& context, const PipeEnd& pipe) : context_(&context), pipe_(pipe) {}

  lowest_layer_type& lowest_layer() { return *this; }
  executor_type get_executor() { return context_->get_executor(); }

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, asio::error_code& error) {
    const asio::mutable_buffer buffer = *asio::buffer_sequence_begin(buffers);
    const IoResult got = pipe_.in->Read({static_cast<std::uint8_t*>(buffer.data()), buffer.size()});
    if (got.status != IoStatus::kOk) error = asio::error::would_block;
    return got.bytes;
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, asio::error_code&) {
    const asio::const_buffer buffer = *asio::buffer_sequence_begin(buffers);
    return pipe_.out->Write({static_cast<const std::uint8_t*>(buffer.data()), buffer.size()}).bytes;
  }

 private:
  asio::io_context* context_;
  PipeEnd pipe_;
};

template <class Layer>
class End {
 public:
  template <class MakeLayer>
  End(asio::ssl::context& context, Side side, const MakeLayer& layer)
      : side_(side), stream_(std::make_unique<asio::ssl::stream<Layer>>(layer(), context)) {}

  bool Handshake() {
    asio::error_code error;
    stream_->handshake(side_ == Side::kClient ? asio::ssl::stream_base::client
                                              : asio::ssl::stream_base::server,
                       error);
    return Good(error);
  }
  std::size_t Read(MutableBytes out) {
    asio::error_code error;
    const std::size_t got = stream_->read_some(asio::buffer(out.data(), out.size()), error);
    return Good(error) ? got : 0;
  }
  std::size_t Write(ByteView data) {
    asio::error_code error;
    const std::size_t put = stream_->write_some(asio::buffer(data.data(), data.size()), error);
    return Good(error) ? put : 0;
  }

  SSL* ssl() { return stream_->native_handle(); }

 private:
  static bool Good(const asio::error_code& error) {
    Require(!error || error == asio::error::would_block, "asio");
    return !error;
  }

  Side side_;
  std::unique_ptr<asio::ssl::stream<Layer>> stream_;
};

template <class Layer>
struct Ends : OpenSslContexts {
  using End = bench::End<Layer>;

  Ends(const Plan& plan, const Identity& identity)
      : OpenSslContexts(plan, identity), client_view(Share(client)), server_view(Share(server)) {}

  // It frees what it is given.
  static SSL_CTX* Share(const OpenSslHandle<SSL_CTX>& context) {
    SSL_CTX_up_ref(context.get());
    return context.get();
  }

  End Make(Side side, Wire& wire, bool resume) {
    asio::ssl::context& view = side == Side::kClient ? client_view : server_view;
    End end(view, side, [&] {
      if constexpr (std::is_same_v<Layer, PipeStream>) {
        return PipeStream(io, wire.pipe_end(side));
      } else {
        asio::ip::tcp::socket socket(io);
        socket.assign(asio::ip::tcp::v4(), dup(wire.descriptor(side)));
        socket.non_blocking(true);
        return socket;
      }
    });
    SetUp(end.ssl(), side, resume);
    return end;
  }
  bool KeepSession(End& end) { return OpenSslContexts::KeepSession(end.ssl()); }

  asio::io_context io;
  asio::ssl::context client_view;
  asio::ssl::context server_view;
};

}  // namespace

std::unique_ptr<Subject> Asio(const Plan& plan, const Identity& identity) {
  if (plan.early_data) return nullptr;
  if (plan.sockets) return MakePair<Ends<asio::ip::tcp::socket>>(plan, identity);
  return MakePair<Ends<PipeStream>>(plan, identity);
}

std::string AsioVersion() {
  return std::to_string(ASIO_VERSION / 100000) + "." + std::to_string(ASIO_VERSION / 100 % 1000) +
         "." + std::to_string(ASIO_VERSION % 100);
}

}  // namespace omnitls::bench
#endif
