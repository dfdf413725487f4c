#ifndef OMNITLS_X509_VERIFY_H_
#define OMNITLS_X509_VERIFY_H_

#include <cstdint>
#include <span>

#include "omnitls/bytes.h"
#include "omnitls/error.h"
#include "omnitls/server_name.h"
#include "omnitls/trust_anchors.h"
#include "omnitls/x509/signature.h"

namespace omnitls::x509 {

enum class Purpose : std::uint8_t { kServerAuth, kClientAuth };

// VerifyInput is a peer's chain and the rules to judge it by. Views are used during the call only.
struct VerifyInput {
  std::span<const ByteView> chain;  // DER certificates as the peer sent them: leaf first.
  const TrustStore* anchors = nullptr;
  const SignatureVerifier* signatures = nullptr;
  std::int64_t now = 0;  // Seconds since 1970-01-01 UTC.
  Purpose purpose = Purpose::kServerAuth;
  const ServerName* name = nullptr;  // Null: no name is required of the leaf.
  HostNameFlags name_flags = HostNameFlags::kNone;
};

// Verdict is what validation found. `detail` is Detail::kNone when the chain is good.
struct Verdict {
  Detail detail = Detail::kNone;
  // The certificate at fault: its index in `chain`; where an anchor is at fault, its issued one's.
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
Verdict Verify(const VerifyInput& input);

inline constexpr std::size_t kMaxChain = 16;
inline constexpr std::size_t kMaxPath = 10;
inline constexpr int kMaxSignatureChecks = 24;

// AlertFor is the alert that tells the peer about a verdict (RFC 8446, 6.2).
Alert AlertFor(Detail detail);

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_VERIFY_H_
