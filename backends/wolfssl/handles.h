#ifndef OMNITLS_BACKENDS_WOLFSSL_HANDLES_H_
#define OMNITLS_BACKENDS_WOLFSSL_HANDLES_H_

// The configuration that the library was built with comes before everything else of it.
#include <wolfssl/wolfcrypt/settings.h>
// Keeps the next headers behind it.
#include <wolfssl/ssl.h>
// Not public: SendAlert, TLSX_UseALPN, and members that no function sets or reads.
#include <wolfssl/internal.h>

#include <memory>

// What this backend cannot do without. (The names are those of user_settings.h.)
#if !defined(HAVE_TLS_EXTENSIONS) || !defined(HAVE_SUPPORTED_CURVES) || !defined(HAVE_SNI) || \
    !defined(HAVE_ALPN) || !defined(HAVE_SESSION_TICKET)
#error "wolfSSL is configured without an extension of TLS that is needed"
#endif
#if !defined(WOLFSSL_ALWAYS_VERIFY_CB) || !defined(WOLFSSL_CERT_SETUP_CB) || \
    !(defined(WOLFSSL_SET_CIPHER_BYTES) || defined(OPENSSL_EXTRA))
#error "wolfSSL is configured without a callback or function that is needed"
#endif

// Owners of the library's objects.
namespace omnitls::wolfssl {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

template <class T, auto Free>
using Handle = std::unique_ptr<T, Deleter<Free>>;

using ContextHandle = Handle<WOLFSSL_CTX, wolfSSL_CTX_free>;
using ConnectionHandle = Handle<WOLFSSL, wolfSSL_free>;
using SessionHandle = Handle<WOLFSSL_SESSION, wolfSSL_SESSION_free>;

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_HANDLES_H_
