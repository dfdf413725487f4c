#include "omnitls/x509/crl.h"

#include <cstddef>

#include "omnitls/x509/der.h"
#include "omnitls/x509/name.h"
#include "omnitls/x509/public_key.h"

namespace omnitls::x509 {
namespace {

// Last arcs under id-ce (RFC 5280, 5.2 and 5.3).
constexpr std::uint8_t kCrlNumber = 20;
constexpr std::uint8_t kReasonCode = 21;
constexpr std::uint8_t kInvalidityDate = 24;
constexpr std::uint8_t kIssuingDistributionPoint = 28;
constexpr std::uint8_t kAuthorityKeyIdentifier = 35;

constexpr std::size_t kMaxSerial = 21;  // Bytes, as encoded.

// Parser goes through one CRL. Each step returns false after it has said what is wrong.
class Parser {
 public:
  explicit Parser(Crl& crl) : out_(crl) {}

  bool Parse(ByteView der);
  std::string_view fault() const { return fault_; }

 private:
  bool Wrong(std::string_view fault) {
    fault_ = fault;
    return false;
  }
  bool ParseTbs(ByteView algorithm);
  bool ParseEntries(DerReader& tbs);
  bool ParseEntry(ByteView entry);
  bool ParseExtensions(ByteView content, bool of_entry);
  bool ParseExtension(ByteView extension, bool of_entry);
  bool ParseDistributionPoint(ByteView value);

