#ifndef OMNITLS_CONFORMANCE_SESSIONS_H_
#define OMNITLS_CONFORMANCE_SESSIONS_H_

#include "conformance/cases.h"

// What the tests of sessions share.
namespace omnitls::conformance {

// Finishes the handshake, reads the tickets and takes a session.
inline Session FirstSession(Pair& pair) {
  EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_FALSE(pair.client.resumed());
  pair.Settle();
  EXPECT_EQ(pair.client.session_readiness(), SessionReadiness::kReady);
  Result<Session> session = pair.client.TakeSession();
  if (session) return *session;
  ADD_FAILURE() << ToString(session.error());
  return {};
}

// A handshake succeeds, and is or is not a resumed one, on both sides.
inline void ExpectResumed(Pair& pair, bool resumed) {
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_EQ(pair.client.resumed(), resumed);
  EXPECT_EQ(pair.server.resumed(), resumed);
  EXPECT_TRUE(pair.Echo());
}

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_SESSIONS_H_
