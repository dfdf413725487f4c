#include "backends/mbedtls/algorithms.h"

#include "backends/mbedtls/psk.h"
#include "backends/mbedtls/shim.h"
#include "omnitls/fiber.h"

namespace omnitls::mbedtls {

bool Supports(Feature feature) {
  switch (feature) {
    case Feature::kTls12:
#if defined(MBEDTLS_SSL_PROTO_TLS1_2)
      return true;
#else
      return false;
#endif
    case Feature::kTls13:
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
      return true;
#else
      return false;
#endif
    case Feature::kEncryptedPrivateKeys:
#if defined(MBEDTLS_PKCS5_C) && defined(MBEDTLS_CIPHER_MODE_CBC)
      return true;
#else
      return false;
#endif
    case Feature::kLongChains:
      return true;
    case Feature::kSessionTickets:
#if defined(MBEDTLS_SSL_SESSION_TICKETS)
      return true;
#else
      return false;
#endif
    case Feature::kTls12SessionIds:
#if defined(MBEDTLS_SSL_PROTO_TLS1_2)
      return true;
#else
      return false;
#endif
    case Feature::kMaxFragmentLength:
#if defined(MBEDTLS_SSL_PROTO_TLS1_2) && defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
      return true;
#else
      return false;
#endif
    case Feature::kExporters:
    case Feature::kTlsUnique:
    case Feature::kKeyLog:
    case Feature::kSecretExtraction:
    case Feature::kExternalKeys:
    case Feature::kCertificateAuthorities:
      return true;
    case Feature::kLaterSignatures:
      return internal::kHasFibers;
    case Feature::kExternalEdDsaKeys:
    case Feature::kPostHandshakeAuth:  // The library knows nothing of it.
      return false;
    case Feature::kEarlyData:
// Without a clock the library cannot tell whether a ClientHello is fresh.
#if defined(MBEDTLS_SSL_EARLY_DATA) && defined(MBEDTLS_SSL_SESSION_TICKETS) && \
    defined(MBEDTLS_HAVE_TIME)
      return true;
#else
      return false;
#endif
    case Feature::kEd25519Certificates:
    case Feature::kEd448Certificates:
    case Feature::kRsaPssCertificates:
    case Feature::kTls12RsaPss:
    // Its lists of application protocols are strings that end with a NUL byte.
    case Feature::kAlpnNamesWithNul:
    case Feature::kTls13MaxFragmentLength:
    // The library always announces the size of its buffers, and pads to a multiple of 16: both are
    // fixed when it is compiled.
    case Feature::kRecordSizeLimit:
    case Feature::kRecordPadding:
    case Feature::kHalfRttData:
    case Feature::kKeyUpdate:
    // The library uses external PSKs with SHA-256 only.
    case Feature::kSha384ExternalPsk:
    // It knows no such extensions, and none can be added to its messages.
    case Feature::kOcspStapling:
    case Feature::kSignedCertificateTimestamps:
      return false;
    case Feature::kExternalPsk:
    case Feature::kPskIdentitiesWithNul:
      return kHasTls13Psk;
    case Feature::kTls12ExternalPsk:
      return kHasTls12Psk;
  }
  return false;
}

bool Supports(CipherSuite suite) {
  for (const int* listed = mbedtls_ssl_list_ciphersuites(); *listed != 0; ++listed) {
    if (*listed == static_cast<int>(suite)) return true;
  }
  return false;
}

bool Supports(Group group) {
  return omnitls_mbedtls_has_group(static_cast<std::uint16_t>(group)) != 0;
}

bool Supports(SignatureScheme scheme) {
  return Supports(scheme, Version::kTls12) || Supports(scheme, Version::kTls13);
}

bool Supports(SignatureScheme scheme, Version version) {
  const auto number = static_cast<std::uint16_t>(scheme);
  return version == Version::kTls13 ? omnitls_mbedtls_tls13_has_signature_scheme(number) != 0
                                    : omnitls_mbedtls_tls12_has_signature_scheme(number) != 0;
}

mbedtls_ssl_protocol_version ToProtocol(Version version) {
  return version == Version::kTls13 ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2;
}

Version ToVersion(mbedtls_ssl_protocol_version protocol) {
  switch (protocol) {
    case MBEDTLS_SSL_VERSION_TLS1_2:
      return Version::kTls12;
    case MBEDTLS_SSL_VERSION_TLS1_3:
      return Version::kTls13;
    default:
      return Version::kNone;
  }
}

}  // namespace omnitls::mbedtls
