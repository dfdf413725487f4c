#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/certificate_request.h"
#include "omnitls/client_identities.h"

// Any body of a CertificateRequest, of both versions. What is parsed must lie within it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const omnitls::ByteView body(data, size);
  std::uint32_t sum = 0;
  for (const omnitls::Version version : {omnitls::Version::kTls12, omnitls::Version::kTls13}) {
    const auto request = omnitls::internal::ParseCertificateRequest(body, version);
    if (!request) continue;
    if (request->signature_schemes.empty()) std::abort();
    for (std::size_t i = 0; i < request->signature_schemes.size(); ++i) {
      sum += request->signature_schemes[i];
    }
    const omnitls::DistinguishedNames names(request->authorities);
    std::size_t total = 0;
    for (const omnitls::ByteView name : names) {
      if (name.size() < 2 || !names.Contains(name)) std::abort();
      total += 2 + name.size();
      for (const std::uint8_t byte : name) sum += byte;
    }
    if (total != request->authorities.size() || (total == 0) != names.empty()) std::abort();
  }
  return sum == 0xFFFFFFFF ? 1 : 0;
}
