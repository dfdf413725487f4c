#ifndef OMNITLS_CONFORMANCE_POST_HANDSHAKE_AUTH_H_
#define OMNITLS_CONFORMANCE_POST_HANDSHAKE_AUTH_H_

#include "conformance/cases.h"

// What the tests of client authentication after the handshake share.
namespace omnitls::conformance {

// A client that may be asked, with a certificate or without, and a server that may ask.
inline PairOptions WithPostHandshakeAuth(ClientAuth mode = ClientAuth::kRequire,
                                         const Certificate* client = &Client()) {
  PairOptions options;
  options.client_certificate = client;
  options.client = [](ClientContextBuilder& builder) { builder.PostHandshakeAuthentication(); };
  options.server = [mode](ServerContextBuilder& builder) {
    builder.Ca(Root().pem).PostHandshakeAuthentication(mode);
  };
  return options;
}

inline void AskForCertificate(Pair& pair) {
  const Result<Next> asked = pair.server.RequestClientCertificate();
  ASSERT_TRUE(asked) << ToString(asked.error());
  EXPECT_EQ(pair.server.certificate_request_status(), CertificateRequestStatus::kPending);
  EXPECT_TRUE(pair.server.peer_chain().empty());
}

// The client has answered; the server has seen this certificate, or, if it is null, none.
inline void ExpectAnswered(Pair& pair, const Certificate* seen = &Client()) {
  EXPECT_EQ(pair.server_error, std::nullopt);
  EXPECT_EQ(pair.client_error, std::nullopt);
  EXPECT_EQ(pair.server.certificate_request_status(), CertificateRequestStatus::kAnswered);
  EXPECT_TRUE(ToString(pair.server.peer_certificate()) == (seen == nullptr ? "" : seen->der));
  EXPECT_TRUE(pair.Echo()) << ToString(pair.client_error) << ToString(pair.server_error);
}

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_POST_HANDSHAKE_AUTH_H_
