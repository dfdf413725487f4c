#if defined(OMNITLS_BENCH_HAS_ASIO)
#include "bench/subjects/peers.h"

#define ASIO_STANDALONE
#define ASIO_HEADER_ONLY
#include <unistd.h>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>
#include <asio/ssl.hpp>
#include <asio/version.hpp>

#include "bench/subjects/openssl_contexts.h"
#include "bench/subjects/pair.h"

// Asio's ssl::stream: by its synchronous calls, without an event loop, and, as programs commonly
// use it, by the asynchronous ones.
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
    if (buffer.size() == 0) return 0;  // A way to be called back.
    const IoResult got = pipe_.in->Read({static_cast<std::uint8_t*>(buffer.data()), buffer.size()});
    if (got.status != IoStatus::kOk) error = asio::error::would_block;
    return got.bytes;
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, asio::error_code&) {
    const asio::const_buffer buffer = *asio::buffer_sequence_begin(buffers);
    return pipe_.out->Write({static_cast<const std::uint8_t*>(buffer.data()), buffer.size()}).bytes;
  }
  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    asio::error_code error;
    const std::size_t got = read_some(buffers, error);
    Post(std::forward<Handler>(handler), error, got);
  }
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    asio::error_code error;
    const std::size_t put = write_some(buffers, error);
    Post(std::forward<Handler>(handler), error, put);
  }

 private:
  // As a socket would: never from within the call.
  template <class Handler>
  void Post(Handler&& handler, const asio::error_code& error, std::size_t size) {
    asio::post(*context_, [handler = std::forward<Handler>(handler), error, size]() mutable {
      handler(error, size);
    });
  }

  asio::io_context* context_;
  PipeEnd pipe_;
};

template <class Layer, bool kAsync>
class End {
 public:
  template <class MakeLayer>
  End(asio::ssl::context& context, Side side, const MakeLayer& layer)
      : loop_(std::make_unique<Loop>()),
        side_(side),
        stream_(std::make_unique<asio::ssl::stream<Layer>>(layer(loop_->io), context)) {}
  End(End&&) = default;
  ~End() {
    // See FreeOpenSsl.
    if (stream_) SSL_set_shutdown(ssl(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  }

  bool Handshake() {
    const auto type =
        side_ == Side::kClient ? asio::ssl::stream_base::client : asio::ssl::stream_base::server;
    asio::error_code error;
    if constexpr (kAsync) {
      Await(error, [&](auto done) {
        stream_->async_handshake(type, [done](const asio::error_code& e) { done(e, 0); });
      });
    } else {
      stream_->handshake(type, error);
    }
    return Good(error);
  }
  std::size_t Read(MutableBytes out) {
    const asio::mutable_buffer buffer(out.data(), out.size());
    asio::error_code error;
    std::size_t got = 0;
    if constexpr (kAsync) {
      got = Await(error, [&](auto done) { stream_->async_read_some(buffer, done); });
    } else {
      got = stream_->read_some(buffer, error);
    }
    return Good(error) ? got : 0;
  }
  std::size_t Write(ByteView data) {
    const asio::const_buffer buffer(data.data(), data.size());
    asio::error_code error;
    std::size_t put = 0;
    if constexpr (kAsync) {
      put = Await(error, [&](auto done) { stream_->async_write_some(buffer, done); });
    } else {
      put = stream_->write_some(buffer, error);
    }
    return Good(error) ? put : 0;
  }

  SSL* ssl() { return stream_->native_handle(); }

 private:
  static bool Good(const asio::error_code& error) {
    Require(!error || error == asio::error::would_block, "asio");
    return !error;
  }

  // Runs the event loop until what `start` starts is done.
  template <class Start>
  std::size_t Await(asio::error_code& error, const Start& start) {
    struct Outcome {
      asio::error_code error;
      std::size_t size = 0;
      bool done = false;
    } outcome;
    start([&outcome](const asio::error_code& e, std::size_t size) { outcome = {e, size, true}; });
    while (!outcome.done) loop_->io.run_one();
    error = outcome.error;
    return outcome.size;
  }

  // One for each end, because ends of one context may be on several threads.
  struct Loop {
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  };

  std::unique_ptr<Loop> loop_;
  Side side_;
  std::unique_ptr<asio::ssl::stream<Layer>> stream_;
};

template <class Layer, bool kAsync>
struct Ends : OpenSslContexts {
  using End = bench::End<Layer, kAsync>;

  Ends(const Plan& plan, const Identity& identity)
      : OpenSslContexts(plan, identity), client_view(Share(client)), server_view(Share(server)) {}

  // It frees what it is given.
  static SSL_CTX* Share(const OpenSslHandle<SSL_CTX>& context) {
    SSL_CTX_up_ref(context.get());
    return context.get();
  }

  End Make(Side side, Wire& wire, bool resume) {
    asio::ssl::context& view = side == Side::kClient ? client_view : server_view;
    End end(view, side, [&](asio::io_context& io) {
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

  asio::ssl::context client_view;
  asio::ssl::context server_view;
};

}  // namespace

std::unique_ptr<Subject> Asio(const Plan& plan, const Identity& identity) {
  if (plan.early_data) return nullptr;
  if (plan.sockets) return MakePair<Ends<asio::ip::tcp::socket, false>>(plan, identity);
  return MakePair<Ends<PipeStream, false>>(plan, identity);
}

std::unique_ptr<Subject> AsioAsync(const Plan& plan, const Identity& identity) {
  if (plan.early_data || plan.sockets) return nullptr;
  return MakePair<Ends<PipeStream, true>>(plan, identity);
}

std::string AsioVersion() {
  return std::to_string(ASIO_VERSION / 100000) + "." + std::to_string(ASIO_VERSION / 100 % 1000) +
         "." + std::to_string(ASIO_VERSION % 100);
}

}  // namespace omnitls::bench
#endif
