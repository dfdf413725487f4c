#ifndef OMNITLS_SPIN_LOCK_H_
#define OMNITLS_SPIN_LOCK_H_

#include <atomic>

namespace omnitls::internal {

// SpinLock is what threads wait on for work that takes well under a microsecond, or comes once: it
// takes a byte, and devices without an operating system have it, too.
class SpinLock {
 public:
  // Guard holds the lock while it lives.
  class Guard {
   public:
    explicit Guard(SpinLock& lock) : locked_(lock.locked_) {
      while (locked_.exchange(true, std::memory_order_acquire)) {
      }
    }
    ~Guard() { locked_.store(false, std::memory_order_release); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    std::atomic<bool>& locked_;
  };

 private:
  std::atomic<bool> locked_{false};
};

}  // namespace omnitls::internal

#endif  // OMNITLS_SPIN_LOCK_H_
