#include "omnitls/x509/ocsp.h"

#include <cstddef>

#include "omnitls/x509/der.h"
#include "omnitls/x509/name.h"
#include "omnitls/x509/public_key.h"

namespace omnitls::x509 {
namespace {

// id-pkix-ocsp-basic (RFC 6960, 4.2.1).
constexpr std::uint8_t kBasicResponse[] = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01};
constexpr std::uint8_t kSha1Oid[] = {0x2B, 0x0E, 0x03, 0x02, 0x1A};
// The last arc under nistAlgorithm hashAlgs tells them apart (RFC 5754, 2).
constexpr std::uint8_t kSha2Oid[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02};

constexpr std::uint8_t kEnumerated = 0x0A;
constexpr std::size_t kMaxSerial = 21;  // Bytes, as encoded.
constexpr std::size_t kSha1Size = 20;
constexpr std::int64_t kDay = 86400;

// Parser goes through one response. Each step returns false after it has said what is wrong.
class Parser {
 public:
  explicit Parser(OcspResponse& response) : out_(response) {}

  bool Parse(ByteView der);
  bool ParseAnswer(ByteView content, OcspAnswer& answer);
  std::string_view fault() const { return fault_; }

 private:
  bool Wrong(std::string_view fault) {
    fault_ = fault;
    return false;
  }
  bool ParseBasic(ByteView content);
  bool ParseTbs();
  bool ParseResponder(DerReader& tbs);
  bool ParseAnswers();
  bool ParseCertId(ByteView content, OcspAnswer& answer);
  bool ParseStatus(DerReader& fields, OcspAnswer& answer);
  bool ParseExtensions(DerReader& fields);
  bool ParseCertificates(DerReader& fields);

