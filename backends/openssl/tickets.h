#ifndef OMNITLS_BACKENDS_OPENSSL_TICKETS_H_
#define OMNITLS_BACKENDS_OPENSSL_TICKETS_H_

#include <openssl/ssl.h>

#include "backends/openssl/handles.h"
#include "omnitls/backend.h"
#include "omnitls/ticket_keys.h"

namespace omnitls::openssl {

// Tickets gives OpenSSL the keys that a server seals its sessions with, into tickets.
class Tickets {
 public:
  // Lets `ctx`, which must not outlive this object, issue and accept tickets. False: OpenSSL lacks
  // an algorithm, or memory.
  [[nodiscard]] bool Install(const EngineConfig& config, SSL_CTX* ctx);
  // Binds a connection's sessions, those in tickets and the others, by OpenSSL's session ID
  // context: to the server's EngineConfig::session_context and the connection's session_name.
  [[nodiscard]] bool Bind(SSL* ssl, std::uint64_t session_name) const;

 private:
  static int OnTicket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                      EVP_MAC_CTX* mac, int encrypt);
  int Seal(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) const;
  int Open(bool tls13, const unsigned char* name, const unsigned char* iv, EVP_CIPHER_CTX* cipher,
           EVP_MAC_CTX* mac) const;

  CipherHandle aes_;
  TicketKeys keys_;
  std::uint64_t context_ = 0;  // EngineConfig::session_context.
};

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_TICKETS_H_
