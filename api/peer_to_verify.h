#ifndef OMNITLS_PEER_TO_VERIFY_H_
#define OMNITLS_PEER_TO_VERIFY_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/error.h"

namespace omnitls::danger {

// PeerToVerify is what a verifier of the program's own judges by. Views are valid during the call
// only.
struct PeerToVerify {
  // DER certificates as the peer sent them, leaf first: at least one, but none need be well-formed.
  std::span<const ByteView> chain;
  // Clients: the name that the certificate must carry, a DNS name or an IP literal; "" where names
  // are not verified. Servers: "".
  std::string_view server_name;
  // The time to judge by, in seconds since 1970-01-01 UTC.
  std::int64_t time = 0;
  // What this library's own verification says: Detail::kNone if the chain is good, or was not
  // verified (DoNotVerifyServer).
  Detail verdict = Detail::kNone;
  // Clients: the OCSP response (DER) that the server stapled; empty if there is none, or none was
  // asked for. What it says is in the verdict.
  ByteView ocsp_response;
};

// VerifierCallback returns Detail::kNone to go on with this peer, or what is wrong with it: one of
// Detail's group of certificates, which becomes the connection's error, and its alert; anything
// else is Detail::kMalformedCertificate. It is called once per full handshake, on the thread of the
// call that reads the certificates; so, for one context, by several threads at a time. It must not
// call the connection.
using VerifierCallback = Detail (*)(void* user, const PeerToVerify& peer);

}  // namespace omnitls::danger

#endif  // OMNITLS_PEER_TO_VERIFY_H_
