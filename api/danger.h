#ifndef OMNITLS_DANGER_H_
#define OMNITLS_DANGER_H_

#include <cstdint>

#include "omnitls/context.h"
#include "omnitls/peer_to_verify.h"

// The ways out of safety: a target of its own (//api:danger), so that a build rule or a review can
// find every program that uses them.
namespace omnitls::danger {

// DoNotVerifyServer makes a client accept any certificate from anyone. Such a connection protects
// against passive listeners at most. Peer chains are still kept for inspection.
void DoNotVerifyServer(ClientContextBuilder& builder);

// DoNotVerifyServerName makes a client accept a certificate that leads to a trusted CA whatever
// name it carries.
void DoNotVerifyServerName(ClientContextBuilder& builder);

// SetVerifier gives the last word on a peer's certificates to the program. To add to this library's
// verification, return `peer.verdict` where it is not Detail::kNone; to replace it, do not look at
// it. It is called after that verification, which goes on as configured, but needs no CA any more
// (then its verdict is kUnknownIssuer). Servers call it for clients that send a certificate: see
// ServerContextBuilder::ClientAuthentication.
//
// A resumed connection is not verified again, so a session is bound to what verified it: `policy`
// is a number for what this verifier demands, which you change when that changes. Sessions made
// under another are refused with kUsage/kPolicyMismatch. `user` must stay valid as long as the
// context and its connections. A null callback takes an earlier one back.
void SetVerifier(ClientContextBuilder& builder, std::uint64_t policy, VerifierCallback callback,
                 void* user = nullptr);
void SetVerifier(ServerContextBuilder& builder, std::uint64_t policy, VerifierCallback callback,
                 void* user = nullptr);

}  // namespace omnitls::danger

#endif  // OMNITLS_DANGER_H_
