#ifndef OMNITLS_BACKENDS_MBEDTLS_TICKETS_H_
#define OMNITLS_BACKENDS_MBEDTLS_TICKETS_H_

#include <mbedtls/ssl.h>

#include <cstdint>

#include "omnitls/backend.h"
#include "omnitls/ticket_keys.h"

namespace omnitls::mbedtls {

class Tickets;

// ConnectionTickets is what a server's connection does with tickets, until its handshake is done.
struct ConnectionTickets {
  // Lets `config`, which must not outlive this object, issue and accept tickets.
  void Install(mbedtls_ssl_config& config);

  const Tickets* tickets = nullptr;  // The context's.
  std::uint64_t session_name = 0;    // EngineConnectionConfig::session_name.
  bool decline = false;              // Accept none.
};

// Tickets seals a server's sessions into tickets. Not by the library's own mbedtls_ssl_ticket_*,
// which makes keys and forgets them by rules of its own.
class Tickets {
 public:
  // Takes the keys, and sets what is the same for all connections.
  void Install(const EngineConfig& config, mbedtls_ssl_config& ssl_config);

  std::uint32_t lifetime() const { return lifetime_; }
  // Both return 0 or the library's error.
  int Seal(const mbedtls_ssl_session& session, std::uint64_t session_name, MutableBytes out,
           std::size_t& size) const;
  int Open(mbedtls_ssl_session& session, std::uint64_t session_name, MutableBytes ticket) const;

 private:
  int CheckAge(const mbedtls_ssl_session& session) const;

  TicketKeys keys_;
  std::uint32_t lifetime_ = 0;  // Seconds.
  std::uint64_t context_ = 0;   // EngineConfig::session_context.
};

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_TICKETS_H_
