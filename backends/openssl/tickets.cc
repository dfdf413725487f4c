#include "backends/openssl/tickets.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstring>

#include "backends/openssl/connection.h"
#include "omnitls/bytes.h"
#include "omnitls/little_endian.h"

namespace omnitls::openssl {
namespace {

constexpr std::size_t kNameSize = sizeof TicketKey::name;
constexpr int kIvSize = 16;

// What OpenSSL's callback returns.
constexpr int kError = -1;
constexpr int kNoTicket = 0;
constexpr int kGood = 1;
constexpr int kGoodButRenew = 2;

bool SetMacKey(EVP_MAC_CTX* mac, const TicketKey& key) {
  char digest[] = "SHA256";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, const_cast<std::uint8_t*>(key.hmac),
                                        sizeof key.hmac),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end(),
  };
  return EVP_MAC_CTX_set_params(mac, parameters) == 1;
}

}  // namespace

bool Tickets::Install(const EngineConfig& config, SSL_CTX* ctx) {
  keys_ = config.ticket_keys;
  aes_.reset(EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr));
  context_ = config.session_context;
  return aes_ && SSL_CTX_set_app_data(ctx, this) == 1 &&
         SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, OnTicket) == 1;
}

bool Tickets::Bind(SSL* ssl, std::uint64_t session_name) const {
  unsigned char context[16];
  internal::PutLittleEndian(context_, context);
  internal::PutLittleEndian(session_name, context + 8);
  return SSL_set_session_id_context(ssl, context, sizeof context) == 1;
}

int Tickets::OnTicket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                      EVP_MAC_CTX* mac, int encrypt) {
  const auto& tickets = *static_cast<const Tickets*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  if (encrypt != 0) return tickets.Seal(name, iv, cipher, mac);
  if (Connection::Of(ssl).declines_tickets()) return kNoTicket;
  return tickets.Open(SSL_version(ssl) == TLS1_3_VERSION, name, iv, cipher, mac);
}

int Tickets::Seal(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                  EVP_MAC_CTX* mac) const {
  TicketKey key;
  if (!keys_.ToSeal(key) || RAND_bytes(iv, kIvSize) != 1 || !SetMacKey(mac, key) ||
      EVP_EncryptInit_ex2(cipher, aes_.get(), key.aes, iv, nullptr) != 1) {
    return kError;
  }
  std::memcpy(name, key.name, kNameSize);
  return kGood;
}

int Tickets::Open(bool tls13, const unsigned char* name, const unsigned char* iv,
                  EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) const {
  TicketKey key;
  TicketKey newest;
  if (!keys_.ToOpen({name, kNameSize}, key)) return kNoTicket;
  if (!SetMacKey(mac, key) || EVP_DecryptInit_ex2(cipher, aes_.get(), key.aes, iv, nullptr) != 1) {
    return kError;
  }
  // In TLS 1.3 tickets are for one use, so a resumed connection gets a new one.
  const bool is_newest = !tls13 && keys_.ToSeal(newest) && Equal(newest.name, key.name);
  return is_newest ? kGood : kGoodButRenew;
}

}  // namespace omnitls::openssl
