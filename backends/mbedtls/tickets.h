#ifndef OMNITLS_BACKENDS_MBEDTLS_TICKETS_H_
#define OMNITLS_BACKENDS_MBEDTLS_TICKETS_H_

#include <mbedtls/ssl.h>

#include <cstdint>

#include "omnitls/backend.h"
#include "omnitls/ticket_keys.h"

namespace omnitls::mbedtls {

// Tickets seals a server's sessions into tickets. Not by the library's own mbedtls_ssl_ticket_*,
// which makes keys and forgets them by rules of its own.
class Tickets {
 public:
  // Lets `config`, which must not outlive this object, issue and accept tickets.
  void Install(const EngineConfig& config, mbedtls_ssl_config& ssl_config);

 private:
  static int Write(void* user, const mbedtls_ssl_session* session, unsigned char* start,
                   const unsigned char* end, std::size_t* size, std::uint32_t* lifetime);
  static int Parse(void* user, mbedtls_ssl_session* session, unsigned char* ticket,
                   std::size_t size);
  int Seal(const mbedtls_ssl_session& session, MutableBytes out, std::size_t& size) const;
  int Open(mbedtls_ssl_session& session, MutableBytes ticket) const;
  int CheckAge(const mbedtls_ssl_session& session) const;

  TicketKeys keys_;
  std::uint32_t lifetime_ = 0;  // Seconds.
  std::uint64_t context_ = 0;   // EngineConfig::session_context.
};

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_TICKETS_H_
