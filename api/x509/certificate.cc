#include "omnitls/x509/certificate.h"

#include <cstddef>

namespace omnitls::x509 {
namespace {

constexpr std::size_t kMaxSerial = 20;  // RFC 5280, 4.1.2.2
// More extensions than any certificate has; bounds the search for duplicates.
constexpr std::size_t kMaxExtensions = 32;

// id-ce and id-pe (RFC 5280, A.1 and A.2).
constexpr std::uint8_t kIdCe[] = {0x55, 0x1D};
constexpr std::uint8_t kIdPe[] = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01};
// id-pe-tlsfeature (RFC 7633, 4.1) and id-pkix-ocsp-nocheck (RFC 6960, 4.2.2.2.1).
constexpr std::uint8_t kTlsFeature[] = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x18};
constexpr std::uint8_t kOcspNocheck[] = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x05};
// The list of signed certificate timestamps (RFC 6962, 3.3).
constexpr std::uint8_t kTimestamps[] = {0x2B, 0x06, 0x01, 0x04, 0x01, 0xD6, 0x79, 0x02, 0x04, 0x02};
constexpr std::uint32_t kStatusRequest = 5;  // RFC 6066, 1.1
// The extensions that are understood, by their last arc under id-ce.
constexpr std::uint8_t kSubjectKeyIdentifier = 14;
constexpr std::uint8_t kKeyUsage = 15;
constexpr std::uint8_t kSubjectAltName = 17;
constexpr std::uint8_t kBasicConstraints = 19;
constexpr std::uint8_t kNameConstraints = 30;
constexpr std::uint8_t kCertificatePolicies = 32;
constexpr std::uint8_t kAuthorityKeyIdentifier = 35;
constexpr std::uint8_t kPolicyConstraints = 36;
constexpr std::uint8_t kExtendedKeyUsage = 37;

bool StartsWith(ByteView bytes, ByteView prefix) {
  return bytes.size() >= prefix.size() && Equal(bytes.first(prefix.size()), prefix);
}

bool IsIdCe(ByteView oid) { return oid.size() == 3 && oid[0] == kIdCe[0] && oid[1] == kIdCe[1]; }

// ExtensionsSeen tells whether an extension occurs twice.
class ExtensionsSeen {
 public:
  // At most kMaxExtensions times. False: not for the first time.
  bool Add(ByteView oid) {
    if (IsIdCe(oid) && oid[2] < 64) {
      // Nearly all are of this arc.
      const std::uint64_t before = ce_;
      ce_ |= std::uint64_t{1} << oid[2];
      return ce_ != before;
    }
    for (std::size_t i = 0; i < count_; ++i) {
      if (Equal(oid, {others_[i].data, others_[i].size})) return false;
    }
    others_[count_++] = {oid.data(), oid.size()};
    return true;
  }

 private:
  // Not a view, which would be zero at first, all of them.
  struct Oid {
    const std::uint8_t* data;
    std::size_t size;
  };

  std::uint64_t ce_ = 0;
  std::size_t count_ = 0;
  Oid others_[kMaxExtensions];
};

// HasOnlyElements tells whether `content` is one or more well-formed elements.
bool HasOnlyElements(ByteView content) {
  DerReader reader(content);
  DerElement element;
  if (reader.empty()) return false;
  while (!reader.empty()) {
    if (!reader.Next(element)) return false;
  }
  return true;
}

bool IsWellFormedName(ByteView der_name) {
  NameReader reader(der_name);
  NameAttribute attribute;
  while (reader.Next(attribute)) {
  }
  return reader.ok();
}

// Parser goes through one certificate. Each step returns false after it has said what is wrong.
class Parser {
 public:
  explicit Parser(Certificate& certificate) : out_(certificate) {}

  bool Parse(ByteView der);
  std::string_view fault() const { return fault_; }

