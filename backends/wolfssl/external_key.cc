#include "backends/wolfssl/external_key.h"

#if defined(WOLF_CRYPTO_CB)
#include <wolfssl/wolfcrypt/asn.h>
#include <wolfssl/wolfcrypt/cryptocb.h>
#include <wolfssl/wolfcrypt/ecc.h>
#include <wolfssl/wolfcrypt/rsa.h>
#endif

#include <cstring>

#include "omnitls/x509/certificate.h"

// The library calls back for keys that have the number of a "device". Its callbacks for whole
// connections (HAVE_PK_CALLBACKS) would take 432 bytes of each connection, with such a key or
// without.
namespace omnitls::wolfssl {
namespace {

using x509::SignatureAlgorithm;
using OfConnection = ExternalKey::OfConnection;

#if defined(WOLF_CRYPTO_CB) && defined(WOLF_CRYPTO_CB_RSA_PAD)

// The number of our "device": anybody's in this process must be another.
constexpr int kDevice = 0x6F6D6E69;

// What the hash of a DigestInfo (RFC 8017, 9.2) comes after.
constexpr word32 kDigestInfoPrefix = 19;

// A key's ID is where its OfConnection is. Null: the key is not ours, or nobody's.
template <class Key>
const OfConnection* ConnectionOf(const Key& key) {
  const OfConnection* connection = nullptr;
  if (key.idLen != static_cast<int>(sizeof connection)) return nullptr;
  std::memcpy(&connection, key.id, sizeof connection);
  return connection;
}

// TLS 1.3 goes by the curve, and TLS 1.2 by what was negotiated; both say how long the hash is.
SignatureAlgorithm ByLength(word32 digest_size, SignatureAlgorithm sha256,
                            SignatureAlgorithm sha384, SignatureAlgorithm sha512) {
  switch (digest_size) {
    case 32:
      return sha256;
    case 48:
      return sha384;
    case 64:
      return sha512;
    default:
      return SignatureAlgorithm::kUnknown;
  }
}

int Sign(const OfConnection& connection, SignatureAlgorithm algorithm, ByteView digest, byte* out,
         word32* out_size) {
  const std::size_t size = connection.host->Sign(algorithm, digest, {out, *out_size});
  if (size == 0) return WC_HW_E;
  *out_size = static_cast<word32>(size);
  return 0;
}

// The library looks at what it has signed, and needs the public key for that.
int GivePublicKey(const OfConnection& connection, RsaKey& key) {
  const ByteView spki = connection.key->spki();
  word32 position = 0;
  return wc_RsaPublicKeyDecode(spki.data(), &position, &key, static_cast<word32>(spki.size()));
}

int SignRsa(const wc_CryptoInfo& info) {
  RsaKey& key = *info.pk.rsa.key;
  const OfConnection* const connection = ConnectionOf(key);
  if (info.pk.rsa.type != RSA_PRIVATE_ENCRYPT || connection == nullptr) return CRYPTOCB_UNAVAILABLE;
  if (const int given = GivePublicKey(*connection, key); given != 0) return given;
  ByteView digest(info.pk.rsa.in, info.pk.rsa.inLen);
  if (info.pk.type == WC_PK_TYPE_RSA_PSS) {
    return Sign(*connection,
                ByLength(info.pk.rsa.inLen, SignatureAlgorithm::kRsaPssSha256,
                         SignatureAlgorithm::kRsaPssSha384, SignatureAlgorithm::kRsaPssSha512),
                digest, info.pk.rsa.out, info.pk.rsa.outLen);
  }
  if (digest.size() < kDigestInfoPrefix) return BAD_FUNC_ARG;
  digest = digest.subspan(kDigestInfoPrefix);
  return Sign(*connection,
              ByLength(static_cast<word32>(digest.size()), SignatureAlgorithm::kRsaPkcs1Sha256,
                       SignatureAlgorithm::kRsaPkcs1Sha384, SignatureAlgorithm::kRsaPkcs1Sha512),
              digest, info.pk.rsa.out, info.pk.rsa.outLen);
}

int SignEcc(const wc_CryptoInfo& info) {
  const OfConnection* const connection = ConnectionOf(*info.pk.eccsign.key);
  if (connection == nullptr) return CRYPTOCB_UNAVAILABLE;
  return Sign(*connection,
              ByLength(info.pk.eccsign.inlen, SignatureAlgorithm::kEcdsaSha256,
                       SignatureAlgorithm::kEcdsaSha384, SignatureAlgorithm::kEcdsaSha512),
              {info.pk.eccsign.in, info.pk.eccsign.inlen}, info.pk.eccsign.out,
              info.pk.eccsign.outlen);
}

int OnCrypto(int /*device*/, wc_CryptoInfo* info, void* /*context*/) {
  if (info->algo_type != WC_ALGO_TYPE_PK) return CRYPTOCB_UNAVAILABLE;
  switch (info->pk.type) {
    case WC_PK_TYPE_RSA_GET_SIZE: {
      const OfConnection* const connection = ConnectionOf(*info->pk.rsa_get_size.key);
      if (connection == nullptr) return CRYPTOCB_UNAVAILABLE;
      *info->pk.rsa_get_size.keySize = static_cast<int>(connection->key->size());
      return 0;
    }
    case WC_PK_TYPE_RSA_PKCS:
    case WC_PK_TYPE_RSA_PSS:
      return SignRsa(*info);
    case WC_PK_TYPE_ECDSA_SIGN:
      return SignEcc(*info);
    default:
      return CRYPTOCB_UNAVAILABLE;
  }
}

#endif

}  // namespace

bool StartExternalKeys() {
#if defined(WOLF_CRYPTO_CB) && defined(WOLF_CRYPTO_CB_RSA_PAD)
  return wc_CryptoCb_RegisterDevice(kDevice, OnCrypto, nullptr) == 0;
#else
  return true;
#endif
}

Result<void> ExternalKey::Init(const EngineIdentity& identity) {
  is_rsa_ = identity.key_kind == KeyKind::kRsa;
  if (!is_rsa_ && identity.key_kind != KeyKind::kEcdsa) {
    return Fail(ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm);
  }
  x509::Certificate leaf;
  if (!x509::ParseCertificate(identity.chain[0], leaf)) return Fail(ErrorKind::kInternal);
  if (!spki_.Assign(leaf.spki)) return Fail(ErrorKind::kNoMemory);
  bits_ = identity.key_bits;
  return {};
}

Result<void> ExternalKey::UseIn([[maybe_unused]] WOLFSSL_CTX* ctx) const {
#if defined(WOLF_CRYPTO_CB) && defined(WOLF_CRYPTO_CB_RSA_PAD)
  const OfConnection* const nobody = nullptr;  // Each connection has its own.
  if (wolfSSL_CTX_use_PrivateKey_Id_ex(ctx, reinterpret_cast<const byte*>(&nobody), sizeof nobody,
                                       kDevice, static_cast<long>(size())) != WOLFSSL_SUCCESS) {
    return Fail(ErrorKind::kNoMemory);
  }
  ctx->privateKeyType = is_rsa_ ? rsa_sa_algo : ecc_dsa_sa_algo;
#endif
  return {};
}

Result<void> ExternalKey::UseIn([[maybe_unused]] WOLFSSL* ssl,
                                [[maybe_unused]] const OfConnection& connection) const {
#if defined(WOLF_CRYPTO_CB) && defined(WOLF_CRYPTO_CB_RSA_PAD)
  const OfConnection* const way = &connection;
  if (wolfSSL_use_PrivateKey_Id_ex(ssl, reinterpret_cast<const byte*>(&way), sizeof way, kDevice,
                                   static_cast<long>(size())) != WOLFSSL_SUCCESS) {
    return Fail(ErrorKind::kNoMemory);
  }
#endif
  return {};
}

}  // namespace omnitls::wolfssl
