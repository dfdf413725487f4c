#include "backends/openssl/timestamps.h"

#include "backends/openssl/connection.h"

namespace omnitls::openssl {
namespace {

// A client's is empty. A server's goes with its own certificate.
int Add(SSL* ssl, unsigned, unsigned context, const unsigned char** out, std::size_t* size, X509*,
        std::size_t index, int*, void*) {
  if ((context & SSL_EXT_CLIENT_HELLO) != 0) {
    *out = nullptr;
    *size = 0;
    return 1;
  }
  const ByteView list = Connection::Of(ssl).timestamps();
  if (list.empty() || index != 0) return 0;
  *out = list.data();
  *size = list.size();
  return 1;
}

int Parse(SSL* ssl, unsigned, unsigned context, const unsigned char* in, std::size_t size, X509*,
          std::size_t index, int*, void*) {
  if ((context & SSL_EXT_CLIENT_HELLO) == 0 && index == 0) {
    Connection::Of(ssl).host().Timestamps({in, size});
  }
  return 1;
}

}  // namespace

// OpenSSL's own way would verify them, and look for logs in files.
bool ExchangeTimestamps(SSL_CTX* ctx) {
  constexpr unsigned kContexts = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO |
                                 SSL_EXT_TLS1_3_CERTIFICATE | SSL_EXT_IGNORE_ON_RESUMPTION;
  return SSL_CTX_add_custom_ext(ctx, TLSEXT_TYPE_signed_certificate_timestamp, kContexts, Add,
                                nullptr, nullptr, Parse, nullptr) == 1;
}

}  // namespace omnitls::openssl
