#ifndef OMNITLS_PKCS12_CONTENTS_H_
#define OMNITLS_PKCS12_CONTENTS_H_

#include "omnitls/bytes.h"
#include "omnitls/error.h"
#include "omnitls/pkcs12/opener.h"
#include "omnitls/pkcs12/report.h"

namespace omnitls::pkcs12 {

// How many bags a file may have, and how deep they may nest.
inline constexpr std::size_t kMaxBags = 256;
inline constexpr int kMaxDepth = 4;

// CertificateBag is an X.509 certificate, not looked at, and its localKeyId; empty: it has none.
struct CertificateBag {
  ByteView der;
  ByteView key_id;
};

// Contents is what matters of a file: views into it, and into what the opener keeps.
struct Contents {
  internal::Vec<CertificateBag> certificates;
  ByteView key;     // PKCS#8, not encrypted; empty: none.
  ByteView key_id;  // Its localKeyId; empty: none.
};

// ReadContents reads a PFX (RFC 7292, 4): the key and the certificates, of safes and bags that may
// be encrypted. What else there is (CRLs, secrets, kinds of bags it does not know) is passed over.
// Errors: those of Opener; kConfig/kDuplicate: several keys; kUnsupported/kUnsupportedAlgorithm
// also for what is encrypted or signed with public keys.
Result<void> ReadContents(ByteView file, Opener& opener, Report& report, Contents& contents);

}  // namespace omnitls::pkcs12

#endif  // OMNITLS_PKCS12_CONTENTS_H_
