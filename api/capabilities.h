#ifndef OMNITLS_CAPABILITIES_H_
#define OMNITLS_CAPABILITIES_H_

#include <cstdint>
#include <string_view>

namespace omnitls {

// Feature is something that not every TLS library, or not every build of one, can do.
// Backend::Supports answers for the library as it was built; a setting whose feature is not
// supported is refused when the context is built, with ErrorKind::kUnsupported. What is not listed
// here works on every backend. docs/support.md shows which backend can do what.
enum class Feature : std::uint8_t {
  kTls12,
  kTls13,
  kEd25519Certificates,  // A certificate and key of kind Ed25519, on either side.
  kEd448Certificates,
  kRsaPssCertificates,  // Keys marked id-RSASSA-PSS. Ordinary RSA keys can sign with PSS, too.
  kTls12RsaPss,         // PSS signatures of handshakes by RSA keys in TLS 1.2 (RFC 8446, 4.2.3).
  kEncryptedPrivateKeys,
  kLongChains,         // Chains of 10 to 16 certificates (x509::kMaxChain), on either side.
  kAlpnNamesWithNul,   // Application protocols with a NUL byte in their names (RFC 7301, 3.1).
  kSessionTickets,     // Resumption by ticket: TLS 1.2 (RFC 5077) and TLS 1.3 (RFC 8446, 4.6.1).
  kTls12SessionIds,    // Resumption by session ID in TLS 1.2, on either side.
  kMaxFragmentLength,  // max_fragment_length (RFC 6066, 4) in TLS 1.2, on either side.
  kTls13MaxFragmentLength,  // The same in TLS 1.3. A server without it serves clients in full.
  kRecordSizeLimit,         // A record_size_limit of one's own (RFC 8449).
  kRecordPadding,           // Padding of TLS 1.3 records (RFC 8446, 5.4).
  kEarlyData,               // Early data (RFC 8446, 2.3), on either side.
  kHalfRttData,  // Data that a server sends before the client's Finished (RFC 8446, 2.3).
  kKeyUpdate,    // New keys in TLS 1.3 (RFC 8446, 4.6.3). Without it a peer's KeyUpdate is refused.
  kExporters,    // Keying material exporters (RFC 5705; RFC 8446, 7.5).
  kTlsUnique,    // The channel binding tls-unique (RFC 5929, 3).
  kKeyLog,       // Secrets for the analysis of captures (RFC 9850).
  kSecretExtraction,      // Connection::ExtractTrafficSecrets.
  kExternalPsk,           // External PSKs in TLS 1.3 (RFC 8446, 4.2.11), on either side.
  kTls12ExternalPsk,      // The same in TLS 1.2 (RFC 4279, RFC 5489).
  kSha384ExternalPsk,     // PSKs for TLS 1.3's suites with SHA-384.
  kPskIdentitiesWithNul,  // Their identities with a NUL byte, in TLS 1.3; in TLS 1.2 none can.
  kOcspStapling,          // OCSP responses with certificates (RFC 6066, 8), on either side.
  kSignedCertificateTimestamps,  // In TLS's extension (RFC 6962, 3.3), on either side.
  kExternalKeys,       // Keys that sign somewhere else (BasicBuilder::ExternalKey): RSA, ECDSA.
  kExternalEdDsaKeys,  // The same for Ed25519 and Ed448.
  kLaterSignatures,    // SignerTiming::kLater.
  kCertificateAuthorities,  // The names of CAs in a server's request for a certificate.
  kPostHandshakeAuth,       // Certificates that clients are asked for later (RFC 8446, 4.6.2).
};

inline constexpr Feature kAllFeatures[] = {
    Feature::kTls12,
    Feature::kTls13,
    Feature::kEd25519Certificates,
    Feature::kEd448Certificates,
    Feature::kRsaPssCertificates,
    Feature::kTls12RsaPss,
    Feature::kEncryptedPrivateKeys,
    Feature::kLongChains,
    Feature::kAlpnNamesWithNul,
    Feature::kSessionTickets,
    Feature::kTls12SessionIds,
    Feature::kMaxFragmentLength,
    Feature::kTls13MaxFragmentLength,
    Feature::kRecordSizeLimit,
    Feature::kRecordPadding,
    Feature::kEarlyData,
    Feature::kHalfRttData,
    Feature::kKeyUpdate,
    Feature::kExporters,
    Feature::kTlsUnique,
    Feature::kKeyLog,
    Feature::kSecretExtraction,
    Feature::kExternalPsk,
    Feature::kTls12ExternalPsk,
    Feature::kSha384ExternalPsk,
    Feature::kPskIdentitiesWithNul,
    Feature::kOcspStapling,
    Feature::kSignedCertificateTimestamps,
    Feature::kExternalKeys,
    Feature::kExternalEdDsaKeys,
    Feature::kLaterSignatures,
    Feature::kCertificateAuthorities,
    Feature::kPostHandshakeAuth,
};

// The stable word of a feature, for logs, tables and tests: the constant's name without its 'k', in
// lower case, words separated by '_' ("tls12_rsa_pss", "key_update"). "unknown_feature" for what is
// none. Static storage.
std::string_view FeatureName(Feature feature);

}  // namespace omnitls

#endif  // OMNITLS_CAPABILITIES_H_
