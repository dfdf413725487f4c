#include "backends/mbedtls/minimal/core.h"

#if defined(OMNITLS_MINIMAL_BOTH)
#if defined(MBEDTLS_SSL_SRV_C)
#include <mbedtls/ssl_ticket.h>
#endif

#include "backends/mbedtls/shim.h"

// Whether there are sessions, and a server's tickets: sealed by the library, with keys of the
// context's own, of which it makes a new one each lifetime and keeps the one before.
namespace omnitls {
namespace internal {

#if defined(MBEDTLS_SSL_SRV_C)
namespace {

struct Tickets : Extra {
  Tickets() : Extra(Free) { mbedtls_ssl_ticket_init(&native); }
  ~Tickets() { mbedtls_ssl_ticket_free(&native); }

  static void Free(Extra* extra) { delete static_cast<Tickets*>(extra); }

  mbedtls_ssl_ticket_context native;
};

}  // namespace

// A server that asks clients for certificates issues none: nobody would look at those again.
void ContextSettings::UseTickets() {
  if (!core->has_sessions || client_auth != ClientAuth::kNone) return;
  auto* const tickets = new (std::nothrow) Tickets;
  Keep(tickets);
  if (tickets == nullptr) return;
  Check(mbedtls_ssl_ticket_setup(&tickets->native, omnitls_mbedtls_random, nullptr,
                                 MBEDTLS_CIPHER_AES_128_GCM, session_lifetime),
        Detail::kNone);
  mbedtls_ssl_conf_session_tickets_cb(&core->config, mbedtls_ssl_ticket_write,
                                      mbedtls_ssl_ticket_parse, &tickets->native);
  mbedtls_ssl_conf_tls13_key_exchange_modes(&core->config,
                                            MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ALL);
}
#endif

}  // namespace internal

void BuilderBase::SetSessionCache(SessionCacheMode mode) {
  if (internal::IsUsable(settings_)) {
    settings_->core->has_sessions = mode == SessionCacheMode::kOn && !settings_->has_key;
  }
}

ServerContextBuilder& ServerContextBuilder::SessionLifetime(std::uint32_t seconds) {
  if (!internal::IsUsable(settings_)) return *this;
  // A week at most (RFC 8446, 4.6.1).
  settings_->Check(seconds - 1 >= 604800 ? -1 : 0, Detail::kOutOfRange);
  settings_->session_lifetime = seconds;
  return *this;
}

ServerContextBuilder& ServerContextBuilder::SessionTickets([[maybe_unused]] std::uint32_t count) {
#if defined(MBEDTLS_SSL_SRV_C)
  if (!internal::IsUsable(settings_)) return *this;
  settings_->Check(count - 1 >= 8 ? -1 : 0, Detail::kOutOfRange);
  mbedtls_ssl_conf_new_session_tickets(&settings_->core->config, static_cast<std::uint16_t>(count));
#endif
  return *this;
}

}  // namespace omnitls

#endif  // OMNITLS_MINIMAL_BOTH
