#ifndef OMNITLS_CAPABILITIES_H_
#define OMNITLS_CAPABILITIES_H_

#include <cstdint>

namespace omnitls {

// Feature is something that not every TLS library can do. Backend::Supports answers for the library
// as it was built; a setting whose feature is not supported is refused when the context is built,
// with ErrorKind::kUnsupported. What is not listed here works on every backend.
enum class Feature : std::uint8_t {
  kTls12,
  kTls13,
  kEd25519Certificates,  // A certificate and key of kind Ed25519, on either side.
  kEd448Certificates,
  kRsaPssCertificates,  // Keys marked id-RSASSA-PSS; PSS signatures by ordinary RSA keys always
                        // work.
  kEncryptedPrivateKeys,
  kTls12SessionIds,         // Resumption by session ID in TLS 1.2 where a client has no tickets.
  kMaxFragmentLength,       // max_fragment_length (RFC 6066, 4) in TLS 1.2, on either side.
  kTls13MaxFragmentLength,  // The same in TLS 1.3. A server without it serves clients in full.
  kRecordSizeLimit,         // A record_size_limit of one's own (RFC 8449).
  kRecordPadding,           // Padding of TLS 1.3 records (RFC 8446, 5.4).
  kKeyUpdate,  // New keys in TLS 1.3 (RFC 8446, 4.6.3). Without it a peer's KeyUpdate is refused.
  kExporters,  // Keying material exporters (RFC 5705; RFC 8446, 7.5).
  kTlsUnique,  // The channel binding tls-unique (RFC 5929, 3).
  kKeyLog,     // Secrets for the analysis of captures (RFC 9850).
  kSecretExtraction,  // Connection::ExtractTrafficSecrets.
};

inline constexpr Feature kAllFeatures[] = {
    Feature::kTls12,
    Feature::kTls13,
    Feature::kEd25519Certificates,
    Feature::kEd448Certificates,
    Feature::kRsaPssCertificates,
    Feature::kEncryptedPrivateKeys,
    Feature::kTls12SessionIds,
    Feature::kMaxFragmentLength,
    Feature::kTls13MaxFragmentLength,
    Feature::kRecordSizeLimit,
    Feature::kRecordPadding,
    Feature::kKeyUpdate,
    Feature::kExporters,
    Feature::kTlsUnique,
    Feature::kKeyLog,
    Feature::kSecretExtraction,
};

}  // namespace omnitls

#endif  // OMNITLS_CAPABILITIES_H_