 private:
  bool Wrong(std::string_view fault) {
    fault_ = fault;
    return false;
  }
  bool ParseTbs(ByteView algorithm);
  bool ParseVersion(DerReader& tbs);
  bool ParseSerial(DerReader& tbs);
  bool ParseValidity(DerReader& tbs);
  bool ParseNames(DerReader& tbs);
  bool ParseUniqueIds(DerReader& tbs);
  bool ParseExtensions(DerReader& tbs);
  bool ParseExtension(ByteView extension, ByteView& oid);
  bool ParseValue(std::uint8_t number, bool critical, ByteView value);
  bool ParseKeyUsage(ByteView value);
  bool ParseBasicConstraints(ByteView value);
  bool ParseExtendedKeyUsage(ByteView value);
  bool ParseSubjectAltName(ByteView value);
  bool ParseNameConstraints(ByteView value);
  bool ParseTlsFeature(ByteView value);

  Certificate& out_;
  std::string_view fault_;
};

// Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }
bool Parser::Parse(ByteView der) {
  out_ = {};
  out_.der = der;
  ByteView content, algorithm;
  if (!ReadAlone(der, der::kSequence, content)) return Wrong("it is not one DER SEQUENCE");
  DerReader fields(content);
  if (!fields.ReadWhole(der::kSequence, out_.tbs)) return Wrong("bad tbsCertificate");
  if (!fields.ReadWhole(der::kSequence, algorithm)) return Wrong("bad signatureAlgorithm");
  if (!fields.ReadBitString(out_.signature) || !fields.empty()) return Wrong("bad signatureValue");
  out_.signature_algorithm = ParseSignatureAlgorithm(algorithm);
  return ParseTbs(algorithm);
}

bool Parser::ParseTbs(ByteView algorithm) {
  ByteView content, inner_algorithm;
  if (!ReadAlone(out_.tbs, der::kSequence, content)) return Wrong("bad tbsCertificate");
  DerReader tbs(content);
  if (!ParseVersion(tbs) || !ParseSerial(tbs)) return false;
  if (!tbs.ReadWhole(der::kSequence, inner_algorithm)) return Wrong("bad signature algorithm");
  // Only the inner one is signed (RFC 5280, 4.1.1.2).
  if (!Equal(algorithm, inner_algorithm)) return Wrong("the two signature algorithms differ");
  if (!tbs.ReadWhole(der::kSequence, out_.issuer)) return Wrong("bad issuer");
  if (!ParseValidity(tbs) || !ParseNames(tbs)) return false;
  if (!tbs.ReadWhole(der::kSequence, out_.spki) || !ParsePublicKey(out_.spki, out_.key)) {
    return Wrong("bad subjectPublicKeyInfo");
  }
  return ParseUniqueIds(tbs) && ParseExtensions(tbs);
}

// version [0] EXPLICIT INTEGER DEFAULT v1: DER leaves the default out.
bool Parser::ParseVersion(DerReader& tbs) {
  if (!tbs.Has(der::ContextConstructed(0))) return true;
  ByteView field;
  std::uint32_t version = 0;
  if (!tbs.Read(der::ContextConstructed(0), field)) return Wrong("bad version");
  DerReader reader(field);
  if (!reader.ReadSmall(255, version) || !reader.empty() || version < 1 || version > 2) {
    return Wrong("bad version");
  }
  out_.version = static_cast<std::uint8_t>(version + 1);
  return true;
}

// Zero is not allowed either, but roots in wide use have it: Verify refuses it elsewhere.
bool Parser::ParseSerial(DerReader& tbs) {
  ByteView magnitude;
  DerReader again = tbs;
  if (!tbs.ReadInteger(out_.serial) || !again.ReadUnsigned(magnitude) ||
      magnitude.size() > kMaxSerial) {
    return Wrong("bad serial number");
  }
  return true;
}

bool Parser::ParseValidity(DerReader& tbs) {
  ByteView content;
  if (!tbs.Read(der::kSequence, content)) return Wrong("bad validity");
  DerReader fields(content);
  if (!fields.ReadTime(out_.not_before) || !fields.ReadTime(out_.not_after) || !fields.empty()) {
    return Wrong("bad validity");
  }
  return true;
}

