#include <wolfssl/wolfcrypt/asn.h>
#include <wolfssl/wolfcrypt/ecc.h>
#include <wolfssl/wolfcrypt/ed25519.h>
#include <wolfssl/wolfcrypt/ed448.h>
#include <wolfssl/wolfcrypt/hash.h>
#include <wolfssl/wolfcrypt/rsa.h>

#include <cstring>

#include "backends/wolfssl/context.h"

// One public-key operation. The library's key objects are changed by verifying, so there is one for
// each call, not one for each anchor; the library's own verification parses the key every time,
// too.
namespace omnitls::wolfssl {
namespace {

using x509::SignatureAlgorithm;
using x509::SignatureCheck;
using x509::SignatureStatus;

// Key is a public key of one kind.
template <class T, auto Init, auto Free, auto Decode>
class Key {
 public:
  Key() : is_initialised_(Init(&key_, nullptr, INVALID_DEVID) == 0) {}
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  ~Key() {
    if (is_initialised_) Free(&key_);
  }

  // Parse reads a SubjectPublicKeyInfo: 0, or the library's error.
  int Parse(ByteView spki) {
    if (!is_initialised_) return MEMORY_E;
    word32 position = 0;
    return Decode(spki.data(), &position, &key_, static_cast<word32>(spki.size()));
  }
  T* get() { return &key_; }

