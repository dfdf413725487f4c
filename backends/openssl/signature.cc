#include <openssl/rsa.h>

#include "backends/openssl/context.h"
#include "backends/openssl/errors.h"

namespace omnitls::openssl {
namespace {

using x509::SignatureAlgorithm;
using x509::SignatureCheck;
using x509::SignatureStatus;

bool IsPss(SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::kRsaPssSha256:
    case SignatureAlgorithm::kRsaPssSha384:
    case SignatureAlgorithm::kRsaPssSha512:
      return true;
    default:
      return false;
  }
}

// OpenSSL takes the algorithm from the key, so the key must be of the algorithm's kind.
bool Fits(int key_type, SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::kRsaPkcs1Sha256:
    case SignatureAlgorithm::kRsaPkcs1Sha384:
    case SignatureAlgorithm::kRsaPkcs1Sha512:
      return key_type == EVP_PKEY_RSA;
    case SignatureAlgorithm::kRsaPssSha256:
    case SignatureAlgorithm::kRsaPssSha384:
    case SignatureAlgorithm::kRsaPssSha512:
      return key_type == EVP_PKEY_RSA || key_type == EVP_PKEY_RSA_PSS;
    case SignatureAlgorithm::kEcdsaSha256:
    case SignatureAlgorithm::kEcdsaSha384:
    case SignatureAlgorithm::kEcdsaSha512:
      return key_type == EVP_PKEY_EC;
    case SignatureAlgorithm::kEd25519:
      return key_type == EVP_PKEY_ED25519;
    case SignatureAlgorithm::kEd448:
      return key_type == EVP_PKEY_ED448;
    default:
      return false;
  }
}

// Broken algorithms are recognised above so that they can be refused by name.
bool IsSupported(SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::kUnknown:
    case SignatureAlgorithm::kRsaPkcs1Md5:
    case SignatureAlgorithm::kRsaPkcs1Sha1:
    case SignatureAlgorithm::kEcdsaSha1:
      return false;
    default:
      return true;
  }
}

// MGF1 takes the hash of the signature unless told otherwise.
bool SetPss(EVP_PKEY_CTX* parameters) {
  return EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) == 1;
}

// Signatures that are wrong leave errors behind, as does a lack of memory.
SignatureStatus Failed(SignatureStatus status) {
  return TakeError(Alert::kNone).kind == ErrorKind::kNoMemory ? SignatureStatus::kNoMemory : status;
}

SignatureStatus VerifyDigest(EVP_PKEY* key, const EVP_MD* hash, const SignatureCheck& check) {
  const KeyContextHandle parameters(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (!parameters) return Failed(SignatureStatus::kNoMemory);
  const bool is_rsa = EVP_PKEY_get_base_id(key) != EVP_PKEY_EC;
  if (EVP_PKEY_verify_init(parameters.get()) != 1 ||
      (is_rsa && !IsPss(check.algorithm) &&
       EVP_PKEY_CTX_set_rsa_padding(parameters.get(), RSA_PKCS1_PADDING) != 1) ||
      (IsPss(check.algorithm) && !SetPss(parameters.get())) ||
      EVP_PKEY_CTX_set_signature_md(parameters.get(), hash) != 1) {
    return Failed(SignatureStatus::kUnsupported);
  }
  if (EVP_PKEY_verify(parameters.get(), check.signature.data(), check.signature.size(),
                      check.message.data(), check.message.size()) == 1) {
    return SignatureStatus::kGood;
  }
  return Failed(SignatureStatus::kBad);
}

}  // namespace

SignatureStatus Context::VerifySignature(const SignatureCheck& check) const {
  if (!IsSupported(check.algorithm)) return SignatureStatus::kUnsupported;
  if (check.anchor >= 0) {
    EVP_PKEY* const key = anchor_keys_.Find(static_cast<std::size_t>(check.anchor));
    if (key == nullptr) return Failed(SignatureStatus::kUnsupported);
    return VerifySignatureWith(key, check);
  }
  const KeyHandle key = ParsePublicKey(check.issuer_spki);
  if (!key) return Failed(SignatureStatus::kUnsupported);
  return VerifySignatureWith(key.get(), check);
}

SignatureStatus Context::VerifySignatureWith(EVP_PKEY* key, const SignatureCheck& check) const {
  if (!IsSupported(check.algorithm)) return SignatureStatus::kUnsupported;
  if (!Fits(EVP_PKEY_get_base_id(key), check.algorithm)) return SignatureStatus::kBad;
  if (check.is_digest) return VerifyDigest(key, DigestFor(check.algorithm), check);
  const DigestContextHandle digest(EVP_MD_CTX_new());
  if (!digest) return Failed(SignatureStatus::kNoMemory);
  EVP_PKEY_CTX* parameters = nullptr;  // Owned by `digest`.
  if (EVP_DigestVerifyInit(digest.get(), &parameters, DigestFor(check.algorithm), nullptr, key) !=
          1 ||
      (IsPss(check.algorithm) && !SetPss(parameters))) {
    return Failed(SignatureStatus::kUnsupported);
  }
  if (EVP_DigestVerify(digest.get(), check.signature.data(), check.signature.size(),
                       check.message.data(), check.message.size()) == 1) {
    return SignatureStatus::kGood;
  }
  return Failed(SignatureStatus::kBad);
}

// Null for Ed25519 and Ed448, which hash for themselves.
const EVP_MD* Context::DigestFor(SignatureAlgorithm algorithm) const {
  switch (algorithm) {
    case SignatureAlgorithm::kRsaPkcs1Sha256:
    case SignatureAlgorithm::kRsaPssSha256:
    case SignatureAlgorithm::kEcdsaSha256:
      return sha256_.get();
    case SignatureAlgorithm::kRsaPkcs1Sha384:
    case SignatureAlgorithm::kRsaPssSha384:
    case SignatureAlgorithm::kEcdsaSha384:
      return sha384_.get();
    case SignatureAlgorithm::kRsaPkcs1Sha512:
    case SignatureAlgorithm::kRsaPssSha512:
    case SignatureAlgorithm::kEcdsaSha512:
      return sha512_.get();
    default:
      return nullptr;
  }
}

}  // namespace omnitls::openssl
