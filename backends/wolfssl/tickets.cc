#include "backends/wolfssl/tickets.h"

#include <wolfssl/wolfcrypt/aes.h>
#include <wolfssl/wolfcrypt/random.h>

#include <cstring>

#include "omnitls/bytes.h"

namespace omnitls::wolfssl {
namespace {

constexpr word32 kNonceSize = GCM_NONCE_MID_SZ;
constexpr word32 kTagSize = WC_AES_BLOCK_SIZE;
static_assert(kNonceSize <= WOLFSSL_TICKET_IV_SZ && kTagSize <= WOLFSSL_TICKET_MAC_SZ);

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

class Random {
 public:
  Random() : is_good_(wc_InitRng(&rng_) == 0) {}
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;
  ~Random() {
    if (is_good_) wc_FreeRng(&rng_);
  }

  bool Fill(MutableBytes out) {
    return is_good_ &&
           wc_RNG_GenerateBlock(&rng_, out.data(), static_cast<word32>(out.size())) == 0;
  }

 private:
  WC_RNG rng_;
  const bool is_good_;
};

}  // namespace

TicketKey::~TicketKey() { Wipe(key_, sizeof key_); }

bool TicketKey::Create(WOLFSSL_CTX* ctx) {
  Random random;
  return random.Fill(name_) && random.Fill(key_) &&
         wolfSSL_CTX_set_TicketEncCb(ctx, OnTicket) == WOLFSSL_SUCCESS &&
         wolfSSL_CTX_set_TicketEncCtx(ctx, this) == WOLFSSL_SUCCESS;
}

int TicketKey::OnTicket(WOLFSSL* ssl, unsigned char* name, unsigned char* iv, unsigned char* mac,
                        int encrypt, unsigned char* ticket, int in_size, int* out_size,
                        void* user) {
  const TicketKey& key = *static_cast<const TicketKey*>(user);
  *out_size = in_size;
  const word32 size = static_cast<word32>(in_size);
  if (encrypt != 0) return key.Encrypt(wolfSSL_GetRNG(ssl), name, iv, mac, ticket, size);
  return key.Decrypt(name, iv, mac, ticket, size);
}

int TicketKey::Encrypt(WC_RNG* rng, unsigned char* name, unsigned char* iv, unsigned char* mac,
                       unsigned char* ticket, word32 size) const {
  std::memcpy(name, name_, sizeof name_);
  std::memset(iv, 0, WOLFSSL_TICKET_IV_SZ);
  std::memset(mac, 0, WOLFSSL_TICKET_MAC_SZ);
  Gcm gcm(key_);
  if (!gcm || wc_RNG_GenerateBlock(rng, iv, kNonceSize) != 0 ||
      wc_AesGcmEncrypt(gcm.get(), ticket, ticket, size, iv, kNonceSize, mac, kTagSize, name_,
                       sizeof name_) != 0) {
    return WOLFSSL_TICKET_RET_REJECT;
  }
  return WOLFSSL_TICKET_RET_OK;
}

int TicketKey::Decrypt(const unsigned char* name, const unsigned char* iv, const unsigned char* mac,
                       unsigned char* ticket, word32 size) const {
  if (std::memcmp(name, name_, sizeof name_) != 0) return WOLFSSL_TICKET_RET_REJECT;
  Gcm gcm(key_);
  if (!gcm || wc_AesGcmDecrypt(gcm.get(), ticket, ticket, size, iv, kNonceSize, mac, kTagSize,
                               name_, sizeof name_) != 0) {
    return WOLFSSL_TICKET_RET_REJECT;
  }
  return WOLFSSL_TICKET_RET_OK;
}

}  // namespace omnitls::wolfssl