 private:
  T key_;
  const bool is_initialised_;
};

// Hash is what a signature algorithm hashes with.
struct Hash {
  enum wc_HashType type;
  int oid;
  int mgf;
};
constexpr Hash kSha256{WC_HASH_TYPE_SHA256, SHA256h, WC_MGF1SHA256};
constexpr Hash kSha384{WC_HASH_TYPE_SHA384, SHA384h, WC_MGF1SHA384};
constexpr Hash kSha512{WC_HASH_TYPE_SHA512, SHA512h, WC_MGF1SHA512};

struct Digest {
  int Compute(const Hash& hash, const SignatureCheck& check) {
    const ByteView message = check.message;
    const int length = wc_HashGetDigestSize(hash.type);
    if (length < 0) return length;
    size = static_cast<word32>(length);
    if (check.is_digest) {
      if (message.size() != size) return BAD_FUNC_ARG;
      std::memcpy(bytes, message.data(), size);
      return 0;
    }
    return wc_Hash(hash.type, message.data(), static_cast<word32>(message.size()), bytes, size);
  }
  std::uint8_t bytes[WC_MAX_DIGEST_SIZE];
  word32 size = 0;
};

word32 SizeOf(ByteView bytes) { return static_cast<word32>(bytes.size()); }

bool IsNoMemory(int code) { return code == MEMORY_E || code == MP_MEM; }

// For a key that the library cannot use, being too long for it or on another curve, or a hash that
// it was built without.
SignatureStatus Unsupported(int code) {
  return IsNoMemory(code) ? SignatureStatus::kNoMemory : SignatureStatus::kUnsupported;
}

SignatureStatus Verdict(int code, bool is_good) {
  if (IsNoMemory(code)) return SignatureStatus::kNoMemory;
  return code >= 0 && is_good ? SignatureStatus::kGood : SignatureStatus::kBad;
}

#ifndef NO_RSA
using PublicRsaKey = Key<RsaKey, wc_InitRsaKey_ex, wc_FreeRsaKey, wc_RsaPublicKeyDecode>;
constexpr word32 kMaxRsaSize = RSA_MAX_SIZE / 8;

SignatureStatus VerifyPkcs1(const SignatureCheck& check, const Hash& hash) {
  PublicRsaKey key;
  Digest digest;
  int code = key.Parse(check.issuer_spki);
  if (code == 0) code = digest.Compute(hash, check);
  if (code != 0) return Unsupported(code);
  std::uint8_t wanted[MAX_DER_DIGEST_SZ];
  const word32 size = wc_EncodeSignature(wanted, digest.bytes, digest.size, hash.oid);
  std::uint8_t found[kMaxRsaSize];
  code = wc_RsaSSL_Verify(check.signature.data(), SizeOf(check.signature), found, sizeof found,
                          key.get());
  return Verdict(code, code >= 0 && Equal({wanted, size}, {found, static_cast<word32>(code)}));
}

SignatureStatus VerifyPss(const SignatureCheck& check, const Hash& hash) {
#ifdef WC_RSA_PSS
  PublicRsaKey key;
  Digest digest;
  int code = key.Parse(check.issuer_spki);
  if (code == 0) code = digest.Compute(hash, check);
  if (code != 0) return Unsupported(code);
  std::uint8_t encoded[kMaxRsaSize];
  code = wc_RsaPSS_VerifyCheck(check.signature.data(), SizeOf(check.signature), encoded,
                               sizeof encoded, digest.bytes, digest.size, hash.type, hash.mgf,
                               key.get());
  return Verdict(code, true);
#else
  return SignatureStatus::kUnsupported;
#endif
}
#endif  // NO_RSA

#ifdef HAVE_ECC
using PublicEccKey = Key<ecc_key, wc_ecc_init_ex, wc_ecc_free, wc_EccPublicKeyDecode>;

SignatureStatus VerifyEcdsa(const SignatureCheck& check, const Hash& hash) {
  PublicEccKey key;
  Digest digest;
  int code = key.Parse(check.issuer_spki);
  if (code == 0) code = digest.Compute(hash, check);
  if (code != 0) return Unsupported(code);
  int is_good = 0;
  code = wc_ecc_verify_hash(check.signature.data(), SizeOf(check.signature), digest.bytes,
                            digest.size, &is_good, key.get());
  return Verdict(code, is_good == 1);
}
#endif  // HAVE_ECC

#ifdef HAVE_ED25519
using PublicEd25519Key =
    Key<ed25519_key, wc_ed25519_init_ex, wc_ed25519_free, wc_Ed25519PublicKeyDecode>;

SignatureStatus VerifyEd25519(const SignatureCheck& check) {
  PublicEd25519Key key;
  int is_good = 0;
  int code = key.Parse(check.issuer_spki);
  if (code != 0) return Unsupported(code);
  code = wc_ed25519_verify_msg(check.signature.data(), SizeOf(check.signature),
                               check.message.data(), SizeOf(check.message), &is_good, key.get());
  return Verdict(code, is_good == 1);
}
#endif  // HAVE_ED25519

#ifdef HAVE_ED448
using PublicEd448Key = Key<ed448_key, wc_ed448_init_ex, wc_ed448_free, wc_Ed448PublicKeyDecode>;

SignatureStatus VerifyEd448(const SignatureCheck& check) {
  PublicEd448Key key;
  int is_good = 0;
  int code = key.Parse(check.issuer_spki);
  if (code == 0) {
    code =
        wc_ed448_verify_msg(check.signature.data(), SizeOf(check.signature), check.message.data(),
                            SizeOf(check.message), &is_good, key.get(), nullptr, 0);
  }
  return Verdict(code, is_good == 1);
}
#endif  // HAVE_ED448

}  // namespace

SignatureStatus Context::VerifySignature(const SignatureCheck& check) const {
  switch (check.algorithm) {
#ifndef NO_RSA
    case SignatureAlgorithm::kRsaPkcs1Sha256:
      return VerifyPkcs1(check, kSha256);
    case SignatureAlgorithm::kRsaPkcs1Sha384:
      return VerifyPkcs1(check, kSha384);
    case SignatureAlgorithm::kRsaPkcs1Sha512:
      return VerifyPkcs1(check, kSha512);
    case SignatureAlgorithm::kRsaPssSha256:
      return VerifyPss(check, kSha256);
    case SignatureAlgorithm::kRsaPssSha384:
      return VerifyPss(check, kSha384);
    case SignatureAlgorithm::kRsaPssSha512:
      return VerifyPss(check, kSha512);
#endif
#ifdef HAVE_ECC
    case SignatureAlgorithm::kEcdsaSha256:
      return VerifyEcdsa(check, kSha256);
    case SignatureAlgorithm::kEcdsaSha384:
      return VerifyEcdsa(check, kSha384);
    case SignatureAlgorithm::kEcdsaSha512:
      return VerifyEcdsa(check, kSha512);
#endif
#ifdef HAVE_ED25519
    case SignatureAlgorithm::kEd25519:
      return VerifyEd25519(check);
#endif
#ifdef HAVE_ED448
    case SignatureAlgorithm::kEd448:
      return VerifyEd448(check);
#endif
    default:
      return SignatureStatus::kUnsupported;
  }
}

}  // namespace omnitls::wolfssl
