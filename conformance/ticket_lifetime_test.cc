// A TLS 1.2 ticket whose lifetime the server leaves unspecified, by a hint of 0 (RFC 5077, 3.3):
// Go's servers always do, OpenSSL's with a ticket that they renew. It is as good as any other.

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>

#include "conformance/cases.h"
#include "conformance/raw_peer.h"

namespace omnitls::conformance {
namespace {

// Seals tickets with one key, and renews each that it opens.
int RenewTicket(SSL*, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                EVP_MAC_CTX* mac, int seals) {
  unsigned char key[16] = {1};
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key, sizeof key),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end(),
  };
  if (seals != 0) {
    std::fill_n(name, 16, std::uint8_t{2});
    std::fill_n(iv, 16, std::uint8_t{3});
  }
  const bool done = EVP_CipherInit_ex(cipher, EVP_aes_128_cbc(), nullptr, key, iv, seals) == 1 &&
                    EVP_MAC_CTX_set_params(mac, parameters) == 1;
  if (!done) return -1;
  return seals != 0 ? 1 : 2;  // 2: with a new one.
}

class TicketLifetimeTest : public BackendTest {
 protected:
  TicketLifetimeTest() : context_(SSL_CTX_new(TLS_server_method())) {
    UseCertificate(context_.get(), Server());
    SSL_CTX_set_max_proto_version(context_.get(), TLS1_2_VERSION);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(context_.get(), RenewTicket);
  }

  // Whether a handshake with the newest session resumed it; keeps the one that it brings.
  bool Resumes() {
    MemoryPipe pipe;
    RawPeer server(pipe.server(), context_.get(), true);
    ConnectOptions options;
    options.server_name = "server.test";
    options.session = session_;
    Result<Connection> client = client_.Connect(pipe.client(), options);
    if (!client) return false;
    for (int i = 0; i < 4; ++i) {
      (void)client->Handshake();
      (void)server.Handshake();
    }
    EXPECT_TRUE(client->handshake_done());
    Result<Session> session = client->TakeSession();
    EXPECT_TRUE(session) << ToString(session.error());
    if (session) session_ = *std::move(session);
    return client->resumed();
  }

  RawContext context_;
  ClientContext client_ = BuildClient({&backend(), &backend(), Version::kTls12});
  Session session_;
};
OMNITLS_FOR_ALL_BACKENDS(TicketLifetimeTest);

TEST_P(TicketLifetimeTest, ASessionOfUnspecifiedLifetimeIsResumed) {
  EXPECT_FALSE(Resumes());
  EXPECT_TRUE(Resumes());  // Brings a renewed ticket, with a hint of 0.
  EXPECT_TRUE(Resumes());
  EXPECT_TRUE(Resumes());
}

}  // namespace
}  // namespace omnitls::conformance