  Crl& out_;
  std::string_view fault_;
  bool is_version_2_ = false;
};

// CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue }
bool Parser::Parse(ByteView der) {
  out_ = {};
  out_.der = der;
  ByteView content, algorithm;
  if (!ReadAlone(der, der::kSequence, content)) return Wrong("it is not one DER SEQUENCE");
  DerReader fields(content);
  if (!fields.ReadWhole(der::kSequence, out_.tbs)) return Wrong("bad tbsCertList");
  if (!fields.ReadWhole(der::kSequence, algorithm)) return Wrong("bad signatureAlgorithm");
  if (!fields.ReadBitString(out_.signature) || !fields.empty()) return Wrong("bad signatureValue");
  out_.signature_algorithm = ParseSignatureAlgorithm(algorithm);
  return ParseTbs(algorithm);
}

bool Parser::ParseTbs(ByteView algorithm) {
  ByteView content, inner_algorithm, extensions, list;
  if (!ReadAlone(out_.tbs, der::kSequence, content)) return Wrong("bad tbsCertList");
  DerReader tbs(content);
  std::uint32_t version = 0;
  if (tbs.Has(der::kInteger) && (!tbs.ReadSmall(255, version) || version != 1)) {
    return Wrong("bad version");
  }
  is_version_2_ = version == 1;
  if (!tbs.ReadWhole(der::kSequence, inner_algorithm)) return Wrong("bad signature algorithm");
  if (!Equal(algorithm, inner_algorithm)) return Wrong("the two signature algorithms differ");
  if (!tbs.ReadWhole(der::kSequence, out_.issuer) || IsEmptyName(out_.issuer)) {
    return Wrong("bad issuer");
  }
  if (!tbs.ReadTime(out_.this_update)) return Wrong("bad thisUpdate");
  out_.has_next_update = tbs.Has(der::kUtcTime) || tbs.Has(der::kGeneralizedTime);
  if (out_.has_next_update && !tbs.ReadTime(out_.next_update)) return Wrong("bad nextUpdate");
  if (tbs.Has(der::kSequence) && !ParseEntries(tbs)) return false;
  if (tbs.empty()) return true;
  if (!is_version_2_ || !tbs.Read(der::ContextConstructed(0), extensions) || !tbs.empty() ||
      !ReadAlone(extensions, der::kSequence, list)) {
    return Wrong("bad crlExtensions");
  }
  return ParseExtensions(list, false);
}

bool Parser::ParseEntries(DerReader& tbs) {
  if (!tbs.Read(der::kSequence, out_.revoked)) return Wrong("bad revokedCertificates");
  DerReader entries(out_.revoked);
  while (!entries.empty()) {
    ByteView entry;
    if (!entries.Read(der::kSequence, entry)) return Wrong("bad revokedCertificates");
    if (!ParseEntry(entry)) return false;
  }
  return true;
}

bool Parser::ParseEntry(ByteView entry) {
  DerReader fields(entry);
  ByteView serial, extensions;
  std::int64_t date = 0;
  if (!fields.ReadInteger(serial) || serial.size() > kMaxSerial || !fields.ReadTime(date)) {
    return Wrong("bad entry");
  }
  if (fields.empty()) return true;
  if (!is_version_2_ || !fields.Read(der::kSequence, extensions) || !fields.empty()) {
    return Wrong("bad entry");
  }
  return ParseExtensions(extensions, true);
}

bool Parser::ParseExtensions(ByteView content, bool of_entry) {
  DerReader list(content);
  while (!list.empty()) {
    ByteView extension;
    if (!list.Read(der::kSequence, extension)) return Wrong("bad extensions");
    if (!ParseExtension(extension, of_entry)) return false;
  }
  return true;
}

bool Parser::ParseExtension(ByteView extension, bool of_entry) {
  DerReader fields(extension);
  ByteView oid, value;
  bool critical = false;
  if (!fields.ReadOid(oid)) return Wrong("bad extensions");
  if (fields.Has(der::kBoolean) && !fields.ReadBoolean(critical)) return Wrong("bad extensions");
  if (!fields.Read(der::kOctetString, value) || !fields.empty()) return Wrong("bad extensions");
  const bool is_ce = oid.size() == 3 && oid[0] == 0x55 && oid[1] == 0x1D;
  const std::uint8_t number = is_ce ? oid[2] : 0;
  if (of_entry && (number == kReasonCode || number == kInvalidityDate)) return true;
  if (!of_entry && number == kAuthorityKeyIdentifier) return true;
  // Only delta CRLs need it, which are refused; it must never be critical (RFC 5280, 5.2.3).
  if (!of_entry && number == kCrlNumber) return !critical || Wrong("the cRLNumber is critical");
  if (!of_entry && number == kIssuingDistributionPoint) return ParseDistributionPoint(value);
  // Delta CRLs and the entries of indirect ones say so in critical extensions.
  return !critical || Wrong("a critical extension is not understood");
}

// IssuingDistributionPoint ::= SEQUENCE { distributionPoint [0], onlyContainsUserCerts [1],
// onlyContainsCACerts [2], onlySomeReasons [3], indirectCRL [4], onlyContainsAttributeCerts [5] }
bool Parser::ParseDistributionPoint(ByteView value) {
  ByteView content;
  if (!ReadAlone(value, der::kSequence, content)) return Wrong("bad issuingDistributionPoint");
  DerReader fields(content);
  while (!fields.empty()) {
    DerElement field;
    if (!fields.Next(field)) return Wrong("bad issuingDistributionPoint");
    if (field.tag == der::ContextConstructed(0)) {
      out_.is_partial = true;
      continue;
    }
    // The others are flags, but for the reasons.
    const bool is_set = field.content.size() == 1 && field.content[0] == 0xFF;
    if (field.tag == der::Context(1) && is_set) {
      out_.covers_cas = false;
    } else if (field.tag == der::Context(2) && is_set) {
      out_.covers_leaves = false;
    } else {
      return Wrong("it is indirect, or for some reasons or attributes only");
    }
  }
  return true;
}

}  // namespace

bool ParseCrl(ByteView der, Crl& crl, std::string_view* fault) {
  Parser parser(crl);
  const bool ok = parser.Parse(der);
  if (!ok && fault != nullptr) *fault = parser.fault();
  return ok;
}

bool CrlEntries::Next(ByteView& serial) {
  DerReader entries(rest_);
  DerElement entry;
  if (!entries.Next(entry)) return false;
  rest_ = rest_.subspan(entry.whole.size());
  return DerReader(entry.content).ReadInteger(serial);
}

}  // namespace omnitls::x509
