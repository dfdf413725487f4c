#include "omnitls/x509/key_identifiers.h"

#include "omnitls/x509/certificate.h"
#include "omnitls/x509/der.h"

namespace omnitls::x509 {

bool ParseSubjectKeyIdentifier(ByteView value, KeyIdentifiers& out) {
  return ReadAlone(value, der::kOctetString, out.subject) && !out.subject.empty();
}

// AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0], authorityCertIssuer [1],
// authorityCertSerialNumber [2] }, all optional, the last two both or neither.
bool ParseAuthorityKeyIdentifier(ByteView value, KeyIdentifiers& out) {
  ByteView content, issuer;
  out.has_authority = true;
  if (!ReadAlone(value, der::kSequence, content) || content.empty()) return false;
  DerReader fields(content);
  if (fields.Has(der::Context(0)) &&
      (!fields.Read(der::Context(0), out.authority) || out.authority.empty())) {
    return false;
  }
  if (fields.empty()) return true;
  return fields.Read(der::ContextConstructed(1), issuer) && !issuer.empty() &&
         fields.Read(der::Context(2), out.authority_serial) && !out.authority_serial.empty() &&
         fields.empty();
}

bool MayHaveIssued(const Certificate& issuer, const Certificate& certificate) {
  const ByteView wanted = certificate.key_ids.authority;
  return wanted.empty() || issuer.version < 3 || Equal(wanted, issuer.key_ids.subject);
}

bool IsIdentified(const Certificate& issuer, bool is_anchor) {
  if (issuer.version < 3) return true;
  if (!issuer.is_self_issued()) return issuer.key_ids.has_authority;
  if (!is_anchor) return true;
  const ByteView serial = issuer.key_ids.authority_serial;
  return MayHaveIssued(issuer, issuer) && (serial.empty() || Equal(serial, issuer.serial));
}

}  // namespace omnitls::x509
