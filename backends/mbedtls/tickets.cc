#include "backends/mbedtls/tickets.h"

#include <mbedtls/platform_time.h>
#include <psa/crypto.h>

#include <cstring>

#include "omnitls/bytes.h"
#include "omnitls/ticket_binding.h"

#if defined(MBEDTLS_SSL_SESSION_TICKETS)  // Feature::kSessionTickets.
namespace omnitls::mbedtls {
namespace {

using internal::TicketBinding;

// A ticket: the key's name, a nonce, the sealed session.
constexpr std::size_t kNameSize = sizeof TicketKey::name;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kHeaderSize = kNameSize + kNonceSize;
constexpr std::size_t kTagSize = 16;

struct Aead {
  psa_key_type_t type;
  psa_algorithm_t algorithm;
};
// The first that the library has. All take keys of 32 bytes, nonces of 12, and tags of 16.
constexpr Aead kAeads[] = {{PSA_KEY_TYPE_AES, PSA_ALG_GCM},
                           {PSA_KEY_TYPE_CHACHA20, PSA_ALG_CHACHA20_POLY1305},
                           {PSA_KEY_TYPE_AES, PSA_ALG_CCM}};

// ImportedKey is a key that the library holds while a ticket is dealt with.
class ImportedKey {
 public:
  ImportedKey(const TicketKey& key, psa_key_usage_t usage) {
    for (const Aead& aead : kAeads) {
      psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
      psa_set_key_usage_flags(&attributes, usage);
      psa_set_key_algorithm(&attributes, aead.algorithm);
      psa_set_key_type(&attributes, aead.type);
      algorithm_ = aead.algorithm;
      status_ = psa_import_key(&attributes, key.aes, sizeof key.aes, &id_);
      if (status_ != PSA_ERROR_NOT_SUPPORTED) return;
    }
  }
  ImportedKey(const ImportedKey&) = delete;
  ImportedKey& operator=(const ImportedKey&) = delete;
  ~ImportedKey() {
    if (status_ == PSA_SUCCESS) psa_destroy_key(id_);
  }

  psa_status_t status() const { return status_; }
  mbedtls_svc_key_id_t id() const { return id_; }
  psa_algorithm_t algorithm() const { return algorithm_; }

