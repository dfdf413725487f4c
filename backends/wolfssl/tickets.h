#ifndef OMNITLS_BACKENDS_WOLFSSL_TICKETS_H_
#define OMNITLS_BACKENDS_WOLFSSL_TICKETS_H_

#include <cstdint>

#include "backends/wolfssl/handles.h"
#include "omnitls/backend.h"
#include "omnitls/ticket_keys.h"

namespace omnitls::wolfssl {

// Tickets seals a server's sessions into tickets. Not with the library's own key, which is set up
// by the first handshakes, which race for it.
class Tickets {
 public:
  // Lets `ctx`, which must not outlive this object, issue and accept tickets.
  [[nodiscard]] bool Install(const EngineConfig& config, WOLFSSL_CTX* ctx);

 private:
  static int OnTicket(WOLFSSL* ssl, unsigned char* name, unsigned char* iv, unsigned char* mac,
                      int encrypt, unsigned char* ticket, int in_size, int* out_size, void* user);
  void Promise(WOLFSSL* ssl, unsigned char* ticket, word32 size) const;
  int Seal(WC_RNG* rng, unsigned char* name, unsigned char* iv, unsigned char* mac,
           unsigned char* ticket, word32 size) const;
  int Open(bool tls13, const unsigned char* name, const unsigned char* iv, const unsigned char* mac,
           unsigned char* ticket, word32 size) const;

  TicketKeys keys_;
  std::uint64_t context_ = 0;         // EngineConfig::session_context.
  std::uint32_t max_early_data_ = 0;  // EngineConfig::max_early_data.
};

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_TICKETS_H_
