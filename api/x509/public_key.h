#ifndef OMNITLS_X509_PUBLIC_KEY_H_
#define OMNITLS_X509_PUBLIC_KEY_H_

#include <cstdint>

#include "omnitls/bytes.h"
#include "omnitls/x509/signature.h"

namespace omnitls::x509 {

// KeyKind is what a SubjectPublicKeyInfo holds. kUnknown is well-formed but nothing that this
// library verifies with (DSA, other curves, explicit curve parameters, compressed points).
enum class KeyKind : std::uint8_t {
  kUnknown,
  kRsa,
  kRsaPss,  // RSA restricted to RSASSA-PSS (RFC 4055, 1.2).
  kEcP256,
  kEcP384,
  kEcP521,
  kEd25519,
  kEd448,
};

struct PublicKey {
  KeyKind kind = KeyKind::kUnknown;
  std::uint32_t bits = 0;          // Of the RSA modulus or of the curve; 0 for kUnknown.
  bool has_weak_exponent = false;  // RSA: the exponent is even or 1, so that anyone can sign.
};

// ParsePublicKey reads the kind and size of a DER SubjectPublicKeyInfo; false when it is malformed.
bool ParsePublicKey(ByteView spki, PublicKey& key);

// ParseSignatureAlgorithm reads a DER AlgorithmIdentifier; kUnknown where it is none that we know.
SignatureAlgorithm ParseSignatureAlgorithm(ByteView algorithm);

// CanSign tells whether a key of this kind can have made a signature of this algorithm.
bool CanSign(KeyKind kind, SignatureAlgorithm algorithm);

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_PUBLIC_KEY_H_
