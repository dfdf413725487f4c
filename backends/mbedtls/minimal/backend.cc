#include "backends/mbedtls/backend.h"

#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <psa/crypto.h>

#include "backends/mbedtls/minimal/core.h"
#include "backends/mbedtls/shim.h"

namespace omnitls {

std::string_view Backend::name() const { return "mbedtls"; }
std::string_view Backend::library_version() const { return MBEDTLS_VERSION_STRING_FULL; }

bool Backend::Supports(Feature feature) const {
  switch (feature) {
    case Feature::kTls13:
      return internal::profile::kTls13;
    case Feature::kTls12:
    case Feature::kMaxFragmentLength:
      return internal::kLeastVersion == Version::kTls12;
    case Feature::kSessionTickets:
    case Feature::kExternalKeys:
      return internal::kHasBoth;
    case Feature::kTls12ExternalPsk:
      return !internal::kHasCertificates || internal::kHasChoice;
    case Feature::kExternalPsk:
    case Feature::kPskIdentitiesWithNul:
      return internal::kHasChoice;
    default:
      return false;
  }
}

#if defined(OMNITLS_MINIMAL_FULL)

bool Backend::Supports(CipherSuite suite) const {
  return FindCipherSuite(suite) != nullptr &&
         mbedtls_ssl_ciphersuite_from_id(static_cast<int>(suite)) != nullptr;
}
bool Backend::Supports(Group group) const {
  return omnitls_mbedtls_has_group(static_cast<std::uint16_t>(group)) != 0;
}
bool Backend::Supports(SignatureScheme scheme) const {
  const auto number = static_cast<std::uint16_t>(scheme);
  return omnitls_mbedtls_tls12_has_signature_scheme(number) != 0 ||
         omnitls_mbedtls_tls13_has_signature_scheme(number) != 0;
}

#else

// What is not in the profile is not in the library either.
bool Backend::Supports(CipherSuite suite) const {
  constexpr int kAll[] = {MBEDTLS_SSL_CIPHERSUITES};
  return static_cast<int>(suite) == kAll[0] ||
         static_cast<int>(suite) == kAll[sizeof kAll / sizeof kAll[0] - 1];
}
bool Backend::Supports(Group group) const {
  return internal::kHasCertificates && group == Group{23};
}
bool Backend::Supports(SignatureScheme scheme) const {
  return internal::kHasCertificates && scheme == SignatureScheme{0x0403};
}

#endif

bool Backend::Random(MutableBytes out) const {
  return psa_crypto_init() == PSA_SUCCESS &&
         psa_generate_random(out.data(), out.size()) == PSA_SUCCESS;
}

const Backend& MbedTlsBackend() {
  static constexpr Backend kBackend;
  return kBackend;
}

}  // namespace omnitls
