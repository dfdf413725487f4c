#ifndef OMNITLS_CONFORMANCE_LONG_TICKETS_H_
#define OMNITLS_CONFORMANCE_LONG_TICKETS_H_

#include "conformance/certificates.h"
#include "conformance/raw_peer.h"

namespace omnitls::conformance {

// LongTicketContext is of a server that is OpenSSL alone, at TLS 1.3: its tickets are cut in two
// records (RFC 8446, 5.1).
inline RawContext LongTicketContext() {
  const auto fill = [](SSL* ssl, void*) {
    static constexpr char kFiller[700] = {};
    return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), kFiller, sizeof kFiller);
  };
  const auto accept = [](SSL*, SSL_SESSION*, const unsigned char*, std::size_t, SSL_TICKET_STATUS,
                         void*) -> SSL_TICKET_RETURN { return SSL_TICKET_RETURN_IGNORE; };
  RawContext context(SSL_CTX_new(TLS_server_method()));
  UseCertificate(context.get(), Server());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  SSL_CTX_set_session_ticket_cb(context.get(), fill, accept, nullptr);
  SSL_CTX_set_max_send_fragment(context.get(), 512);
  return context;
}

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_LONG_TICKETS_H_
