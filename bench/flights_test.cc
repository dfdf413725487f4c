#include <gtest/gtest.h>

#include "bench/subjects/subjects.h"

namespace omnitls::bench {
namespace {

// Each flight of a handshake reaches the transport in one piece (RFC 8446, 2): a packet or a system
// call for each message would cost more than the cryptography.
TEST(FlightsTest, EachFlightIsOneWrite) {
  const Identity identity = MakeIdentity();
  for (const char* backend : {"openssl", "mbedtls", "wolfssl"}) {
    for (const bool tls12 : {false, true}) {
      SCOPED_TRACE(std::string(backend) + (tls12 ? ", TLS 1.2" : ", TLS 1.3"));
      const std::unique_ptr<Subject> subject = Ours(backend, {.tls12 = tls12}, identity);
      subject->Handshake();
      // ClientHello and Finished; ServerHello to Finished and the ticket, or to ServerHelloDone and
      // the ticket with Finished.
      EXPECT_EQ(subject->Written(Side::kClient).writes, 2u);
      EXPECT_EQ(subject->Written(Side::kServer).writes, 2u);
    }
  }
}

}  // namespace
}  // namespace omnitls::bench
