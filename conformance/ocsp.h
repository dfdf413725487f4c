#ifndef OMNITLS_CONFORMANCE_OCSP_H_
#define OMNITLS_CONFORMANCE_OCSP_H_

#include <cstdint>
#include <string>

#include "conformance/certificates.h"

// OCSP responses for tests, made when a test asks for them.
namespace omnitls::conformance {

// What to put into a response. The defaults make a good one.
struct OcspSpec {
  enum class Status { kGood, kRevoked, kUnknown };
  Status status = Status::kGood;
  std::int64_t this_update_seconds = -3600;  // From now.
  std::int64_t next_update_seconds = 3600;   // From now.
  // Who signs, and puts its certificate into the response; null: the issuer.
  const Certificate* responder = nullptr;
  bool sha256 = false;  // Of the issuer, rather than SHA-1 (RFC 6960, 4.1.1).
  bool corrupt_signature = false;
};

// MakeOcspResponse makes a DER response for a certificate of `issuer`. Aborts with a message on
// misuse: it is for tests.
std::string MakeOcspResponse(const Certificate& certificate, const Certificate& issuer,
                             const OcspSpec& spec = {});

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_OCSP_H_
