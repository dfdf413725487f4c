#ifndef OMNITLS_FIBER_H_
#define OMNITLS_FIBER_H_

#include <cstddef>

#include "omnitls/bytes.h"

// Whether Fiber works: it needs ucontext.h and mmap, as glibc has them.
#if !defined(OMNITLS_HAS_FIBERS)
#if defined(__linux__) && defined(__GLIBC__)
#define OMNITLS_HAS_FIBERS 1
#else
#define OMNITLS_HAS_FIBERS 0
#endif
#endif

namespace omnitls::internal {

inline constexpr bool kHasFibers = OMNITLS_HAS_FIBERS != 0;

// Fiber is a stack of its own for a function that stops in the middle, and is gone on with later,
// perhaps by another thread: for a TLS library in whose handshake there is something to wait for.
// Used by one thread at a time.
class Fiber : public Allocated {
 public:
  // Make returns an empty pointer when there is no memory, or no such thing here (kHasFibers).
  static Owned<Fiber> Make();
  // Not while it is paused: what its function holds would be lost.
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Run calls `work`, or goes on with the call that is paused: true when it has returned, false
  // when it has called Pause.
  bool Run(void (*work)(void* user), void* user);
  // To be called by `work` only. Returns when Run is called again.
  void Pause();
  bool paused() const { return paused_; }

 private:
  struct Stack;
  explicit Fiber(Stack* stack) : stack_(stack) {}
  static void Enter(unsigned high, unsigned low);

  Stack* stack_;
  void (*work_)(void* user) = nullptr;
  void* user_ = nullptr;
  bool paused_ = false;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_FIBER_H_
