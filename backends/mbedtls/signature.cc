#include <psa/crypto.h>

#include "backends/mbedtls/context.h"
#include "omnitls/x509/der.h"
#include "omnitls/x509/public_key.h"

// The library's own functions for certificates do what this does after more parsing; so a key is
// imported for each signature, and nothing need be kept or shared between threads.
namespace omnitls::mbedtls {
#if defined(MBEDTLS_X509_CRT_PARSE_C)
namespace {

using x509::SignatureAlgorithm;
using x509::SignatureCheck;
using x509::SignatureStatus;

// P-521.
constexpr std::size_t kMaxCoordinate = 66;

psa_algorithm_t ToPsa(SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::kRsaPkcs1Sha256:
      return PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_256);
    case SignatureAlgorithm::kRsaPkcs1Sha384:
      return PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_384);
    case SignatureAlgorithm::kRsaPkcs1Sha512:
      return PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_512);
    case SignatureAlgorithm::kRsaPssSha256:
      return PSA_ALG_RSA_PSS(PSA_ALG_SHA_256);
    case SignatureAlgorithm::kRsaPssSha384:
      return PSA_ALG_RSA_PSS(PSA_ALG_SHA_384);
    case SignatureAlgorithm::kRsaPssSha512:
      return PSA_ALG_RSA_PSS(PSA_ALG_SHA_512);
    case SignatureAlgorithm::kEcdsaSha256:
      return PSA_ALG_ECDSA(PSA_ALG_SHA_256);
    case SignatureAlgorithm::kEcdsaSha384:
      return PSA_ALG_ECDSA(PSA_ALG_SHA_384);
    case SignatureAlgorithm::kEcdsaSha512:
      return PSA_ALG_ECDSA(PSA_ALG_SHA_512);
    default:
      return PSA_ALG_NONE;
  }
}

psa_key_type_t ToPsa(x509::KeyKind kind) {
  switch (kind) {
    case x509::KeyKind::kRsa:
    case x509::KeyKind::kRsaPss:
      return PSA_KEY_TYPE_RSA_PUBLIC_KEY;
    case x509::KeyKind::kEcP256:
    case x509::KeyKind::kEcP384:
    case x509::KeyKind::kEcP521:
      return PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1);
    default:
      return PSA_KEY_TYPE_NONE;
  }
}

SignatureStatus ToStatus(psa_status_t status) {
  switch (status) {
    case PSA_SUCCESS:
      return SignatureStatus::kGood;
    case PSA_ERROR_NOT_SUPPORTED:
      return SignatureStatus::kUnsupported;
    case PSA_ERROR_INSUFFICIENT_MEMORY:
      return SignatureStatus::kNoMemory;
    default:
      return SignatureStatus::kBad;
  }
}

// ImportedKey is a public key in the library's key store, for as long as it is used.
class ImportedKey {
 public:
  ~ImportedKey() { psa_destroy_key(id_); }

  psa_status_t Import(ByteView key, psa_key_type_t type, psa_algorithm_t algorithm) {
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, type);
    psa_set_key_algorithm(&attributes, algorithm);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_MESSAGE | PSA_KEY_USAGE_VERIFY_HASH);
    return psa_import_key(&attributes, key.data(), key.size(), &id_);
  }
  mbedtls_svc_key_id_t id() const { return id_; }

 private:
  mbedtls_svc_key_id_t id_ = MBEDTLS_SVC_KEY_ID_INIT;
};

// SubjectPublicKeyInfo ::= SEQUENCE { algorithm, subjectPublicKey BIT STRING } (RFC 5280, 4.1).
bool ReadKeyBits(ByteView spki, ByteView& key) {
  ByteView content;
  if (!x509::ReadAlone(spki, x509::der::kSequence, content)) return false;
  x509::DerReader reader(content);
  ByteView algorithm;
  return reader.Read(x509::der::kSequence, algorithm) && reader.ReadBitString(key);
}

// Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER } (RFC 5480, appendix A) to r and s in a row,
// each as long as the curve's order.
bool ToRaw(ByteView signature, std::size_t coordinate, std::uint8_t* raw) {
  ByteView content;
  if (!x509::ReadAlone(signature, x509::der::kSequence, content)) return false;
  x509::DerReader reader(content);
  for (int i = 0; i < 2; ++i, raw += coordinate) {
    ByteView number;
    if (!reader.ReadUnsigned(number) || number.size() > coordinate) return false;
    const std::size_t zeros = coordinate - number.size();
    std::memset(raw, 0, zeros);
    if (!number.empty()) std::memcpy(raw + zeros, number.data(), number.size());
  }
  return reader.empty();
}

}  // namespace

SignatureStatus Context::VerifySignature(const SignatureCheck& check) const {
  x509::PublicKey key;
  ByteView key_bits;
  if (!x509::ParsePublicKey(check.issuer_spki, key) || !ReadKeyBits(check.issuer_spki, key_bits) ||
      !x509::CanSign(key.kind, check.algorithm)) {
    return SignatureStatus::kBad;
  }
  const psa_algorithm_t algorithm = ToPsa(check.algorithm);
  const psa_key_type_t type = ToPsa(key.kind);
  if (algorithm == PSA_ALG_NONE || type == PSA_KEY_TYPE_NONE) return SignatureStatus::kUnsupported;

  std::uint8_t raw[2 * kMaxCoordinate];
  ByteView signature = check.signature;
  if (PSA_KEY_TYPE_IS_ECC(type)) {
    const std::size_t coordinate = (key.bits + 7) / 8;
    if (!ToRaw(signature, coordinate, raw)) return SignatureStatus::kBad;
    signature = ByteView(raw, 2 * coordinate);
  }
  ImportedKey imported;
  psa_status_t status = imported.Import(key_bits, type, algorithm);
  if (status == PSA_SUCCESS) {
    const auto verify = check.is_digest ? psa_verify_hash : psa_verify_message;
    status = verify(imported.id(), algorithm, check.message.data(), check.message.size(),
                    signature.data(), signature.size());
  }
  return ToStatus(status);
}

#else  // Never called: there are no certificates.

x509::SignatureStatus Context::VerifySignature(const x509::SignatureCheck& /*check*/) const {
  return x509::SignatureStatus::kUnsupported;
}

#endif
}  // namespace omnitls::mbedtls
