#ifndef OMNITLS_CONFORMANCE_SIGNATURES_H_
#define OMNITLS_CONFORMANCE_SIGNATURES_H_

#include <string>

#include "conformance/certificates.h"

// What the keys of test certificates can sign.
namespace omnitls::conformance {

// With Ed25519 or Ed448; "" if the key cannot.
std::string SignMessage(const Certificate& certificate, const std::string& message);

// With any other key, whose padding `is_pss` chooses if it is of RSA; "" if the key cannot.
std::string SignDigest(const Certificate& certificate, bool is_pss, const std::string& digest);

// LeaveAnError leaves one in OpenSSL's queue of this thread, as careless programs do. Without
// OpenSSL there is none to leave it in.
void LeaveAnError();

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_SIGNATURES_H_
