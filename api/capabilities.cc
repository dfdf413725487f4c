#include "omnitls/capabilities.h"

namespace omnitls {

std::string_view FeatureName(Feature feature) {
  switch (feature) {
    // clang-format off
    case Feature::kTls12: return "tls12";
    case Feature::kTls13: return "tls13";
    case Feature::kEd25519Certificates: return "ed25519_certificates";
    case Feature::kEd448Certificates: return "ed448_certificates";
    case Feature::kRsaPssCertificates: return "rsa_pss_certificates";
    case Feature::kTls12RsaPss: return "tls12_rsa_pss";
    case Feature::kEncryptedPrivateKeys: return "encrypted_private_keys";
    case Feature::kLongChains: return "long_chains";
    case Feature::kAlpnNamesWithNul: return "alpn_names_with_nul";
    case Feature::kSessionTickets: return "session_tickets";
    case Feature::kTls12SessionIds: return "tls12_session_ids";
    case Feature::kMaxFragmentLength: return "max_fragment_length";
    case Feature::kTls13MaxFragmentLength: return "tls13_max_fragment_length";
    case Feature::kRecordSizeLimit: return "record_size_limit";
    case Feature::kRecordPadding: return "record_padding";
    case Feature::kEarlyData: return "early_data";
    case Feature::kHalfRttData: return "half_rtt_data";
    case Feature::kKeyUpdate: return "key_update";
    case Feature::kExporters: return "exporters";
    case Feature::kTlsUnique: return "tls_unique";
    case Feature::kKeyLog: return "key_log";
    case Feature::kSecretExtraction: return "secret_extraction";
    case Feature::kExternalPsk: return "external_psk";
    case Feature::kTls12ExternalPsk: return "tls12_external_psk";
    case Feature::kSha384ExternalPsk: return "sha384_external_psk";
    case Feature::kPskIdentitiesWithNul: return "psk_identities_with_nul";
    case Feature::kOcspStapling: return "ocsp_stapling";
    case Feature::kSignedCertificateTimestamps: return "signed_certificate_timestamps";
    case Feature::kExternalKeys: return "external_keys";
    case Feature::kExternalEdDsaKeys: return "external_ed_dsa_keys";
    case Feature::kLaterSignatures: return "later_signatures";
    case Feature::kCertificateAuthorities: return "certificate_authorities";
    case Feature::kPostHandshakeAuth: return "post_handshake_auth";
      // clang-format on
  }
  return "unknown_feature";
}

}  // namespace omnitls
