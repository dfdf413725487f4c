#include "backends/openssl/psk.h"

#include <openssl/ssl.h>

#include <cstring>

#include "backends/openssl/algorithms.h"
#include "backends/openssl/connection.h"

namespace omnitls::openssl {
#ifndef OPENSSL_NO_PSK
namespace {

// OpenSSL takes a PSK of TLS 1.3 for a session that is resumed.
SslSessionHandle MakeSession(SSL* ssl, const EnginePsk& psk) {
  const auto number = static_cast<std::uint16_t>(psk.tls13_suite);
  const unsigned char wire[] = {static_cast<unsigned char>(number >> 8),
                                static_cast<unsigned char>(number)};
  const SSL_CIPHER* const cipher = SSL_CIPHER_find(ssl, wire);
  SslSessionHandle session(SSL_SESSION_new());
  const bool made = cipher != nullptr && session &&
                    SSL_SESSION_set1_master_key(session.get(), psk.key.data(), psk.key.size()) &&
                    SSL_SESSION_set_cipher(session.get(), cipher) &&
                    SSL_SESSION_set_protocol_version(session.get(), TLS1_3_VERSION);
  return made ? std::move(session) : SslSessionHandle();
}

// `digest`: after a HelloRetryRequest, that of the server's suite.
int UseSession(SSL* ssl, const EVP_MD* digest, const unsigned char** identity, std::size_t* size,
               SSL_SESSION** session) {
  const EnginePsk& psk = *Connection::Of(ssl).psk();
  *session = nullptr;
  if (digest != nullptr &&
      static_cast<std::size_t>(EVP_MD_get_size(digest)) != DigestSize(psk.hash)) {
    return 1;
  }
  *identity = psk.identity.data();
  *size = psk.identity.size();
  *session = MakeSession(ssl, psk).release();
  return *session != nullptr;
}

int FindSession(SSL* ssl, const unsigned char* identity, std::size_t size, SSL_SESSION** session) {
  const EnginePsk* const psk = Connection::Of(ssl).host().FindPreSharedKey({identity, size});
  *session = psk == nullptr ? nullptr : MakeSession(ssl, *psk).release();
  return psk == nullptr || *session != nullptr;
}

// --- TLS 1.2; OpenSSL would ask these in TLS 1.3, too

unsigned GiveKey(const EnginePsk* psk, unsigned char* out, unsigned most) {
  if (psk == nullptr || psk->key.size() > most) return 0;
  std::memcpy(out, psk->key.data(), psk->key.size());
  return static_cast<unsigned>(psk->key.size());
}

unsigned OfferPsk(SSL* ssl, const char* /*hint*/, char* identity, unsigned most_identity,
                  unsigned char* key, unsigned most_key) {
  const EnginePsk& psk = *Connection::Of(ssl).psk();
  if (SSL_version(ssl) == TLS1_3_VERSION || psk.identity.size() >= most_identity) return 0;
  std::memcpy(identity, psk.identity.data(), psk.identity.size() + 1);
  return GiveKey(&psk, key, most_key);
}

unsigned FindPsk(SSL* ssl, const char* identity, unsigned char* key, unsigned most_key) {
  if (SSL_version(ssl) == TLS1_3_VERSION || identity == nullptr) return 0;
  return GiveKey(Connection::Of(ssl).host().FindPreSharedKey(AsBytes(identity)), key, most_key);
}

}  // namespace

void InstallPsk(SSL_CTX* ctx, const EngineConfig& config) {
  if (config.psk != nullptr) {
    SSL_CTX_set_psk_use_session_callback(ctx, UseSession);
    SSL_CTX_set_psk_client_callback(ctx, OfferPsk);
  }
  if (config.accepts_psk) {
    SSL_CTX_set_psk_find_session_callback(ctx, FindSession);
    SSL_CTX_set_psk_server_callback(ctx, FindPsk);
  }
}

#else

void InstallPsk(SSL_CTX* /*ctx*/, const EngineConfig& /*config*/) {}  // Never asked for any.

#endif

void RefuseSessions(SSL* ssl, CipherSuite tls13_suite) {
  SSL_set_num_tickets(ssl, 0);
  // In TLS 1.3 it would mean tickets of another kind.
  if (tls13_suite == CipherSuite::kNone) SSL_set_options(ssl, SSL_OP_NO_TICKET);
}

bool SetPskSuite(SSL* ssl, CipherSuite suite) {
  Bytes name;
  return JoinNames({&suite, 1}, name) && SSL_set_ciphersuites(ssl, CString(name)) == 1;
}

}  // namespace omnitls::openssl
