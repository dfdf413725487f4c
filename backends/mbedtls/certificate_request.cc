#include <mbedtls/build_info.h>
#if defined(MBEDTLS_X509_CRT_PARSE_C)
#include "backends/mbedtls/certificate_request.h"
#include "backends/mbedtls/certificate_request_shim.h"
#include "omnitls/certificate_request.h"

namespace omnitls::mbedtls {

bool Authorities::Install([[maybe_unused]] ByteView names,
                          [[maybe_unused]] mbedtls_ssl_config& conf) {
#if defined(MBEDTLS_SSL_SRV_C)
  if (!names_.Assign(names) || !entries_.Reserve(DistinguishedNames(names_).size())) return false;
  for (const ByteView name : DistinguishedNames(names_)) {
    mbedtls_x509_crt entry;
    omnitls_mbedtls_make_name_entry(&entry, name.data(), name.size());
    if (!entries_.Push(entry)) return false;
  }
  for (std::size_t i = 1; i < entries_.size(); ++i) entries_[i - 1].next = &entries_[i];
  mbedtls_ssl_conf_cert_req_ca_list(&conf, MBEDTLS_SSL_CERT_REQ_CA_LIST_ENABLED);
  omnitls_mbedtls_set_name_entries(&conf, entries_.data());
#endif
  return true;
}

}  // namespace omnitls::mbedtls

#endif  // MBEDTLS_X509_CRT_PARSE_C
