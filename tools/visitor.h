#ifndef OMNITLS_TOOLS_VISITOR_H_
#define OMNITLS_TOOLS_VISITOR_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "omnitls/omnitls.h"
#include "omnitls/transports/socket.h"
#include "tools/forward.h"
#include "tools/http.h"
#include "tools/listener.h"
#include "tools/talk.h"
#include "tools/visit_log.h"

namespace omnitls::tools {

enum class Mode {
  kEcho,     // Sends back what comes, until the client closes.
  kHttp,     // Answers one HTTP request, and closes.
  kWww,      // Answers the first line, whatever it is, and closes.
  kForward,  // Carries the plaintext to an upstream and back.
};

// House is what all visitors share.
struct House {
  Mode mode = Mode::kEcho;
  // How long a client may be silent, or take for its handshake or its request.
  std::chrono::seconds patience{60};
  Upstream upstream;      // For kForward.
  bool stopping = false;  // Idle clients are to go, busy ones may finish.
};

// Visitor is one client of a server that serves many in one thread: whenever a socket is ready, or
// its time is up, it goes on as far as it can. Nothing a client does ends more than its own visit.
class Visitor {
 public:
  // The context, the house and the log outlive it.
  Visitor(const ServerContext& context, const House& house, VisitLog& log, Listener::Guest guest);
  Visitor(const Visitor&) = delete;  // The connection refers to the socket here.
  Visitor& operator=(const Visitor&) = delete;

  bool is_done() const { return stage_ == Stage::kDone; }
  // What to wait for: on the client's socket, and on that of forward mode.
  Interest client() const;
  Interest upstream() const;
  // It has more to do without waiting, but had its turn.
  bool wants_turn() const { return next_ == Next::kReady && !is_done(); }
  // Whether others may have its place, because it has not got through its handshake, or is over;
  // since when.
  std::optional<Clock::time_point> dispensable_since() const;

  // To be called when one of the sockets is ready, or it wants its turn.
  void Advance();
  // To be called a few times a second: ends the visit if it has lasted too long.
  void LookAtClock(Clock::time_point now);
  // Ends the visit at once, with a goodbye as far as that goes without waiting.
  void Dismiss(Ending why);

 private:
  // Each stage leads to the next; a failure leads to kLeaving.
  enum class Stage {
    kHandshake,
    kReading,     // What the client sends; for echo, as long as it does not close.
    kWriting,     // The answer, before anything more is read.
    kForwarding,  // In place of the two.
    kClosing,     // Our close_notify.
    kLeaving,     // The connection is over; wait for the client to hang up, so that it reads all.
    kDone,
  };

  Result<Next> Step();
  void OnHandshake();
  Result<Next> ReadSome();
  Result<Next> WriteSome();
  Result<Next> ForwardSome();
  void Take(ByteView data);
  void TakeRequest(std::string_view data);
  std::string Page(const std::string& request) const;
  Clock::time_point Deadline() const;
  void Enter(Stage stage);
  void Close(Ending why);
  void Leave(Ending why, const std::string& message, std::optional<Error> error = std::nullopt);
  Result<Next> AwaitHangUp();

  const House& house_;
  VisitLog& log_;
  SocketTransport socket_;
  Talk talk_;
  std::string address_;
  Stage stage_ = Stage::kHandshake;
  Stage after_writing_ = Stage::kReading;
  Ending ending_ = Ending::kClosed;
  Next next_ = Next::kWantRead;
  Clock::time_point began_at_ = Clock::now();
  Clock::time_point entered_at_ = began_at_;  // The stage.
  std::string answer_;
  std::size_t answered_ = 0;       // Bytes of it that are taken.
  std::uint64_t filler_left_ = 0;  // Bytes that are to follow it, of no meaning.
  HttpHead request_;
  std::unique_ptr<Forward> forward_;
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_VISITOR_H_
