#ifndef OMNITLS_BACKENDS_MBEDTLS_CERTIFICATE_REQUEST_H_
#define OMNITLS_BACKENDS_MBEDTLS_CERTIFICATE_REQUEST_H_

#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include "omnitls/bytes.h"

namespace omnitls::mbedtls {

// Authorities is the names that servers send along with their CertificateRequest
// (EngineConfig::authorities), in the library's form.
class Authorities {
 public:
  // Install makes a server send them. False: there is no memory. `conf` must not outlive this.
  [[nodiscard]] bool Install(ByteView names, mbedtls_ssl_config& conf);

 private:
  Bytes names_;
  internal::Vec<mbedtls_x509_crt> entries_;
};

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_CERTIFICATE_REQUEST_H_
