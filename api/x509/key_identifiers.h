#ifndef OMNITLS_X509_KEY_IDENTIFIERS_H_
#define OMNITLS_X509_KEY_IDENTIFIERS_H_

#include "omnitls/bytes.h"

namespace omnitls::x509 {

struct Certificate;

// KeyIdentifiers are what a certificate says of its own key and of its issuer's (RFC 5280, 4.2.1.1
// and 4.2.1.2).
struct KeyIdentifiers {
  ByteView subject;            // subjectKeyIdentifier; empty where absent.
  ByteView authority;          // keyIdentifier of authorityKeyIdentifier; empty where absent.
  ByteView authority_serial;   // authorityCertSerialNumber, as encoded; empty where absent.
  bool has_authority = false;  // authorityKeyIdentifier is there.
};

// These parse the extensions' values; false where they are malformed. What identifies a key by
// nothing, or by half of a certificate's issuer and serial number, is.
bool ParseSubjectKeyIdentifier(ByteView value, KeyIdentifiers& out);
bool ParseAuthorityKeyIdentifier(ByteView value, KeyIdentifiers& out);

// MayHaveIssued tells whether the key that `certificate` names as its issuer's, if it names one, is
// that of `issuer`. A certificate that is too old to have extensions may have issued any.
bool MayHaveIssued(const Certificate& issuer, const Certificate& certificate);

// IsIdentified tells whether an issuer that is not self-issued names its own issuer's key, as it
// must (RFC 5280, 4.2.1.1). A self-issued anchor, which is self-signed as far as anyone can tell,
// must name itself if it names anyone.
bool IsIdentified(const Certificate& issuer, bool is_anchor);

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_KEY_IDENTIFIERS_H_
