#include "bench/subjects/openssl_contexts.h"

#include <openssl/bio.h>
#include <openssl/pem.h>

namespace omnitls::bench {
namespace {

OpenSslHandle<BIO> Memory(const std::string& pem) {
  return OpenSslHandle<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

OpenSslHandle<X509> NextCertificate(const OpenSslHandle<BIO>& pem) {
  return OpenSslHandle<X509>(PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr));
}

OpenSslHandle<SSL_CTX> MakeContext(const SSL_METHOD* method, const Plan& plan) {
  OpenSslHandle<SSL_CTX> context(SSL_CTX_new(method));
  SSL_CTX* raw = context.get();
  const int newest = plan.tls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
  Require(raw != nullptr && SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) == 1 &&
              SSL_CTX_set_max_proto_version(raw, newest) == 1 &&
              SSL_CTX_set_ciphersuites(raw, Tls13Suite(plan)) == 1 &&
              SSL_CTX_set_cipher_list(raw, Tls12Suites(plan)) == 1 &&
              SSL_CTX_set1_groups_list(raw, kGroups) == 1 &&
              SSL_CTX_set1_sigalgs_list(raw, kSignatureSchemes) == 1,
          "SSL_CTX_new");
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // The lists say it all. The system's level would only add work.
  SSL_CTX_set_security_level(raw, 0);
  SSL_CTX_set_mode(raw, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_NO_AUTO_CHAIN);
  return context;
}

}  // namespace

OpenSslContexts::OpenSslContexts(const Plan& plan, const Identity& identity)
    : client(MakeContext(TLS_client_method(), plan)),
      server(MakeContext(TLS_server_method(), plan)),
      early_data(plan.early_data) {
  SSL_CTX_set_verify(client.get(), SSL_VERIFY_PEER, nullptr);
  Require(X509_STORE_add_cert(SSL_CTX_get_cert_store(client.get()),
                              NextCertificate(Memory(identity.root)).get()) == 1,
          "X509_STORE_add_cert");
  const OpenSslHandle<BIO> chain = Memory(identity.chain);
  const OpenSslHandle<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(Memory(identity.key).get(), nullptr, nullptr, nullptr));
  Require(SSL_CTX_use_certificate(server.get(), NextCertificate(chain).get()) == 1 &&
              SSL_CTX_use_PrivateKey(server.get(), key.get()) == 1,
          "SSL_CTX_use_certificate");
  while (const OpenSslHandle<X509> issuer = NextCertificate(chain)) {
    Require(SSL_CTX_add1_chain_cert(server.get(), issuer.get()) == 1, "SSL_CTX_add1_chain_cert");
  }
  SSL_CTX_set_num_tickets(server.get(), 1);
  if (plan.early_data) {
    SSL_CTX_set_max_early_data(server.get(), kMostEarlyData);
    // The cache behind it would cost more than ours, which is what this is compared with.
    SSL_CTX_set_options(server.get(), SSL_OP_NO_ANTI_REPLAY);
  }
}

void OpenSslContexts::SetUp(SSL* ssl, Side side, bool resume) const {
  if (side == Side::kServer) {
    SSL_set_accept_state(ssl);
    return;
  }
  SSL_set_connect_state(ssl);
  Require(SSL_set_tlsext_host_name(ssl, kServerName) == 1 && SSL_set1_host(ssl, kServerName) == 1,
          "SSL_set1_host");
  if (resume) Require(SSL_set_session(ssl, session.get()) == 1, "SSL_set_session");
}

bool OpenSslContexts::KeepSession(SSL* ssl) {
  const SSL_SESSION* const now = SSL_get0_session(ssl);
  if (now == nullptr || SSL_SESSION_is_resumable(now) != 1) return false;
  session.reset(SSL_SESSION_dup(now));
  return session != nullptr;
}

}  // namespace omnitls::bench
