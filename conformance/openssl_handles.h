#ifndef OMNITLS_CONFORMANCE_OPENSSL_HANDLES_H_
#define OMNITLS_CONFORMANCE_OPENSSL_HANDLES_H_

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

// OpenSSL's objects, owned, for tests that use it themselves.
namespace omnitls::conformance::raw {

template <auto kFree>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
template <class T, auto kFree>
using Handle = std::unique_ptr<T, Deleter<kFree>>;

using Bio = Handle<BIO, BIO_free>;
using Context = Handle<SSL_CTX, SSL_CTX_free>;
using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using Session = Handle<SSL_SESSION, SSL_SESSION_free>;
using Ssl = Handle<SSL, SSL_free>;
using Time = Handle<ASN1_TIME, ASN1_TIME_free>;
using X509Ptr = Handle<X509, X509_free>;

// Check aborts with OpenSSL's words if `ok` is false: a failure of OpenSSL is a bug in a test.
inline void Check(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "a test's use of OpenSSL: %s failed\n", what);
  ERR_print_errors_fp(stderr);
  std::abort();
}

// Source reads from `text`, which must outlive it.
inline Bio Source(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

inline X509Ptr ReadCertificate(const std::string& pem) {
  X509Ptr certificate(PEM_read_bio_X509(Source(pem).get(), nullptr, nullptr, nullptr));
  Check(certificate != nullptr, "reading a certificate");
  return certificate;
}

inline Key ReadKey(const std::string& pem) {
  Key key(PEM_read_bio_PrivateKey(Source(pem).get(), nullptr, nullptr, nullptr));
  Check(key != nullptr, "reading a key");
  return key;
}

}  // namespace omnitls::conformance::raw

#endif  // OMNITLS_CONFORMANCE_OPENSSL_HANDLES_H_