bool Parser::ParseNames(DerReader& tbs) {
  if (!tbs.ReadWhole(der::kSequence, out_.subject)) return Wrong("bad subject");
  // An issuer must have a name, a subject need not (RFC 5280, 4.1.2.4 and 4.1.2.6).
  if (IsEmptyName(out_.issuer)) return Wrong("the issuer is empty");
  if (!IsWellFormedName(out_.issuer)) return Wrong("bad issuer");
  if (!out_.is_self_issued() && !IsWellFormedName(out_.subject)) return Wrong("bad subject");
  return true;
}

// issuerUniqueID [1], subjectUniqueID [2]: of versions 2 and 3, unused, but to be parsed (4.1.2.8).
bool Parser::ParseUniqueIds(DerReader& tbs) {
  for (unsigned number = 1; number <= 2; ++number) {
    ByteView id;
    if (!tbs.Has(der::Context(number))) continue;
    if (out_.version < 2 || !tbs.Read(der::Context(number), id)) return Wrong("bad unique ID");
  }
  return true;
}

bool Parser::ParseExtensions(DerReader& tbs) {
  if (tbs.empty()) return true;
  ByteView field, content;
  if (out_.version != 3 || !tbs.Read(der::ContextConstructed(3), field) || !tbs.empty() ||
      !ReadAlone(field, der::kSequence, content) || content.empty()) {
    return Wrong("bad extensions");
  }
  ExtensionsSeen seen;
  DerReader list(content);
  for (std::size_t count = 0; !list.empty(); ++count) {
    ByteView extension, oid;
    if (count == kMaxExtensions) return Wrong("too many extensions");
    if (!list.Read(der::kSequence, extension)) return Wrong("bad extensions");
    if (!ParseExtension(extension, oid)) return false;
    if (!seen.Add(oid)) return Wrong("an extension occurs twice");
  }
  return true;
}

// Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
bool Parser::ParseExtension(ByteView extension, ByteView& oid) {
  DerReader fields(extension);
  bool critical = false;
  ByteView value;
  if (!fields.ReadOid(oid)) return Wrong("bad extensions");
  // An encoded FALSE is not DER, but common and harmless.
  if (fields.Has(der::kBoolean) && !fields.ReadBoolean(critical)) return Wrong("bad extensions");
  if (!fields.Read(der::kOctetString, value) || !fields.empty()) return Wrong("bad extensions");

  const bool is_ce = IsIdCe(oid);
  if (is_ce || StartsWith(oid, kIdPe)) {
    // All extensions of these arcs are one DER value; what a private arc holds is its own business.
    DerReader reader(value);
    DerElement element;
    if (!reader.Next(element) || !reader.empty()) return Wrong("bad extension value");
  }
  if (is_ce) return ParseValue(oid[2], critical, value);
  if (Equal(oid, kTlsFeature)) return ParseTlsFeature(value);
  if (Equal(oid, kOcspNocheck)) {
    out_.ocsp_nocheck = true;  // Its value is NULL, and says nothing.
    return true;
  }
  // Nobody must be able to read it, and it must not be malformed for a certificate to be good.
  if (Equal(oid, kTimestamps) && !ReadAlone(value, der::kOctetString, out_.timestamps)) {
    out_.timestamps = {};
  }
  out_.has_unknown_critical_extension |= critical;
  return true;
}

bool Parser::ParseValue(std::uint8_t number, bool critical, ByteView value) {
  switch (number) {
    case kSubjectKeyIdentifier:
      // Neither key identifier may be critical (4.2.1.1, 4.2.1.2).
      out_.has_unknown_critical_extension |= critical;
      return ParseSubjectKeyIdentifier(value, out_.key_ids) || Wrong("bad subjectKeyIdentifier");
    case kAuthorityKeyIdentifier:
      out_.has_unknown_critical_extension |= critical;
      return ParseAuthorityKeyIdentifier(value, out_.key_ids) ||
             Wrong("bad authorityKeyIdentifier");
    case kKeyUsage:
      return ParseKeyUsage(value);
    case kSubjectAltName:
      out_.alt_name_is_critical = critical;
      return ParseSubjectAltName(value);
    case kBasicConstraints:
      return ParseBasicConstraints(value);
    case kNameConstraints:
      return ParseNameConstraints(value);
    case kExtendedKeyUsage:
      return ParseExtendedKeyUsage(value);
    case kCertificatePolicies:
      // Nobody can ask for a policy here, and policyConstraints, which could demand one, is not
      // understood: so any policies are processed by accepting them (RFC 5280, 6.1.1 (c) to (e)).
      return true;
    case kPolicyConstraints:
      // It must be critical (4.2.1.11): one that is not is no less of a demand.
      out_.has_unknown_critical_extension = true;
      return true;
    default:
      out_.has_unknown_critical_extension |= critical;
      return true;
  }
}

