#include "tools/server_loop.h"

#include <sys/resource.h>
#include <sys/socket.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>
#include <csignal>
#include <utility>

namespace omnitls::tools {
namespace {

constexpr std::uint64_t kClockMs = 200;
// Before these others may not have a visitor's place.
constexpr std::chrono::seconds kMinStay(1);
constexpr int kAdmittedAtOnce = 32;

void Must(int code) {
  if (code < 0) throw Failure{kNetwork, std::string("the event loop: ") + uv_strerror(code)};
}

ServerLoop& LoopOf(const void* data) { return *static_cast<ServerLoop*>(const_cast<void*>(data)); }

// How many visitors there may be, with as many descriptors as the system allows.
std::size_t Capacity(const ServerOptions& options) {
  constexpr rlim_t kOwnDescriptors = 32;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = limit.rlim_max = 256;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = before;
  const rlim_t free = std::max(limit.rlim_cur, kOwnDescriptors + 2) - kOwnDescriptors;
  const rlim_t each = options.mode == Mode::kForward ? 2 : 1;
  return static_cast<std::size_t>(std::min<rlim_t>(options.max_connections, free / each));
}

}  // namespace

ServerLoop::ServerLoop(const ServerOptions& options, const ServerContext& context,
                       std::unique_ptr<Listener> listener)
    : options_(options),
      context_(context),
      house_{options.mode, std::chrono::seconds(options.timeout_seconds), options.upstream, false},
      log_(options.log, options.verbose),
      listener_(std::move(listener)),
      capacity_(Capacity(options)) {
  Must(uv_loop_init(&loop_));
  uv_timer_init(&loop_, &clock_);
  uv_idle_init(&loop_, &turns_);
  for (uv_signal_t& handle : signals_) uv_signal_init(&loop_, &handle);
  clock_.data = turns_.data = this;
  for (uv_signal_t& handle : signals_) handle.data = this;
}

ServerLoop::~ServerLoop() {
  seats_.clear();
  door_.reset();
  uv_close(reinterpret_cast<uv_handle_t*>(&clock_), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&turns_), nullptr);
  for (uv_signal_t& handle : signals_) uv_close(reinterpret_cast<uv_handle_t*>(&handle), nullptr);
  uv_run(&loop_, UV_RUN_DEFAULT);  // Until all is closed.
  uv_loop_close(&loop_);
}

void ServerLoop::Run() {
  CatchSignals();
  uv_timer_start(
      &clock_, [](uv_timer_t* timer) { LoopOf(timer->data).LookAtClock(); }, kClockMs, kClockMs);
  door_ = Watch::Make(loop_, listener_->descriptor(), [this] { LetIn(kAdmittedAtOnce); });
  if (!door_) throw Failure{kNetwork, "the event loop: cannot watch the listening socket"};
  door_->Want(true, false);
  uv_run(&loop_, UV_RUN_DEFAULT);
}

void ServerLoop::CatchSignals() {
  const uv_signal_cb stop = [](uv_signal_t* handle, int) { LoopOf(handle->data).OnStopSignal(); };
  Must(uv_signal_start(&signals_[0], stop, SIGTERM));
  Must(uv_signal_start(&signals_[1], stop, SIGINT));
  Must(uv_signal_start(
      &signals_[2],
      [](uv_signal_t* handle, int) {
        ServerLoop& loop = LoopOf(handle->data);
        loop.log_.PrintCounters(loop.seats_.size());
      },
      SIGUSR1));
  signal(SIGPIPE, SIG_IGN);  // Whoever reads our log may go.
}

void ServerLoop::OnStopSignal() {
  if (house_.stopping) {
    stop_at_ = Clock::now();
  } else {
    LetIn(SOMAXCONN);  // Who has connected already.
    Stop();
  }
  LookAtClock();
}

void ServerLoop::Stop() {
  house_.stopping = true;
  stop_at_ = Clock::now() + std::chrono::seconds(options_.grace_seconds);
  door_.reset();
  listener_.reset();
}

bool ServerLoop::wants_more() const {
  return !house_.stopping && (options_.connections == 0 || accepted_ < options_.connections);
}

