#ifndef OMNITLS_BACKENDS_OPENSSL_HANDLES_H_
#define OMNITLS_BACKENDS_OPENSSL_HANDLES_H_

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

// Owners of the library's objects.
namespace omnitls::openssl {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

template <class T, auto Free>
using Handle = std::unique_ptr<T, Deleter<Free>>;

using SslCtxHandle = Handle<SSL_CTX, SSL_CTX_free>;
using SslSessionHandle = Handle<SSL_SESSION, SSL_SESSION_free>;
using BioHandle = Handle<BIO, BIO_free>;
using KeyHandle = Handle<EVP_PKEY, EVP_PKEY_free>;
using KeyContextHandle = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using LibraryHandle = Handle<OSSL_LIB_CTX, OSSL_LIB_CTX_free>;
using ProviderHandle = Handle<OSSL_PROVIDER, OSSL_PROVIDER_unload>;
using DigestHandle = Handle<EVP_MD, EVP_MD_free>;
using DigestContextHandle = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using CipherHandle = Handle<EVP_CIPHER, EVP_CIPHER_free>;
using CipherContextHandle = Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using SignatureHandle = Handle<EVP_SIGNATURE, EVP_SIGNATURE_free>;
using CertificateHandle = Handle<X509, X509_free>;
using EncryptedKeyHandle = Handle<X509_SIG, X509_SIG_free>;
using Pkcs8Handle = Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;

// A connection that is freed before it has sent close_notify takes its session from the server's
// cache, unless it is told that it has. That has not been asked for since TLS 1.1 (RFC
// 5246, 7.2.1).
struct FreeSsl {
  void operator()(SSL* ssl) const {
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN);
    SSL_free(ssl);
  }
};
using SslHandle = std::unique_ptr<SSL, FreeSsl>;

// A list of certificates, each of which it owns.
struct FreeCertificates {
  void operator()(STACK_OF(X509) * list) const { sk_X509_pop_free(list, X509_free); }
};
using CertificatesHandle = std::unique_ptr<STACK_OF(X509), FreeCertificates>;

// Likewise, of names.
using NameHandle = Handle<X509_NAME, X509_NAME_free>;
struct FreeNames {
  void operator()(STACK_OF(X509_NAME) * list) const { sk_X509_NAME_pop_free(list, X509_NAME_free); }
};
using NamesHandle = std::unique_ptr<STACK_OF(X509_NAME), FreeNames>;

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_HANDLES_H_
