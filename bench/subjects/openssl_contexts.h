#ifndef OMNITLS_BENCH_SUBJECTS_OPENSSL_CONTEXTS_H_
#define OMNITLS_BENCH_SUBJECTS_OPENSSL_CONTEXTS_H_

#include <openssl/ssl.h>

#include <memory>

#include "bench/subjects/subject.h"

// What all subjects made of OpenSSL have in common.
namespace omnitls::bench {

struct FreeOpenSsl {
  void operator()(SSL* ssl) const {
    // Else its session could not be resumed again.
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(ssl);
  }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class T>
using OpenSslHandle = std::unique_ptr<T, FreeOpenSsl>;

struct OpenSslContexts {
  OpenSslContexts(const Plan& plan, const Identity& identity);

  // SetUp gives an SSL of one of the contexts its role, and a client its names and session.
  void SetUp(SSL* ssl, Side side, bool resume) const;
  bool KeepSession(SSL* client);
  SSL_CTX* context(Side side) const { return (side == Side::kClient ? client : server).get(); }

  OpenSslHandle<SSL_CTX> client;
  OpenSslHandle<SSL_CTX> server;
  OpenSslHandle<SSL_SESSION> session;
  bool early_data;
};

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_SUBJECTS_OPENSSL_CONTEXTS_H_
