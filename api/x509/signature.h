#ifndef OMNITLS_X509_SIGNATURE_H_
#define OMNITLS_X509_SIGNATURE_H_

#include <cstdint>

#include "omnitls/bytes.h"

namespace omnitls::x509 {

// SignatureAlgorithm is how a certificate is signed, from its AlgorithmIdentifier (RFC
// 5280, 4.1.1.2).
enum class SignatureAlgorithm : std::uint8_t {
  kUnknown,
  kRsaPkcs1Md5,   // Recognised so that it can be refused by name; never verified.
  kRsaPkcs1Sha1,  // Recognised so that it can be refused by name; never verified.
  kRsaPkcs1Sha256,
  kRsaPkcs1Sha384,
  kRsaPkcs1Sha512,
  kRsaPssSha256,  // MGF1 with the same hash, salt as long as the hash (RFC 8446, 4.2.3).
  kRsaPssSha384,
  kRsaPssSha512,
  kEcdsaSha1,  // Recognised so that it can be refused by name; never verified.
  kEcdsaSha256,
  kEcdsaSha384,
  kEcdsaSha512,
  kEd25519,
  kEd448,
};

// SignatureCheck is one signature to verify. All views stay valid during the call only.
struct SignatureCheck {
  SignatureAlgorithm algorithm = SignatureAlgorithm::kUnknown;
  ByteView issuer_spki;  // DER SubjectPublicKeyInfo of the signer.
  ByteView message;      // DER TBSCertificate.
  ByteView signature;    // The BIT STRING's content.
  // The signer's index among the trust anchors, or -1: a backend may keep what it parsed of an
  // anchor.
  int anchor = -1;
  bool is_digest = false;  // `message` is its hash already; not for kEd25519 and kEd448.
};

enum class SignatureStatus : std::uint8_t { kGood, kBad, kUnsupported, kNoMemory };

// SignatureVerifier is what path validation asks of a backend: one public-key operation.
class SignatureVerifier {
 public:
  virtual SignatureStatus VerifySignature(const SignatureCheck& check) const = 0;

 protected:
  ~SignatureVerifier() = default;
};

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_SIGNATURE_H_
