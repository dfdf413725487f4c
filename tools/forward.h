#ifndef OMNITLS_TOOLS_FORWARD_H_
#define OMNITLS_TOOLS_FORWARD_H_

#include <sys/socket.h>

#include <array>
#include <string>

#include "omnitls/transports/socket.h"
#include "tools/talk.h"

namespace omnitls::tools {

// Upstream is where forward mode sends the plaintext to.
struct Upstream {
  sockaddr_storage address{};
  socklen_t size = 0;
};
// FindUpstream looks "PORT" (of this machine) or "HOST:PORT" up, or throws a Failure.
Upstream FindUpstream(const std::string& text);

// Forward carries the plaintext of a connection to an upstream and back, without waiting. No more
// than a record's worth is kept in each direction: whoever does not read slows the other end down.
//
// Each end's end of data is passed on as such. An upstream that breaks off is passed on as a
// connection that ends without close_notify: the client must not take it for a clean end.
class Forward {
 public:
  // `talk` must outlive it; its handshake is done.
  Forward(Talk& talk, const Upstream& upstream);

  // Goes on by one step of each direction: kReady if any data moved (there may be more at once),
  // kWantRead if it waits (see below), kClosed when both directions have ended, or the upstream has
  // failed. The connection's errors.
  Result<Next> Step();
  // The upstream's failure: errno, or 0.
  int upstream_error() const { return error_; }
  // Tells the upstream that no more comes.
  void HangUp() { shutdown(socket_.descriptor(), SHUT_RDWR); }
  Interest upstream() const;
  bool reads_client() const { return !client_ended_ && up_.empty() && !reading_waits_; }
  bool writes_client() const { return unsent_; }

 private:
  using Buffer = std::array<std::uint8_t, 16384>;

  bool is_connected();
  Result<bool> ReadClient();
  bool WriteUpstream();
  bool ReadUpstream();
  Result<bool> WriteClient();
  bool Break(int error) {
    error_ = error;
    return false;
  }

  Talk& talk_;
  SocketTransport socket_;
  int error_ = 0;
  bool connected_ = false;
  bool client_ended_ = false;
  bool upstream_ended_ = false;
  bool passed_client_end_ = false;
  bool passed_upstream_end_ = false;
  bool unsent_ = false;         // The connection keeps ciphertext.
  bool reading_waits_ = false;  // Until that is sent.
  Buffer up_bytes_;    // From the client, and the part of it that the upstream has not got.
  Buffer down_bytes_;  // The other way.
  ByteView up_;
  ByteView down_;
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_FORWARD_H_
