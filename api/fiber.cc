#include "omnitls/fiber.h"

#if OMNITLS_HAS_FIBERS

#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdint>

#if defined(__SANITIZE_ADDRESS__)
#define OMNITLS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OMNITLS_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define OMNITLS_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define OMNITLS_TSAN 1
#endif
#endif

#ifdef OMNITLS_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef OMNITLS_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace omnitls::internal {
namespace {

// Only what is touched takes memory: 8 to 24 KiB, depending on the library.
#if defined(OMNITLS_ASAN) || defined(OMNITLS_TSAN)
constexpr std::size_t kStackSize = 2 << 20;
#else
constexpr std::size_t kStackSize = 512 << 10;
#endif

// Side is what the sanitizers know of a stack that is left and come back to.
struct Side {
  ucontext_t context;
  void* fake_stack = nullptr;
  const void* bottom = nullptr;
  std::size_t size = 0;
  void* tsan = nullptr;
};

// `for_good`: nothing on the stack that is left is needed any more.
void Switch(Side& from, Side& to, [[maybe_unused]] bool for_good) {
#ifdef OMNITLS_ASAN
  __sanitizer_start_switch_fiber(for_good ? nullptr : &from.fake_stack, to.bottom, to.size);
#endif
#ifdef OMNITLS_TSAN
  __tsan_switch_to_fiber(to.tsan, 0);
#endif
  swapcontext(&from.context, &to.context);
}

// First thing on the stack that was switched to: `from` is where it came from.
void Arrive([[maybe_unused]] void* fake_stack, [[maybe_unused]] Side* from) {
#ifdef OMNITLS_ASAN
  const void* bottom = nullptr;
  std::size_t size = 0;
  __sanitizer_finish_switch_fiber(fake_stack, &bottom, &size);
  if (from != nullptr) {
    from->bottom = bottom;
    from->size = size;
  }
#endif
}

}  // namespace

struct Fiber::Stack : Allocated {
  ~Stack() {
#ifdef OMNITLS_TSAN
    if (own.tsan != nullptr) __tsan_destroy_fiber(own.tsan);
#endif
    if (memory != MAP_FAILED) munmap(memory, mapped);
  }

  [[nodiscard]] bool Map() {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    mapped = kStackSize + page;
    memory = mmap(nullptr, mapped, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    // Stacks grow downwards: the first page stops one that overflows.
    if (memory == MAP_FAILED || mprotect(memory, page, PROT_NONE) != 0) return false;
    own.bottom = static_cast<std::uint8_t*>(memory) + page;
    own.size = kStackSize;
#ifdef OMNITLS_TSAN
    own.tsan = __tsan_create_fiber(0);
#endif
    return getcontext(&own.context) == 0;
  }

  void* memory = MAP_FAILED;
  std::size_t mapped = 0;
  Side own;
  Side caller;
};

Owned<Fiber> Fiber::Make() {
  Owned<Stack> stack = MakeOwned<Stack>();
  if (!stack || !stack->Map()) return {};
  Owned<Fiber> fiber(new (std::nothrow) Fiber(stack.get()));
  if (!fiber) return {};
  Stack& made = *stack.release();
  made.own.context.uc_stack.ss_sp = const_cast<void*>(made.own.bottom);
  made.own.context.uc_stack.ss_size = made.own.size;
  made.own.context.uc_link = nullptr;
  // makecontext hands over nothing but ints.
  const auto self = reinterpret_cast<std::uintptr_t>(fiber.get());
  makecontext(&made.own.context, reinterpret_cast<void (*)()>(Enter), 2,
              static_cast<unsigned>(std::uint64_t{self} >> 32), static_cast<unsigned>(self));
  return fiber;
}

Fiber::~Fiber() { delete stack_; }

void Fiber::Enter(unsigned high, unsigned low) {
  auto* const self =
      reinterpret_cast<Fiber*>(static_cast<std::uintptr_t>(std::uint64_t{high} << 32 | low));
  while (true) {
    Arrive(nullptr, &self->stack_->caller);
    self->work_(self->user_);
    self->paused_ = false;
    Switch(self->stack_->own, self->stack_->caller, true);
  }
}

bool Fiber::Run(void (*work)(void* user), void* user) {
  if (!paused_) {
    work_ = work;
    user_ = user;
  }
  paused_ = false;
#ifdef OMNITLS_TSAN
  stack_->caller.tsan = __tsan_get_current_fiber();
#endif
  Switch(stack_->caller, stack_->own, false);
  Arrive(stack_->caller.fake_stack, nullptr);
  return !paused_;
}

void Fiber::Pause() {
  paused_ = true;
  Switch(stack_->own, stack_->caller, false);
  Arrive(stack_->own.fake_stack, &stack_->caller);
}

}  // namespace omnitls::internal

#else

namespace omnitls::internal {

struct Fiber::Stack : Allocated {};

Owned<Fiber> Fiber::Make() { return {}; }
Fiber::~Fiber() { delete stack_; }
bool Fiber::Run(void (*work)(void* user), void* user) {
  work(user);
  return true;
}
void Fiber::Pause() {}

}  // namespace omnitls::internal

#endif
