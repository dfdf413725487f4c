#ifndef OMNITLS_BACKENDS_WOLFSSL_TICKETS_H_
#define OMNITLS_BACKENDS_WOLFSSL_TICKETS_H_

#include <cstdint>

#include "backends/wolfssl/handles.h"

namespace omnitls::wolfssl {

// TicketKey encrypts a server's session tickets: made once for each context, then never changed, so
// that threads share it without a lock. The library's own key is set up by the first handshakes,
// which race for it.
class TicketKey {
 public:
  TicketKey() = default;
  TicketKey(const TicketKey&) = delete;
  TicketKey& operator=(const TicketKey&) = delete;
  ~TicketKey();

  // Create makes a random key and lets `ctx`, which must not outlive this object, use it.
  bool Create(WOLFSSL_CTX* ctx);

 private:
  static int OnTicket(WOLFSSL* ssl, unsigned char* name, unsigned char* iv, unsigned char* mac,
                      int encrypt, unsigned char* ticket, int in_size, int* out_size, void* user);
  int Encrypt(WC_RNG* rng, unsigned char* name, unsigned char* iv, unsigned char* mac,
              unsigned char* ticket, word32 size) const;
  int Decrypt(const unsigned char* name, const unsigned char* iv, const unsigned char* mac,
              unsigned char* ticket, word32 size) const;

  std::uint8_t name_[WOLFSSL_TICKET_NAME_SZ] = {};  // Sent with each ticket.
  std::uint8_t key_[AES_256_KEY_SIZE] = {};
};

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_TICKETS_H_
