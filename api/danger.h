#ifndef OMNITLS_DANGER_H_
#define OMNITLS_DANGER_H_

#include "omnitls/context.h"

// The ways out of safety: a target of its own (//api:danger), so that a build rule or a review can
// find every program that uses them.
namespace omnitls::danger {

// DoNotVerifyServer makes a client accept any certificate from anyone. Such a connection protects
// against passive listeners at most. Peer chains are still kept for inspection.
void DoNotVerifyServer(ClientContextBuilder& builder);

// DoNotVerifyServerName makes a client accept a certificate that leads to a trusted CA whatever
// name it carries.
void DoNotVerifyServerName(ClientContextBuilder& builder);

}  // namespace omnitls::danger

#endif  // OMNITLS_DANGER_H_
