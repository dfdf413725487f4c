#ifndef OMNITLS_TOOLS_SERVER_LOOP_H_
#define OMNITLS_TOOLS_SERVER_LOOP_H_

#include <uv.h>

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "tools/listener.h"
#include "tools/server_options.h"
#include "tools/visit_log.h"
#include "tools/visitor.h"
#include "tools/watch.h"

namespace omnitls::tools {

// ServerLoop serves visitors in one thread, until a signal comes or enough have been served.
//
// SIGTERM or SIGINT: nobody is let in any more, those who are busy finish, in up to
// ServerOptions::grace_seconds; a second one ends it at once. SIGUSR1 prints the counters.
class ServerLoop {
 public:
  // `options` and `context` outlive it.
  ServerLoop(const ServerOptions& options, const ServerContext& context,
             std::unique_ptr<Listener> listener);
  ServerLoop(const ServerLoop&) = delete;
  ServerLoop& operator=(const ServerLoop&) = delete;
  ~ServerLoop();

  void Run();

 private:
  using Id = std::uint64_t;
  // A visitor and the watches on its sockets, which go first.
  struct Seat {
    std::unique_ptr<Visitor> visitor;
    std::unique_ptr<Watch> client;
    std::unique_ptr<Watch> upstream;
  };

  void CatchSignals();
  void OnStopSignal();
  void Stop();
  void LetIn(int most);
  Id FindVictim() const;
  void Remove(Id id, Ending why);
  bool wants_more() const;
  void Admit(Listener::Guest guest);
  void OnReady(Id id);
  void GiveTurns();
  void LookAtClock();
  // After each thing that happened to a visitor: it is gone, or its watches are set.
  void Settle(Id id);
  void Settle(std::unique_ptr<Watch>& watch, const Interest& interest, Id id);
  void EndIfDone();
  void GiveMemoryBack();

  const ServerOptions& options_;
  const ServerContext& context_;
  House house_;
  VisitLog log_;
  std::unique_ptr<Listener> listener_;
  const std::size_t capacity_;  // Of seats.
  uv_loop_t loop_;
  uv_timer_t clock_;  // A few times a second.
  uv_idle_t turns_;   // While somebody wants a turn.
  uv_signal_t signals_[3];
  std::unique_ptr<Watch> door_;
  std::map<Id, Seat> seats_;
  std::vector<Id> waiting_;  // Who want a turn.
  std::uint64_t accepted_ = 0;
  std::size_t most_seats_ = 0;  // That were taken since memory was given back.
  Clock::time_point stop_at_;   // While stopping: at the latest.
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_SERVER_LOOP_H_
