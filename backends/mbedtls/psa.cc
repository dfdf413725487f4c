#include "backends/mbedtls/psa.h"

#include <psa/crypto.h>

#include <atomic>

namespace omnitls::mbedtls {

// It spins, because not every target has a mutex.
Result<void> StartPsa() {
  enum : int { kIdle, kBusy, kDone };
  static constinit std::atomic<int> state{kIdle};
  int seen = kIdle;
  while (!state.compare_exchange_weak(seen, kBusy, std::memory_order_acquire)) {
    if (seen == kDone) return {};
    seen = kIdle;
  }
  const psa_status_t status = psa_crypto_init();
  state.store(status == PSA_SUCCESS ? kDone : kIdle, std::memory_order_release);
  if (status == PSA_SUCCESS) return {};
  if (status == PSA_ERROR_INSUFFICIENT_MEMORY) return Fail(ErrorKind::kNoMemory);
  return Fail(ErrorKind::kInternal, Detail::kNone, Alert::kNone, status);
}

}  // namespace omnitls::mbedtls
