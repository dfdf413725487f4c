#ifndef OMNITLS_PKCS12_KEY_MATCH_H_
#define OMNITLS_PKCS12_KEY_MATCH_H_

#include <cstdint>

#include "omnitls/bytes.h"
#include "omnitls/x509/certificate.h"

namespace omnitls::pkcs12 {

// Match is whether a private key belongs to a certificate, as far as a look at both can tell: some
// keys come without their public half.
enum class Match : std::uint8_t { kNo, kPerhaps, kYes };

// MatchKey compares a PKCS#8 key (RFC 5958) with a certificate's. What it cannot read is kPerhaps:
// it is for the backend to refuse.
Match MatchKey(ByteView pkcs8, const x509::Certificate& certificate);

// KeyIds are the key identifiers of a certificate (RFC 5280, 4.2.1.1 and 4.2.1.2); empty: none.
struct KeyIds {
  ByteView subject;
  ByteView authority;
};
KeyIds FindKeyIds(const x509::Certificate& certificate);

}  // namespace omnitls::pkcs12

#endif  // OMNITLS_PKCS12_KEY_MATCH_H_