bool Parser::ParseKeyUsage(ByteView value) {
  DerReader reader(value);
  out_.has_key_usage = true;
  return reader.ReadFlags(out_.key_usage) || Wrong("bad keyUsage");
}

// BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }
bool Parser::ParseBasicConstraints(ByteView value) {
  ByteView content;
  if (!ReadAlone(value, der::kSequence, content)) return Wrong("bad basicConstraints");
  DerReader fields(content);
  if (fields.Has(der::kBoolean) && !fields.ReadBoolean(out_.is_ca)) {
    return Wrong("bad basicConstraints");
  }
  if (fields.Has(der::kInteger) &&
      !fields.ReadSmall(Certificate::kNoPathLength, out_.path_length)) {
    return Wrong("bad basicConstraints");
  }
  return fields.empty() || Wrong("bad basicConstraints");
}

bool Parser::ParseExtendedKeyUsage(ByteView value) {
  ByteView content;
  if (!ReadAlone(value, der::kSequence, content) || content.empty()) {
    return Wrong("bad extKeyUsage");
  }
  DerReader reader(content);
  while (!reader.empty()) {
    ByteView oid;
    if (!reader.ReadOid(oid)) return Wrong("bad extKeyUsage");
  }
  out_.extended_key_usage = content;
  return true;
}

bool Parser::ParseSubjectAltName(ByteView value) {
  ByteView content;
  if (!ReadAlone(value, der::kSequence, content) || !HasOnlyElements(content)) {
    return Wrong("bad subjectAltName");
  }
  out_.subject_alt_name = content;
  return true;
}

// NameConstraints ::= SEQUENCE { permittedSubtrees [0] OPTIONAL, excludedSubtrees [1] OPTIONAL },
// not both absent, each with one subtree at least (RFC 5280, 4.2.1.10).
bool Parser::ParseNameConstraints(ByteView value) {
  ByteView content;
  if (!ReadAlone(value, der::kSequence, content) || content.empty()) {
    return Wrong("bad nameConstraints");
  }
  DerReader fields(content);
  for (unsigned number = 0; number <= 1; ++number) {
    ByteView subtrees;
    if (!fields.Has(der::ContextConstructed(number))) continue;
    if (!fields.Read(der::ContextConstructed(number), subtrees) || !HasOnlyElements(subtrees)) {
      return Wrong("bad nameConstraints");
    }
  }
  out_.name_constraints = value;
  return fields.empty() || Wrong("bad nameConstraints");
}

// Features ::= SEQUENCE OF INTEGER: extensions of TLS that a server must answer. Others than
// status_request ask for nothing that a verifier could look at.
bool Parser::ParseTlsFeature(ByteView value) {
  ByteView content;
  if (!ReadAlone(value, der::kSequence, content)) return Wrong("bad TLS feature");
  DerReader reader(content);
  while (!reader.empty()) {
    std::uint32_t feature = 0;
    if (!reader.ReadSmall(0xFFFF, feature)) return Wrong("bad TLS feature");
    out_.must_staple |= feature == kStatusRequest;
  }
  return true;
}

}  // namespace

bool ParseCertificate(ByteView der, Certificate& certificate, std::string_view* fault) {
  Parser parser(certificate);
  const bool ok = parser.Parse(der);
  if (!ok && fault != nullptr) *fault = parser.fault();
  return ok;
}

}  // namespace omnitls::x509
