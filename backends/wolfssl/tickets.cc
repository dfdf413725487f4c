#include "backends/wolfssl/tickets.h"

#include <wolfssl/wolfcrypt/aes.h>
#include <wolfssl/wolfcrypt/random.h>

#include <algorithm>
#include <cstring>

#include "backends/wolfssl/connection.h"
#include "omnitls/bytes.h"
#include "omnitls/ticket_binding.h"

namespace omnitls::wolfssl {
namespace {

using internal::TicketBinding;

constexpr word32 kNonceSize = GCM_NONCE_MID_SZ;
constexpr word32 kTagSize = WC_AES_BLOCK_SIZE;
static_assert(kNonceSize <= WOLFSSL_TICKET_IV_SZ && kTagSize <= WOLFSSL_TICKET_MAC_SZ &&
              sizeof TicketKey::name == WOLFSSL_TICKET_NAME_SZ);

bool IsZero(const unsigned char* begin, const unsigned char* end) {
  return std::all_of(begin, end, [](unsigned char byte) { return byte == 0; });
}

// Gcm is AES-256-GCM with one key. One for each ticket, since the library's object is not const.
class Gcm {
 public:
  explicit Gcm(const std::uint8_t* key)
      : is_good_(wc_AesInit(&aes_, nullptr, INVALID_DEVID) == 0 &&
                 wc_AesGcmSetKey(&aes_, key, AES_256_KEY_SIZE) == 0) {}
  Gcm(const Gcm&) = delete;
  Gcm& operator=(const Gcm&) = delete;
  ~Gcm() { wc_AesFree(&aes_); }  // Wipes.

  explicit operator bool() const { return is_good_; }
  Aes* get() { return &aes_; }

 private:
  Aes aes_;
  const bool is_good_;
};

// The name that the client calls is the library's business.
TicketBinding BindingOf(std::uint64_t session_context) {
  return {"omnitls wolfssl", LIBWOLFSSL_VERSION_HEX, {session_context}};
}

}  // namespace

bool Tickets::Install(const EngineConfig& config, WOLFSSL_CTX* ctx) {
  keys_ = config.ticket_keys;
  context_ = config.session_context;
  max_early_data_ = config.max_early_data;
  return wolfSSL_CTX_set_TicketEncCb(ctx, OnTicket) == WOLFSSL_SUCCESS &&
         wolfSSL_CTX_set_TicketEncCtx(ctx, this) == WOLFSSL_SUCCESS;
}

int Tickets::OnTicket(WOLFSSL* ssl, unsigned char* name, unsigned char* iv, unsigned char* mac,
                      int encrypt, unsigned char* ticket, int in_size, int* out_size, void* user) {
  const Tickets& tickets = *static_cast<const Tickets*>(user);
  *out_size = in_size;
  const word32 size = static_cast<word32>(in_size);
  if (encrypt != 0) {
    tickets.Promise(ssl, ticket, size);
    return tickets.Seal(wolfSSL_GetRNG(ssl), name, iv, mac, ticket, size);
  }
  if (Connection::Of(ssl).declines_tickets()) {
    return WOLFSSL_TICKET_RET_REJECT;
  }
  const bool tls13 = ssl->version.minor == TLSv1_3_MINOR;
  const int opened = tickets.Open(tls13, name, iv, mac, ticket, size);
  if (tls13 && opened == WOLFSSL_TICKET_RET_OK) Connection::Of(ssl).DecideEarlyData();
  return opened;
}

// A connection's own limit is what it skips over (Connection::ReadEarlyData), and the library has
// already put it into the ticket. It tells the client the same next.
void Tickets::Promise([[maybe_unused]] WOLFSSL* ssl, [[maybe_unused]] unsigned char* ticket,
                      [[maybe_unused]] word32 size) const {
#ifdef WOLFSSL_EARLY_DATA
  ssl->options.maxEarlyDataSz = max_early_data_;
  if (size < sizeof(InternalTicket)) return;
  std::uint8_t* const promised = reinterpret_cast<InternalTicket*>(ticket)->maxEarlyDataSz;
  for (int i = 0; i < MAXEARLYDATASZ_LEN; ++i) {
    promised[i] = static_cast<std::uint8_t>(max_early_data_ >> (8 * (MAXEARLYDATASZ_LEN - 1 - i)));
  }
#endif
}

int Tickets::Seal(WC_RNG* rng, unsigned char* name, unsigned char* iv, unsigned char* mac,
                  unsigned char* ticket, word32 size) const {
  TicketKey key;
  if (!keys_.ToSeal(key)) return WOLFSSL_TICKET_RET_REJECT;
  std::memcpy(name, key.name, sizeof key.name);
  std::memset(iv, 0, WOLFSSL_TICKET_IV_SZ);
  std::memset(mac, 0, WOLFSSL_TICKET_MAC_SZ);
  const TicketBinding binding = BindingOf(context_);
  Gcm gcm(key.aes);
  if (!gcm || wc_RNG_GenerateBlock(rng, iv, kNonceSize) != 0 ||
      wc_AesGcmEncrypt(gcm.get(), ticket, ticket, size, iv, kNonceSize, mac, kTagSize,
                       binding.view().data(), static_cast<word32>(binding.view().size())) != 0) {
    return WOLFSSL_TICKET_RET_REJECT;
  }
  return WOLFSSL_TICKET_RET_OK;
}

int Tickets::Open(bool tls13, const unsigned char* name, const unsigned char* iv,
                  const unsigned char* mac, unsigned char* ticket, word32 size) const {
  TicketKey key;
  // What the tag does not cover must be as Seal left it, or one ticket would have many forms.
  if (!IsZero(iv + kNonceSize, iv + WOLFSSL_TICKET_IV_SZ) ||
      !IsZero(mac + kTagSize, mac + WOLFSSL_TICKET_MAC_SZ)) {
    return WOLFSSL_TICKET_RET_REJECT;
  }
  if (!keys_.ToOpen({name, sizeof key.name}, key)) return WOLFSSL_TICKET_RET_REJECT;
  const TicketBinding binding = BindingOf(context_);
  Gcm gcm(key.aes);
  if (!gcm ||
      wc_AesGcmDecrypt(gcm.get(), ticket, ticket, size, iv, kNonceSize, mac, kTagSize,
                       binding.view().data(), static_cast<word32>(binding.view().size())) != 0) {
    return WOLFSSL_TICKET_RET_REJECT;
  }
  TicketKey newest;
  // In TLS 1.3 a new one is always issued, and the library takes this answer for a refusal.
  const bool is_newest = tls13 || (keys_.ToSeal(newest) && Equal(newest.name, key.name));
  return is_newest ? WOLFSSL_TICKET_RET_OK : WOLFSSL_TICKET_RET_CREATE;
}

}  // namespace omnitls::wolfssl
