#ifndef OMNITLS_BACKENDS_MBEDTLS_ALGORITHMS_H_
#define OMNITLS_BACKENDS_MBEDTLS_ALGORITHMS_H_

#include <mbedtls/ssl.h>

#include <cstdint>
#include <span>

#include "omnitls/algorithms.h"
#include "omnitls/bytes.h"
#include "omnitls/capabilities.h"

namespace omnitls::mbedtls {

// What the library, as built, can do.
bool Supports(Feature feature);
bool Supports(CipherSuite suite);
bool Supports(Group group);
bool Supports(SignatureScheme scheme);
// In TLS 1.2 the library knows no RSASSA-PSS.
bool Supports(SignatureScheme scheme, Version version);

// AppendNumbers appends the IANA numbers, which are the library's own, to a list that it takes.
template <class Number, class Id>
[[nodiscard]] bool AppendNumbers(std::span<const Id> ids, internal::Vec<Number>& out) {
  for (const Id id : ids) {
    if (!out.Push(static_cast<Number>(id))) return false;
  }
  return true;
}

mbedtls_ssl_protocol_version ToProtocol(Version version);
Version ToVersion(mbedtls_ssl_protocol_version protocol);

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_ALGORITHMS_H_
