// Fetches a page like client.cc, but the program does all the I/O itself, with buffers of its own:
// the way to use omnitls with io_uring, IOCP or any event loop. event_loop HOST PORT CA-FILE

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <iostream>
#include <string>
#include <vector>

#include "omnitls/omnitls.h"
#include "omnitls/transports/buffers.h"
#include "omnitls/transports/socket.h"

using namespace omnitls;

namespace {

// Page is a connection as an event loop sees it: something that takes bytes in and gives bytes out.
class Page {
 public:
  Page(const ClientContext& context, const std::string& host)
      : request_("GET / HTTP/1.0\r\nHost: " + host + "\r\n\r\n"),
        tls_(context.Connect(transport_, host).value()) {}

  // To be called at first, and whenever bytes have arrived (none: the peer has hung up) or
  // `output` has been sent. Returns what to send.
  ByteView OnEvent(ByteView received, bool hung_up) {
    input_.insert(input_.end(), received.begin(), received.end());
    if (hung_up) transport_.EndInput();
    transport_.SetInput(input_);
    transport_.SetOutput(output_);
    GoOn();
    const ByteView left = transport_.input_left();
    input_.erase(input_.begin(), input_.end() - static_cast<std::ptrdiff_t>(left.size()));
    return transport_.output();
  }
  bool is_done() const { return done_; }

 private:
  // As far as the buffers allow.
  void GoOn() {
    if (!tls_.handshake_done() && tls_.Handshake().value() != Next::kReady) return;
    if (tls_.Flush().value() != Next::kReady) return;
    while (!request_.empty()) {
      const Progress sent = tls_.Write(AsBytes(request_)).value();
      request_.erase(0, sent.bytes);
      if (sent.next != Next::kReady) return;
    }
    std::array<std::uint8_t, 4096> text;
    Progress got = tls_.Read(text).value();
    for (; got.next == Next::kReady; got = tls_.Read(text).value()) {
      std::cout << AsText(ByteView(text).first(got.bytes));
    }
    done_ = got.next == Next::kClosed;
  }

  std::vector<std::uint8_t> input_;  // Has arrived and is not used yet.
  std::array<std::uint8_t, 16384> output_;
  std::string request_;
  BufferTransport transport_;
  Connection tls_;  // After the transport, which it uses.
  bool done_ = false;
};

void Run(const ClientContext& context, const char* host, const char* port) {
  const SocketTransport socket = SocketTransport::Connect(host, port).value();
  Page page(context, host);
  ByteView output = page.OnEvent({}, false);
  std::array<std::uint8_t, 16384> buffer;
  while (!page.is_done()) {
    pollfd entry{socket.descriptor(), static_cast<short>(output.empty() ? POLLIN : POLLOUT), 0};
    poll(&entry, 1, -1);
    if (!output.empty()) {
      const ssize_t sent = send(entry.fd, output.data(), output.size(), MSG_NOSIGNAL);
      if (sent > 0) output = output.subspan(static_cast<std::size_t>(sent));
      if (output.empty()) output = page.OnEvent({}, false);
    } else {
      const ssize_t got = recv(entry.fd, buffer.data(), buffer.size(), 0);
      const std::size_t size = got > 0 ? static_cast<std::size_t>(got) : 0;
      const bool hung_up = got == 0 || (got < 0 && errno != EAGAIN);
      output = page.OnEvent(ByteView(buffer).first(size), hung_up);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::cerr << "usage: event_loop HOST PORT CA-FILE\n", 2;
  ClientContextBuilder builder;
  builder.CaFile(argv[3]);
  try {
    Run(builder.Build().value(), argv[1], argv[2]);
    return 0;
  } catch (const tl::bad_expected_access<Error>& failure) {
    std::cerr << "event_loop: " << Summary(failure.error()) << "\n";
    return 1;
  }
}