// Who has not got on for the longest; 0: nobody.
ServerLoop::Id ServerLoop::FindVictim() const {
  Clock::time_point oldest = Clock::now() - kMinStay;
  Id victim = 0;
  for (const auto& [id, seat] : seats_) {
    const auto since = seat.visitor->dispensable_since();
    if (since && *since < oldest) {
      oldest = *since;
      victim = id;
    }
  }
  return victim;
}

// Without waiting. Who is not let in now is so when the clock comes round.
void ServerLoop::LetIn(int most) {
  for (int i = 0; i < most && wants_more(); ++i) {
    const bool is_full = seats_.size() >= capacity_;
    const Id victim = is_full ? FindVictim() : 0;
    if (is_full && victim == 0) return door_->Want(false, false);
    bool out_of_resources = false;
    std::optional<Listener::Guest> guest = listener_->Accept(out_of_resources);
    if (out_of_resources) return door_->Want(false, false);
    if (!guest) return;
    if (is_full) Remove(victim, Ending::kEvicted);
    Admit(*std::move(guest));
  }
  EndIfDone();
}

void ServerLoop::Admit(Listener::Guest guest) {
  const Id id = ++accepted_;
  seats_[id].visitor = std::make_unique<Visitor>(context_, house_, log_, std::move(guest));
  most_seats_ = std::max(most_seats_, seats_.size());
  Settle(id);
}

void ServerLoop::Remove(Id id, Ending why) {
  Visitor& visitor = *seats_[id].visitor;
  visitor.Dismiss(why);
  if (!visitor.is_done()) visitor.Dismiss(why);  // Nor wait for it to hang up.
  Settle(id);
}

void ServerLoop::OnReady(Id id) {
  seats_[id].visitor->Advance();
  Settle(id);
  EndIfDone();
}

void ServerLoop::GiveTurns() {
  for (const Id id : std::exchange(waiting_, {})) {
    const auto seat = seats_.find(id);
    if (seat == seats_.end()) continue;
    if (seat->second.visitor->wants_turn()) seat->second.visitor->Advance();
    Settle(id);
  }
  if (waiting_.empty()) uv_idle_stop(&turns_);
  EndIfDone();
}

void ServerLoop::LookAtClock() {
  const Clock::time_point now = Clock::now();
  const bool is_over = house_.stopping && now >= stop_at_;
  std::vector<Id> ids;
  for (const auto& [id, seat] : seats_) ids.push_back(id);
  for (const Id id : ids) {
    if (is_over) {
      Remove(id, Ending::kStopped);
    } else {
      seats_[id].visitor->LookAtClock(now);
      Settle(id);
    }
  }
  if (door_ && wants_more()) door_->Want(true, false);
  GiveMemoryBack();
  EndIfDone();
}

void ServerLoop::Settle(Id id) {
  Seat& seat = seats_[id];
  if (!seat.visitor->is_done()) {
    Settle(seat.client, seat.visitor->client(), id);
    Settle(seat.upstream, seat.visitor->upstream(), id);
    if (!seat.visitor->wants_turn()) return;
    waiting_.push_back(id);
    uv_idle_start(&turns_, [](uv_idle_t* idle) { LoopOf(idle->data).GiveTurns(); });
    return;
  }
  seat.client.reset();  // Before the visitor closes the sockets.
  seat.upstream.reset();
  seats_.erase(id);
}

// What many visitors took goes back to the system, once most have gone.
void ServerLoop::GiveMemoryBack() {
  if (most_seats_ < 32 || seats_.size() * 4 > most_seats_) return;
  most_seats_ = seats_.size();
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

void ServerLoop::Settle(std::unique_ptr<Watch>& watch, const Interest& interest, Id id) {
  if (interest.descriptor < 0) return watch.reset();
  if (!watch) {
    watch = Watch::Make(loop_, interest.descriptor, [this, id] { OnReady(id); });
  }
  // Else the clock sees to it.
  if (watch) watch->Want(interest.read, interest.write);
}

void ServerLoop::EndIfDone() {
  if (!wants_more() && seats_.empty()) {
    uv_stop(&loop_);
  } else if (!wants_more() && door_) {
    door_->Want(false, false);
  }
}

}  // namespace omnitls::tools