 private:
  psa_status_t status_ = PSA_ERROR_NOT_SUPPORTED;
  mbedtls_svc_key_id_t id_ = MBEDTLS_SVC_KEY_ID_INIT;
  psa_algorithm_t algorithm_ = 0;
};

TicketBinding BindingOf(std::uint64_t session_context, std::uint64_t session_name) {
  return {"omnitls mbedtls", MBEDTLS_VERSION_NUMBER, {session_context, session_name}};
}

[[maybe_unused]] int Write(void* user, const mbedtls_ssl_session* session, unsigned char* start,
                           const unsigned char* end, std::size_t* size, std::uint32_t* lifetime) {
  const auto& own = *static_cast<const ConnectionTickets*>(user);
  *size = 0;
  *lifetime = own.tickets->lifetime();
  const MutableBytes out(start, static_cast<std::size_t>(end - start));
  return own.tickets->Seal(*session, own.session_name, out, *size);
}

[[maybe_unused]] int Parse(void* user, mbedtls_ssl_session* session, unsigned char* ticket,
                           std::size_t size) {
  const auto& own = *static_cast<const ConnectionTickets*>(user);
  if (own.decline) return MBEDTLS_ERR_SSL_SESSION_TICKET_EXPIRED;
  return own.tickets->Open(*session, own.session_name, {ticket, size});
}

}  // namespace

#if defined(MBEDTLS_SSL_SRV_C)
void ConnectionTickets::Install(mbedtls_ssl_config& config) {
  mbedtls_ssl_conf_session_tickets_cb(&config, Write, Parse, this);
}
#endif

void Tickets::Install(const EngineConfig& config, [[maybe_unused]] mbedtls_ssl_config& ssl_config) {
  keys_ = config.ticket_keys;
  lifetime_ = config.session_lifetime;
  context_ = config.session_context;
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && defined(MBEDTLS_SSL_SRV_C)
  mbedtls_ssl_conf_new_session_tickets(&ssl_config, config.ticket_count);
#endif
}

int Tickets::Seal(const mbedtls_ssl_session& session, std::uint64_t session_name, MutableBytes out,
                  std::size_t& size) const {
  TicketKey key;
  if (!keys_.ToSeal(key)) return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
  if (out.size() < kHeaderSize + kTagSize) return MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL;
  std::memcpy(out.data(), key.name, kNameSize);
  std::uint8_t* const nonce = out.data() + kNameSize;
  const MutableBytes body = out.subspan(kHeaderSize);
  std::size_t clear_size = 0;
  const int saved = mbedtls_ssl_session_save(&session, body.data(), body.size(), &clear_size);
  if (saved != 0) return saved;
  const TicketBinding binding = BindingOf(context_, session_name);
  const ImportedKey imported(key, PSA_KEY_USAGE_ENCRYPT);
  std::size_t sealed_size = 0;
  if (imported.status() != PSA_SUCCESS || psa_generate_random(nonce, kNonceSize) != PSA_SUCCESS ||
      psa_aead_encrypt(imported.id(), imported.algorithm(), nonce, kNonceSize,
                       binding.view().data(), binding.view().size(), body.data(), clear_size,
                       body.data(), body.size(), &sealed_size) != PSA_SUCCESS) {
    Wipe(body.data(), clear_size);
    return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
  }
  size = kHeaderSize + sealed_size;
  return 0;
}

// Every error that means "no such ticket" makes the handshake a full one.
int Tickets::Open(mbedtls_ssl_session& session, std::uint64_t session_name,
                  MutableBytes ticket) const {
  TicketKey key;
  if (ticket.size() < kHeaderSize + kTagSize) return MBEDTLS_ERR_SSL_INVALID_MAC;
  if (!keys_.ToOpen(ticket.first(kNameSize), key)) return MBEDTLS_ERR_SSL_SESSION_TICKET_EXPIRED;
  const ByteView nonce = ticket.subspan(kNameSize, kNonceSize);
  const MutableBytes body = ticket.subspan(kHeaderSize);
  const TicketBinding binding = BindingOf(context_, session_name);
  const ImportedKey imported(key, PSA_KEY_USAGE_DECRYPT);
  std::size_t clear_size = 0;
  if (imported.status() != PSA_SUCCESS ||
      psa_aead_decrypt(imported.id(), imported.algorithm(), nonce.data(), nonce.size(),
                       binding.view().data(), binding.view().size(), body.data(), body.size(),
                       body.data(), body.size(), &clear_size) != PSA_SUCCESS) {
    return MBEDTLS_ERR_SSL_INVALID_MAC;
  }
  const int loaded = mbedtls_ssl_session_load(&session, body.data(), clear_size);
  Wipe(body.data(), body.size());
  if (loaded == MBEDTLS_ERR_SSL_ALLOC_FAILED) return loaded;
  return loaded != 0 ? MBEDTLS_ERR_SSL_INVALID_MAC : CheckAge(session);
}

int Tickets::CheckAge(const mbedtls_ssl_session& session) const {
#if defined(MBEDTLS_HAVE_TIME)
  mbedtls_ms_time_t created = 0;
  if (const int got = mbedtls_ssl_session_get_ticket_creation_time(
          const_cast<mbedtls_ssl_session*>(&session), &created);
      got != 0) {
    return got;
  }
  const mbedtls_ms_time_t age = mbedtls_ms_time() - created;
  if (age < 0 || age > mbedtls_ms_time_t{lifetime_} * 1000) {
    return MBEDTLS_ERR_SSL_SESSION_TICKET_EXPIRED;
  }
#else
  (void)session;
#endif
  return 0;
}

}  // namespace omnitls::mbedtls
#endif
