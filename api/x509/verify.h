#ifndef OMNITLS_X509_VERIFY_H_
#define OMNITLS_X509_VERIFY_H_

#include <cstdint>
#include <span>

#include "omnitls/bytes.h"
#include "omnitls/error.h"
#include "omnitls/revocation_lists.h"
#include "omnitls/server_name.h"
#include "omnitls/trust_anchors.h"
#include "omnitls/x509/signature.h"

namespace omnitls {
class Backend;
}

namespace omnitls::x509 {

struct PublicKey;

enum class Purpose : std::uint8_t { kServerAuth, kClientAuth };

// StapledStatus is the OCSP response that came with a chain (RFC 6066, 8).
struct StapledStatus {
  ByteView response;  // Empty: there was none.
  const Backend* digests = nullptr;
  bool required = false;
  bool may_follow = false;  // It cannot be known yet: nothing is said about the leaf's revocation.
};

// VerifyInput is a peer's chain and the rules to judge it by. Views are used during the call only.
struct VerifyInput {
  std::span<const ByteView> chain;  // DER certificates as the peer sent them: leaf first.
  const TrustStore* anchors = nullptr;
  const SignatureVerifier* signatures = nullptr;
  std::int64_t now = 0;  // Seconds since 1970-01-01 UTC.
  Purpose purpose = Purpose::kServerAuth;
  const ServerName* name = nullptr;  // Null: no name is required of the leaf.
  HostNameFlags name_flags = HostNameFlags::kNone;
  const RevocationLists* revocation_lists = nullptr;  // Null: none.
  bool requires_revocation_status = false;            // Of every certificate but the anchor.
  const StapledStatus* staple = nullptr;              // Null: none was asked for.
};

// Verdict is what validation found. `detail` is Detail::kNone when the chain is good.
struct Verdict {
  static constexpr std::uint8_t kTrustAnchor = 255;

  Detail detail = Detail::kNone;
  // The certificate at fault: its index in `chain`, or kTrustAnchor where the anchor itself is.
  std::uint8_t index = 0;
  // A signature could not be checked for lack of memory (`detail` is then kBadSignature).
  bool no_memory = false;

  bool ok() const { return detail == Detail::kNone; }
};

// Verify builds a path from the leaf to a trust anchor (RFC 5280, 6) and checks the leaf against
// the purpose and the name. It is the only certificate verification in this library: no backend
// adds to it or takes from it, so all give the same verdict. It allocates nothing, and bounds its
// work: at most kMaxChain certificates are looked at, kMaxPath on one path, and kMaxSignatureChecks
// signatures verified, whatever the peer sends. Thread-safe.
//
// What is reported when several things are wrong depends neither on the backend nor on chance:
//  1. Trust first: where no path by names leads to an anchor, that is the answer, whatever else is
//     wrong: kUnknownIssuer; kSelfSigned; kMalformedCertificate if one could not be read;
//     kChainTooLong if a bound ended the search. Only an unreadable leaf comes before it.
//  2. On a path that leads to an anchor, the fault nearest to the leaf; in one certificate, the
//     first of: form, unknown critical extension, key, signature algorithm, validity, being a CA,
//     key identifiers and the path length (issuers), purpose, name constraints (issuers), host name
//     (leaf).
//  3. Signatures are checked only on a path without any other fault, from the anchor down, so that
//     no key is used before something trusted vouches for it. Of several paths, the first one's
//     fault counts, but a bad signature gives way to any other: that path was probably never meant.
//  4. Revocation is looked up only on a path that is good otherwise, from the anchor down:
//     kRevoked; kRevocationUnknown where it is required. For the leaf, where a staple was asked
//     for: first what that says (kRevoked; kBadOcspResponse; kStaleOcspResponse;
//     kRevocationUnknown), or kMissingOcspResponse, where it or the certificate demands one. A good
//     one is the leaf's status; lists are looked up all the same.
// So a fault says nothing good about the rest: what is kExpired may be forged, too.
//
// A trust anchor is judged like any other issuer, its dates and extensions included, but for its
// own signature; one of version 1, which cannot say that it is a CA, must be self-issued. A leaf
// that is an anchor byte for byte needs no path, and may be a CA; else a CA is no leaf. Issuers may
// restrict the purposes of what is below them by extKeyUsage. Names are compared byte by byte. An
// issuer of the right name with another key than authorityKeyIdentifier says is not the issuer.
Verdict Verify(const VerifyInput& input);

inline constexpr std::size_t kMaxChain = 16;
inline constexpr std::size_t kMaxPath = 10;
inline constexpr int kMaxSignatureChecks = 24;

// CheckKey and CheckSignatureAlgorithm tell whether a key or an algorithm is known, and strong
// enough: kUnsupportedAlgorithm, kWeakKey, kWeakSignature.
Detail CheckKey(const PublicKey& key);
Detail CheckSignatureAlgorithm(SignatureAlgorithm algorithm);

// AlertFor is the alert that tells the peer about a verdict (RFC 8446, 6.2).
Alert AlertFor(Detail detail);

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_VERIFY_H_
