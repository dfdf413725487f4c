#ifndef OMNITLS_PKCS12_IDENTITY_H_
#define OMNITLS_PKCS12_IDENTITY_H_

#include "omnitls/bytes.h"
#include "omnitls/error.h"
#include "omnitls/pkcs12/contents.h"
#include "omnitls/pkcs12/opener.h"
#include "omnitls/pkcs12/report.h"

namespace omnitls::pkcs12 {

// Identity is what a file gives a context.
struct Identity {
  internal::Vec<Bytes> chain;  // DER certificates, leaf first, without the root.
  SecretBytes private_key;     // PKCS#8, DER, without attributes.
};

// ReadIdentity reads a file into a key, its certificate and the chain above that.
//
// The certificate is the one with the key's public key and localKeyId; if no certificate has both,
// with its public key; else, where the key does not tell its public key, with its localKeyId; else
// the only one that may be it. Of several, the one that expires last. Each further certificate is
// the issuer of the one before it: by its name, then by key identifiers. A root is left out, since
// who trusts it has it (RFC 8446, 4.4.2), and so is what does not belong to the chain.
//
// Errors: those of ReadContents; kConfig/kNoPrivateKeyFound, kNoCertificateFound,
// kMalformedCertificate, kKeyMismatch (no certificate is the key's).
Result<void> ReadIdentity(ByteView file, Opener& opener, Report& report, Identity& identity);

}  // namespace omnitls::pkcs12

#endif  // OMNITLS_PKCS12_IDENTITY_H_
