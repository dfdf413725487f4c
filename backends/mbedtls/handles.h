#ifndef OMNITLS_BACKENDS_MBEDTLS_HANDLES_H_
#define OMNITLS_BACKENDS_MBEDTLS_HANDLES_H_

#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#if defined(MBEDTLS_SSL_TICKET_C)
#include <mbedtls/ssl_ticket.h>
#endif

// Owners of the library's objects.
namespace omnitls::mbedtls {

template <class T, void (*Init)(T*), void (*Free)(T*)>
class Handle {
 public:
  Handle() { Init(&object_); }
  ~Handle() { Free(&object_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  T* get() { return &object_; }
  const T* get() const { return &object_; }
  T* operator->() { return &object_; }
  const T* operator->() const { return &object_; }

 private:
  T object_;
};

using SslHandle = Handle<mbedtls_ssl_context, mbedtls_ssl_init, mbedtls_ssl_free>;
using ConfigHandle = Handle<mbedtls_ssl_config, mbedtls_ssl_config_init, mbedtls_ssl_config_free>;
using SessionHandle =
    Handle<mbedtls_ssl_session, mbedtls_ssl_session_init, mbedtls_ssl_session_free>;
#if defined(MBEDTLS_X509_CRT_PARSE_C)
using CertificatesHandle = Handle<mbedtls_x509_crt, mbedtls_x509_crt_init, mbedtls_x509_crt_free>;
using KeyHandle = Handle<mbedtls_pk_context, mbedtls_pk_init, mbedtls_pk_free>;
#endif

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_HANDLES_H_
