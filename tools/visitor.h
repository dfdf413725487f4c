#ifndef OMNITLS_TOOLS_VISITOR_H_
#define OMNITLS_TOOLS_VISITOR_H_

#include <poll.h>

#include <array>
#include <chrono>
#include <string>

#include "omnitls/omnitls.h"
#include "omnitls/transports/socket.h"
#include "tools/http.h"

namespace omnitls::tools {

using Clock = std::chrono::steady_clock;

enum class Mode { kEcho, kHttp };

// Visitor is one client of a server that serves many in one thread: whenever its socket is ready,
// or its time is up, it goes on as far as it can. Nothing a client does ends more than its own
// visit.
class Visitor {
 public:
  // `address` is for the log. A visit that is silent for `patience`, or whose handshake takes
  // longer, ends.
  Visitor(const ServerContext& context, SocketTransport socket, std::string address, Mode mode,
          std::chrono::seconds patience);
  Visitor(const Visitor&) = delete;  // The connection refers to the socket here.
  Visitor& operator=(const Visitor&) = delete;

  bool is_done() const { return stage_ == Stage::kDone; }
  // What to poll for.
  pollfd Poll() const;
  // It has more to do without waiting, but had its turn.
  bool wants_turn() const { return next_ == Next::kReady && !is_done(); }
  bool is_late() const { return Clock::now() >= deadline_; }

  // To be called when poll says so, or it wants its turn or is late.
  void Advance();
  // Says goodbye, as far as that goes without waiting.
  void Dismiss();

 private:
  // Each stage leads to the next; a failure leads to kLeaving.
  enum class Stage {
    kHandshake,
    kReading,  // What the client sends; for echo, as long as it does not close.
    kWriting,  // The answer, before anything more is read.
    kClosing,  // Our close_notify.
    kLeaving,  // The connection is over; wait for the client to hang up, so that it reads all.
    kDone,
  };

  Result<Next> Step();
  Result<Next> ReadSome();
  Result<Next> WriteSome();
  void Take(ByteView data);
  std::string Page() const;
  void Enter(Stage stage);
  void Leave(const std::string& how);
  Result<Next> AwaitHangUp();

  SocketTransport socket_;
  Connection tls_;
  std::string address_;
  Mode mode_;
  std::chrono::seconds patience_;
  Stage stage_ = Stage::kHandshake;
  Stage after_writing_ = Stage::kReading;
  Next next_ = Next::kWantRead;
  Clock::time_point deadline_;
  std::string answer_;
  std::size_t answered_ = 0;  // Bytes of it that are taken.
  HttpHead request_;
  std::uint64_t received_ = 0;
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_VISITOR_H_
