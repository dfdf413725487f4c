#ifndef OMNITLS_BACKENDS_OPENSSL_TICKETS_H_
#define OMNITLS_BACKENDS_OPENSSL_TICKETS_H_

#include <openssl/ssl.h>

#include "backends/openssl/handles.h"
#include "omnitls/backend.h"
#include "omnitls/ticket_keys.h"

namespace omnitls::openssl {

// Tickets gives OpenSSL the keys that a server seals its sessions with, into tickets. It is bound
// to the server's EngineConfig::session_context by OpenSSL's session ID context.
class Tickets {
 public:
  // Lets `ctx`, which must not outlive this object, issue and accept tickets. False: OpenSSL lacks
  // an algorithm, or memory.
  [[nodiscard]] bool Install(const EngineConfig& config, SSL_CTX* ctx);

 private:
  static int OnTicket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                      EVP_MAC_CTX* mac, int encrypt);
  int Seal(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) const;
  int Open(bool tls13, const unsigned char* name, const unsigned char* iv, EVP_CIPHER_CTX* cipher,
           EVP_MAC_CTX* mac) const;

  CipherHandle aes_;
  TicketKeys keys_;
};

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_TICKETS_H_
