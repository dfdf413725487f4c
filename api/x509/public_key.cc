#include "omnitls/x509/public_key.h"

#include <bit>
#include <cstddef>

#include "omnitls/x509/der.h"

namespace omnitls::x509 {
namespace {

// OBJECT IDENTIFIER contents.
constexpr std::uint8_t kRsaEncryption[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01};
constexpr std::uint8_t kMd5WithRsa[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x04};
constexpr std::uint8_t kSha1WithRsa[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x05};
constexpr std::uint8_t kMgf1[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08};
constexpr std::uint8_t kRsassaPss[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A};
constexpr std::uint8_t kSha256WithRsa[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B};
constexpr std::uint8_t kSha384WithRsa[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0C};
constexpr std::uint8_t kSha512WithRsa[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0D};
constexpr std::uint8_t kEcPublicKey[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01};
constexpr std::uint8_t kEcdsaWithSha1[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01};
constexpr std::uint8_t kEcdsaWithSha256[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02};
constexpr std::uint8_t kEcdsaWithSha384[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03};
constexpr std::uint8_t kEcdsaWithSha512[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x04};
constexpr std::uint8_t kPrime256v1[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07};
constexpr std::uint8_t kSecp384r1[] = {0x2B, 0x81, 0x04, 0x00, 0x22};
constexpr std::uint8_t kSecp521r1[] = {0x2B, 0x81, 0x04, 0x00, 0x23};
constexpr std::uint8_t kEd25519Oid[] = {0x2B, 0x65, 0x70};
constexpr std::uint8_t kEd448Oid[] = {0x2B, 0x65, 0x71};
constexpr std::uint8_t kSha256[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
constexpr std::uint8_t kSha384[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02};
constexpr std::uint8_t kSha512[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03};

// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
struct AlgorithmIdentifier {
  ByteView oid;
  ByteView parameters;  // The whole element, or empty where absent.

  bool has_null_parameters() const {
    return parameters.size() == 2 && parameters[0] == der::kNull && parameters[1] == 0;
  }
};

bool ReadAlgorithm(DerReader& reader, AlgorithmIdentifier& algorithm) {
  ByteView content;
  if (!reader.Read(der::kSequence, content)) return false;
  DerReader fields(content);
  if (!fields.ReadOid(algorithm.oid)) return false;
  algorithm.parameters = {};
  DerElement parameters;
  if (!fields.empty() && !fields.Next(parameters)) return false;
  algorithm.parameters = parameters.whole;
  return fields.empty();
}

// Parameters is what an algorithm demands of its parameters field.
enum class Parameters : std::uint8_t { kAbsent, kNull };

struct KnownSignature {
  ByteView oid;
  Parameters parameters;
  SignatureAlgorithm algorithm;
};

// RFC 4055, 5 (RSA: NULL); RFC 5758, 3.2 (ECDSA: absent); RFC 8410, 3 (EdDSA: absent).
constexpr KnownSignature kSignatures[] = {
    {kEcdsaWithSha256, Parameters::kAbsent, SignatureAlgorithm::kEcdsaSha256},
    {kEcdsaWithSha384, Parameters::kAbsent, SignatureAlgorithm::kEcdsaSha384},
    {kSha256WithRsa, Parameters::kNull, SignatureAlgorithm::kRsaPkcs1Sha256},
    {kSha384WithRsa, Parameters::kNull, SignatureAlgorithm::kRsaPkcs1Sha384},
    {kSha512WithRsa, Parameters::kNull, SignatureAlgorithm::kRsaPkcs1Sha512},
    {kEcdsaWithSha512, Parameters::kAbsent, SignatureAlgorithm::kEcdsaSha512},
    {kEd25519Oid, Parameters::kAbsent, SignatureAlgorithm::kEd25519},
    {kEd448Oid, Parameters::kAbsent, SignatureAlgorithm::kEd448},
    {kSha1WithRsa, Parameters::kNull, SignatureAlgorithm::kRsaPkcs1Sha1},
    {kMd5WithRsa, Parameters::kNull, SignatureAlgorithm::kRsaPkcs1Md5},
    {kEcdsaWithSha1, Parameters::kAbsent, SignatureAlgorithm::kEcdsaSha1},
};

struct KnownPss {
  ByteView hash;
  std::uint32_t salt;
  SignatureAlgorithm algorithm;
};

constexpr KnownPss kPss[] = {
    {kSha256, 32, SignatureAlgorithm::kRsaPssSha256},
    {kSha384, 48, SignatureAlgorithm::kRsaPssSha384},
    {kSha512, 64, SignatureAlgorithm::kRsaPssSha512},
};

bool IsHash(const AlgorithmIdentifier& hash) {
  return hash.parameters.empty() || hash.has_null_parameters();  // RFC 4055, 2.1: accept both.
}

// RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0], maskGenAlgorithm [1], saltLength [2],
// trailerField [3] DEFAULT 1 } (RFC 4055, 3.1). The other defaults mean SHA-1, so they must be
// present.
SignatureAlgorithm ParsePss(ByteView parameters) {
  ByteView content, hash_field, mask_field, salt_field;
  if (!ReadAlone(parameters, der::kSequence, content)) return SignatureAlgorithm::kUnknown;
  DerReader fields(content);
  if (!fields.Read(der::ContextConstructed(0), hash_field) ||
      !fields.Read(der::ContextConstructed(1), mask_field) ||
      !fields.Read(der::ContextConstructed(2), salt_field) || !fields.empty()) {
    return SignatureAlgorithm::kUnknown;
  }
  AlgorithmIdentifier hash, mask, mask_hash;
  std::uint32_t salt = 0;
  DerReader hash_reader(hash_field), mask_reader(mask_field), salt_reader(salt_field);
  if (!ReadAlgorithm(hash_reader, hash) || !hash_reader.empty() || !IsHash(hash) ||
      !ReadAlgorithm(mask_reader, mask) || !mask_reader.empty() || !Equal(mask.oid, kMgf1) ||
      !salt_reader.ReadSmall(1024, salt) || !salt_reader.empty()) {
    return SignatureAlgorithm::kUnknown;
  }
  DerReader mask_hash_reader(mask.parameters);
  if (!ReadAlgorithm(mask_hash_reader, mask_hash) || !mask_hash_reader.empty() ||
      !IsHash(mask_hash) || !Equal(mask_hash.oid, hash.oid)) {
    return SignatureAlgorithm::kUnknown;
  }
  for (const KnownPss& known : kPss) {
    if (Equal(hash.oid, known.hash) && salt == known.salt) return known.algorithm;
  }
  return SignatureAlgorithm::kUnknown;
}

// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } (RFC 8017, A.1.1)
bool ParseRsa(ByteView bits, KeyKind kind, PublicKey& key) {
  ByteView content, modulus, exponent;
  if (!ReadAlone(bits, der::kSequence, content)) return false;
  DerReader fields(content);
  if (!fields.ReadUnsigned(modulus) || !fields.ReadUnsigned(exponent) || !fields.empty())
    return false;
  if (modulus.empty() || exponent.empty()) return false;
  key.kind = kind;
  key.bits = static_cast<std::uint32_t>((modulus.size() - 1) * 8) +
             static_cast<std::uint32_t>(std::bit_width(modulus[0]));
  const bool is_one = exponent.size() == 1 && exponent[0] == 1;
  key.has_weak_exponent = is_one || (exponent.back() & 1) == 0;
  return true;
}

// Named curves and uncompressed points only (RFC 5480, 2.1.1 and 2.2): what all backends know.
bool ParseEc(const AlgorithmIdentifier& algorithm, ByteView point, PublicKey& key) {
  ByteView curve;
  DerReader parameters(algorithm.parameters);
  if (!parameters.Has(der::kOid)) return true;
  if (!parameters.ReadOid(curve) || !parameters.empty()) return false;
  KeyKind kind = KeyKind::kUnknown;
  std::uint32_t bits = 0;
  if (Equal(curve, kPrime256v1)) kind = KeyKind::kEcP256, bits = 256;
  if (Equal(curve, kSecp384r1)) kind = KeyKind::kEcP384, bits = 384;
  if (Equal(curve, kSecp521r1)) kind = KeyKind::kEcP521, bits = 521;
  const std::size_t coordinate = (bits + 7) / 8;
  if (point.empty()) return false;
  if (kind == KeyKind::kUnknown || point[0] != 0x04) return true;
  if (point.size() != 1 + 2 * coordinate) return false;
  key.kind = kind;
  key.bits = bits;
  return true;
}

bool ParseEdwards(const AlgorithmIdentifier& algorithm, ByteView bits, KeyKind kind,
                  PublicKey& key) {
  const std::size_t size = kind == KeyKind::kEd25519 ? 32 : 57;  // RFC 8032, 5.1.5 and 5.2.5
  if (!algorithm.parameters.empty() || bits.size() != size) return false;
  key.kind = kind;
  key.bits = kind == KeyKind::kEd25519 ? 255 : 448;
  return true;
}

}  // namespace

bool ParsePublicKey(ByteView spki, PublicKey& key) {
  key = {};
  ByteView content, bits;
  AlgorithmIdentifier algorithm;
  if (!ReadAlone(spki, der::kSequence, content)) return false;
  DerReader fields(content);
  if (!ReadAlgorithm(fields, algorithm) || !fields.ReadBitString(bits) || !fields.empty()) {
    return false;
  }
  if (Equal(algorithm.oid, kEcPublicKey)) return ParseEc(algorithm, bits, key);
  if (Equal(algorithm.oid, kRsaEncryption)) {
    return algorithm.has_null_parameters() && ParseRsa(bits, KeyKind::kRsa, key);
  }
  if (Equal(algorithm.oid, kRsassaPss)) return ParseRsa(bits, KeyKind::kRsaPss, key);
  if (Equal(algorithm.oid, kEd25519Oid)) {
    return ParseEdwards(algorithm, bits, KeyKind::kEd25519, key);
  }
  if (Equal(algorithm.oid, kEd448Oid)) return ParseEdwards(algorithm, bits, KeyKind::kEd448, key);
  return true;
}

SignatureAlgorithm ParseSignatureAlgorithm(ByteView der_algorithm) {
  AlgorithmIdentifier algorithm;
  DerReader reader(der_algorithm);
  if (!ReadAlgorithm(reader, algorithm) || !reader.empty()) return SignatureAlgorithm::kUnknown;
  for (const KnownSignature& known : kSignatures) {
    if (!Equal(algorithm.oid, known.oid)) continue;
    const bool fits = known.parameters == Parameters::kNull ? algorithm.has_null_parameters()
                                                            : algorithm.parameters.empty();
    return fits ? known.algorithm : SignatureAlgorithm::kUnknown;
  }
  if (Equal(algorithm.oid, kRsassaPss)) return ParsePss(algorithm.parameters);
  return SignatureAlgorithm::kUnknown;
}

bool CanSign(KeyKind kind, SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::kUnknown:
      return false;
    case SignatureAlgorithm::kRsaPkcs1Md5:
    case SignatureAlgorithm::kRsaPkcs1Sha1:
    case SignatureAlgorithm::kRsaPkcs1Sha256:
    case SignatureAlgorithm::kRsaPkcs1Sha384:
    case SignatureAlgorithm::kRsaPkcs1Sha512:
      return kind == KeyKind::kRsa;
    case SignatureAlgorithm::kRsaPssSha256:
    case SignatureAlgorithm::kRsaPssSha384:
    case SignatureAlgorithm::kRsaPssSha512:
      return kind == KeyKind::kRsa || kind == KeyKind::kRsaPss;
    case SignatureAlgorithm::kEcdsaSha1:
    case SignatureAlgorithm::kEcdsaSha256:
    case SignatureAlgorithm::kEcdsaSha384:
    case SignatureAlgorithm::kEcdsaSha512:
      return kind == KeyKind::kEcP256 || kind == KeyKind::kEcP384 || kind == KeyKind::kEcP521;
    case SignatureAlgorithm::kEd25519:
      return kind == KeyKind::kEd25519;
    case SignatureAlgorithm::kEd448:
      return kind == KeyKind::kEd448;
  }
  return false;
}

}  // namespace omnitls::x509
