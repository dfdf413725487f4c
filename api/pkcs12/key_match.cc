#include "omnitls/pkcs12/key_match.h"

#include <string_view>

#include "omnitls/pkcs12/algorithms.h"
#include "omnitls/x509/der.h"

namespace omnitls::pkcs12 {
namespace {

using x509::DerElement;
using x509::DerReader;
namespace der = x509::der;

constexpr std::string_view kEcPublicKey = "\x2A\x86\x48\xCE\x3D\x02\x01";
constexpr std::string_view kSubjectKeyId = "\x55\x1D\x0E";
constexpr std::string_view kAuthorityKeyId = "\x55\x1D\x23";

struct PrivateKey {
  Algorithm algorithm;
  ByteView bits;        // What the algorithm makes of it.
  ByteView public_key;  // A BIT STRING's content; empty: not there.
};

// OneAsymmetricKey (RFC 5958, 2).
bool ReadPrivateKey(ByteView pkcs8, PrivateKey& key) {
  ByteView content, version;
  if (!x509::ReadAlone(pkcs8, der::kSequence, content)) return false;
  DerReader fields(content);
  if (!fields.ReadInteger(version) || !ReadAlgorithm(fields, key.algorithm) ||
      !fields.Read(der::kOctetString, key.bits)) {
    return false;
  }
  for (DerElement field; fields.Next(field);) {
    if (field.tag == der::Context(1)) key.public_key = field.content;
  }
  return fields.empty();
}

// Of ECPrivateKey (RFC 5915, 3): a BIT STRING's content, where it is there.
ByteView EcPublicKey(ByteView bits) {
  ByteView content, version, secret, field, point;
  if (!x509::ReadAlone(bits, der::kSequence, content)) return {};
  DerReader fields(content);
  if (!fields.ReadInteger(version) || !fields.Read(der::kOctetString, secret)) return {};
  if (fields.Has(der::ContextConstructed(0)) && !fields.Read(der::ContextConstructed(0), field)) {
    return {};
  }
  if (!fields.Read(der::ContextConstructed(1), field) ||
      !x509::ReadAlone(field, der::kBitString, point)) {
    return {};
  }
  return point;
}

// Of RSAPrivateKey (RFC 8017, A.1.2), and of the RSAPublicKey in a BIT STRING's content.
ByteView PrivateModulus(ByteView bits) {
  ByteView content, version, modulus;
  if (!x509::ReadAlone(bits, der::kSequence, content)) return {};
  DerReader fields(content);
  return fields.ReadInteger(version) && fields.ReadUnsigned(modulus) ? modulus : ByteView();
}
ByteView PublicModulus(ByteView bits) {
  ByteView content, modulus;
  if (bits.empty() || !x509::ReadAlone(bits.subspan(1), der::kSequence, content)) return {};
  DerReader fields(content);
  return fields.ReadUnsigned(modulus) ? modulus : ByteView();
}

Match Compare(ByteView a, ByteView b) {
  if (a.empty() || b.empty()) return Match::kPerhaps;
  return Equal(a, b) ? Match::kYes : Match::kNo;
}

}  // namespace

Match MatchKey(ByteView pkcs8, const x509::Certificate& certificate) {
  PrivateKey key;
  Algorithm algorithm;
  ByteView content, bits;
  if (!ReadPrivateKey(pkcs8, key)) return Match::kPerhaps;
  if (!x509::ReadAlone(certificate.spki, der::kSequence, content)) return Match::kPerhaps;
  DerReader fields(content);
  if (!ReadAlgorithm(fields, algorithm) || !fields.Read(der::kBitString, bits)) {
    return Match::kPerhaps;
  }
  if (!Equal(key.algorithm.oid, algorithm.oid)) return Match::kNo;
  if (!key.public_key.empty()) return Compare(key.public_key, bits);
  if (AsText(algorithm.oid) == kEcPublicKey) {
    if (!Equal(key.algorithm.parameters, algorithm.parameters)) return Match::kNo;
    return Compare(EcPublicKey(key.bits), bits);
  }
  const x509::KeyKind kind = certificate.key.kind;
  if (kind == x509::KeyKind::kRsa || kind == x509::KeyKind::kRsaPss) {
    return Compare(PrivateModulus(key.bits), PublicModulus(bits));
  }
  return Match::kPerhaps;
}

KeyIds FindKeyIds(const x509::Certificate& certificate) {
  KeyIds ids;
  ByteView content, wrapped, list, extension, oid, value, inner;
  if (!x509::ReadAlone(certificate.tbs, der::kSequence, content)) return ids;
  DerReader fields(content);
  DerElement field;
  while (!fields.Has(der::ContextConstructed(3))) {
    if (!fields.Next(field)) return ids;
  }
  if (!fields.Read(der::ContextConstructed(3), wrapped) ||
      !x509::ReadAlone(wrapped, der::kSequence, list)) {
    return ids;
  }
  for (DerReader extensions(list); extensions.Read(der::kSequence, extension);) {
    DerReader parts(extension);
    bool critical = false;
    if (!parts.ReadOid(oid)) continue;
    if (parts.Has(der::kBoolean) && !parts.ReadBoolean(critical)) continue;
    if (!parts.Read(der::kOctetString, value)) continue;
    DerReader reader(value);
    if (AsText(oid) == kSubjectKeyId && reader.Read(der::kOctetString, inner)) ids.subject = inner;
    if (AsText(oid) != kAuthorityKeyId || !reader.Read(der::kSequence, inner)) continue;
    DerReader authority(inner);
    if (authority.Read(der::Context(0), inner)) ids.authority = inner;
  }
  return ids;
}

}  // namespace omnitls::pkcs12