  OcspResponse& out_;
  std::string_view fault_;
};

// Times here are always GeneralizedTime (RFC 6960, 4.2.1).
bool ReadTime(DerReader& reader, std::int64_t& seconds) {
  return reader.Has(der::kGeneralizedTime) && reader.ReadTime(seconds);
}

// OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED, responseBytes [0] EXPLICIT SEQUENCE {
// responseType OBJECT IDENTIFIER, response OCTET STRING } OPTIONAL }
bool Parser::Parse(ByteView der) {
  out_ = {};
  out_.der = der;
  ByteView content, status, tagged, bytes, type, basic;
  if (!ReadAlone(der, der::kSequence, content)) return Wrong("it is not one DER SEQUENCE");
  DerReader fields(content);
  if (!fields.Read(kEnumerated, status) || status.size() != 1) return Wrong("bad responseStatus");
  if (status[0] != 0) return Wrong("the responder gave no answer");
  if (!fields.Read(der::ContextConstructed(0), tagged) || !fields.empty() ||
      !ReadAlone(tagged, der::kSequence, bytes)) {
    return Wrong("bad responseBytes");
  }
  DerReader typed(bytes);
  if (!typed.ReadOid(type) || !typed.Read(der::kOctetString, basic) || !typed.empty()) {
    return Wrong("bad responseBytes");
  }
  if (!Equal(type, kBasicResponse)) return Wrong("it is not of the basic type");
  return ReadAlone(basic, der::kSequence, content) ? ParseBasic(content)
                                                   : Wrong("bad BasicOCSPResponse");
}

// BasicOCSPResponse ::= SEQUENCE { tbsResponseData, signatureAlgorithm, signature BIT STRING,
// certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
bool Parser::ParseBasic(ByteView content) {
  DerReader fields(content);
  ByteView algorithm;
  if (!fields.ReadWhole(der::kSequence, out_.tbs)) return Wrong("bad tbsResponseData");
  if (!fields.ReadWhole(der::kSequence, algorithm)) return Wrong("bad signatureAlgorithm");
  if (!fields.ReadBitString(out_.signature)) return Wrong("bad signature");
  out_.signature_algorithm = ParseSignatureAlgorithm(algorithm);
  return ParseCertificates(fields) && ParseTbs();
}

bool Parser::ParseCertificates(DerReader& fields) {
  ByteView tagged;
  if (fields.empty()) return true;
  if (!fields.Read(der::ContextConstructed(0), tagged) || !fields.empty() ||
      !ReadAlone(tagged, der::kSequence, out_.certificates)) {
    return Wrong("bad certs");
  }
  DerReader certificates(out_.certificates);
  while (!certificates.empty()) {
    ByteView certificate;
    if (!certificates.ReadWhole(der::kSequence, certificate)) return Wrong("bad certs");
  }
  return true;
}

// ResponseData ::= SEQUENCE { version [0] EXPLICIT INTEGER DEFAULT v1, responderID, producedAt,
// responses SEQUENCE OF SingleResponse, responseExtensions [1] EXPLICIT OPTIONAL }
bool Parser::ParseTbs() {
  ByteView content, version;
  if (!ReadAlone(out_.tbs, der::kSequence, content)) return Wrong("bad tbsResponseData");
  DerReader tbs(content);
  if (tbs.Has(der::ContextConstructed(0))) {
    std::uint32_t number = 1;
    if (!tbs.Read(der::ContextConstructed(0), version)) return Wrong("bad version");
    DerReader reader(version);
    // An encoded default is not DER, but harmless.
    if (!reader.ReadSmall(255, number) || number != 0 || !reader.empty()) {
      return Wrong("bad version");
    }
  }
  if (!ParseResponder(tbs)) return false;
  if (!ReadTime(tbs, out_.produced_at)) return Wrong("bad producedAt");
  if (!tbs.Read(der::kSequence, out_.answers) || out_.answers.empty()) {
    return Wrong("bad responses");
  }
  return ParseAnswers() && ParseExtensions(tbs);
}

// ResponderID ::= CHOICE { byName [1] EXPLICIT Name, byKey [2] EXPLICIT OCTET STRING }
bool Parser::ParseResponder(DerReader& tbs) {
  ByteView field;
  if (tbs.Read(der::ContextConstructed(1), field)) {
    DerReader reader(field);
    return (reader.ReadWhole(der::kSequence, out_.responder_name) && reader.empty() &&
            !IsEmptyName(out_.responder_name)) ||
           Wrong("bad responderID");
  }
  return (tbs.Read(der::ContextConstructed(2), field) &&
          ReadAlone(field, der::kOctetString, out_.responder_key_hash) &&
          out_.responder_key_hash.size() == kSha1Size) ||
         Wrong("bad responderID");
}

bool Parser::ParseAnswers() {
  DerReader answers(out_.answers);
  while (!answers.empty()) {
    ByteView content;
    OcspAnswer answer;
    if (!answers.Read(der::kSequence, content)) return Wrong("bad responses");
    if (!ParseAnswer(content, answer)) return false;
  }
  return true;
}

// SingleResponse ::= SEQUENCE { certID, certStatus, thisUpdate, nextUpdate [0] EXPLICIT OPTIONAL,
// singleExtensions [1] EXPLICIT OPTIONAL }
bool Parser::ParseAnswer(ByteView content, OcspAnswer& answer) {
  DerReader fields(content);
  ByteView id, next;
  answer = {};
  if (!fields.Read(der::kSequence, id) || !ParseCertId(id, answer)) return Wrong("bad certID");
  if (!ParseStatus(fields, answer)) return Wrong("bad certStatus");
  if (!ReadTime(fields, answer.this_update)) return Wrong("bad thisUpdate");
  if (fields.Has(der::ContextConstructed(0))) {
    answer.has_next_update = true;
    if (!fields.Read(der::ContextConstructed(0), next)) return Wrong("bad nextUpdate");
    DerReader reader(next);
    if (!ReadTime(reader, answer.next_update) || !reader.empty()) return Wrong("bad nextUpdate");
  }
  return ParseExtensions(fields);
}

// CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }
bool Parser::ParseCertId(ByteView content, OcspAnswer& answer) {
  DerReader fields(content);
  ByteView algorithm, oid;
  if (!fields.Read(der::kSequence, algorithm) || !DerReader(algorithm).ReadOid(oid) ||
      !fields.Read(der::kOctetString, answer.issuer_name_hash) ||
      !fields.Read(der::kOctetString, answer.issuer_key_hash) ||
      !fields.ReadInteger(answer.serial) || answer.serial.size() > kMaxSerial) {
    return false;
  }
  if (Equal(oid, kSha1Oid)) {
    answer.hash = HashAlgorithm::kSha1;
  } else if (oid.size() == sizeof kSha2Oid + 1 && Equal(oid.first(sizeof kSha2Oid), kSha2Oid)) {
    if (oid.back() == 1) answer.hash = HashAlgorithm::kSha256;
    if (oid.back() == 2) answer.hash = HashAlgorithm::kSha384;
    if (oid.back() == 3) answer.hash = HashAlgorithm::kSha512;
  }
  return fields.empty();
}

// CertStatus ::= CHOICE { good [0] IMPLICIT NULL, revoked [1] IMPLICIT SEQUENCE { revocationTime,
// revocationReason [0] EXPLICIT ENUMERATED OPTIONAL }, unknown [2] IMPLICIT NULL }
bool Parser::ParseStatus(DerReader& fields, OcspAnswer& answer) {
  ByteView content;
  if (fields.Read(der::Context(0), content)) {
    answer.status = OcspCertStatus::kGood;
    return content.empty();
  }
  if (fields.Read(der::Context(2), content)) {
    answer.status = OcspCertStatus::kUnknown;
    return content.empty();
  }
  answer.status = OcspCertStatus::kRevoked;
  std::int64_t time = 0;
  if (!fields.Read(der::ContextConstructed(1), content)) return false;
  DerReader revoked(content);
  if (!ReadTime(revoked, time)) return false;
  return revoked.empty() || (revoked.Read(der::ContextConstructed(0), content) && revoked.empty());
}

// Extensions, in [1], end what they stand in. None can change what an answer means for us, so none
// may be critical.
bool Parser::ParseExtensions(DerReader& fields) {
  ByteView tagged, content;
  if (fields.empty()) return true;
  if (!fields.Read(der::ContextConstructed(1), tagged) || !fields.empty() ||
      !ReadAlone(tagged, der::kSequence, content)) {
    return Wrong("bad extensions");
  }
  DerReader list(content);
  while (!list.empty()) {
    ByteView extension, oid, value;
    bool critical = false;
    if (!list.Read(der::kSequence, extension)) return Wrong("bad extensions");
    DerReader parts(extension);
    if (!parts.ReadOid(oid)) return Wrong("bad extensions");
    if (parts.Has(der::kBoolean) && !parts.ReadBoolean(critical)) return Wrong("bad extensions");
    if (!parts.Read(der::kOctetString, value) || !parts.empty()) return Wrong("bad extensions");
    if (critical) return Wrong("a critical extension is not understood");
  }
  return true;
}

}  // namespace

bool ParseOcspResponse(ByteView der, OcspResponse& response, std::string_view* fault) {
  Parser parser(response);
  const bool ok = parser.Parse(der);
  if (!ok && fault != nullptr) *fault = parser.fault();
  return ok;
}

bool OcspAnswers::Next(OcspAnswer& answer) {
  DerReader answers(rest_);
  DerElement element;
  if (!answers.Next(element)) return false;
  rest_ = rest_.subspan(element.whole.size());
  OcspResponse unused;
  return Parser(unused).ParseAnswer(element.content, answer);
}

bool OcspAnswer::IsCurrent(std::int64_t now) const {
  const std::int64_t end = has_next_update ? next_update : this_update + kDay;
  return this_update - kOcspClockSkew <= now && now <= end + kOcspClockSkew;
}

}  // namespace omnitls::x509
