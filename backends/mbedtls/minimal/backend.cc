#include "backends/mbedtls/backend.h"

#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <psa/crypto.h>

#include "backends/mbedtls/minimal/core.h"

// One suite for each version: what is not in the profile is not in the library either.
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
      return internal::profile::kPsk;
    default:
      return false;
  }
}

bool Backend::Supports(CipherSuite suite) const {
  constexpr int kAll[] = {MBEDTLS_SSL_CIPHERSUITES};
  return static_cast<int>(suite) == kAll[0] ||
         static_cast<int>(suite) == kAll[sizeof kAll / sizeof kAll[0] - 1];
}
bool Backend::Supports(Group group) const {
  return internal::profile::kCertificates && group == Group{23};
}
bool Backend::Supports(SignatureScheme scheme) const {
  return internal::profile::kCertificates && scheme == SignatureScheme{0x0403};
}

bool Backend::Random(MutableBytes out) const {
  return psa_crypto_init() == PSA_SUCCESS &&
         psa_generate_random(out.data(), out.size()) == PSA_SUCCESS;
}

const Backend& MbedTlsBackend() {
  static constexpr Backend kBackend;
  return kBackend;
}

}  // namespace omnitls
