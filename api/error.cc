#include "omnitls/error.h"

#include "omnitls/profile.h"

namespace omnitls {
namespace {

// No switch here has a default, so that the compiler names a value that is missing. One value a
// line:
// clang-format off

std::string_view KindSummary(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage: return "The program broke a rule of this interface.";
    case ErrorKind::kUnsupported: return "The backend does not support a setting.";
    case ErrorKind::kConfig: return "The configuration is incomplete or broken.";
    case ErrorKind::kTransport: return "The transport failed.";
    case ErrorKind::kTruncated: return "The transport ended without the peer's close_notify.";
    case ErrorKind::kAlertReceived: return "The peer sent a fatal alert.";
    case ErrorKind::kProtocol: return "The peer broke the protocol.";
    case ErrorKind::kCertificate: return "The peer's certificate was refused.";
    case ErrorKind::kNoMemory: return "Memory ran out.";
    case ErrorKind::kInternal: return "This library or its backend has a bug.";
  }
  return "Unknown error.";
}

std::string_view DetailSummary(Detail detail) {
  switch (detail) {
    case Detail::kNone: return {};
    case Detail::kExpired: return "The certificate has expired.";
    case Detail::kNotYetValid: return "The certificate is not valid yet.";
    case Detail::kUnknownIssuer: return "No trust anchor vouches for the certificate.";
    case Detail::kSelfSigned: return "The certificate is self-signed and is not a trust anchor.";
    case Detail::kNameMismatch: return "The certificate is for another name.";
    case Detail::kRevoked: return "The certificate has been revoked.";
    case Detail::kBadPurpose: return "The certificate may not be used for this purpose.";
    case Detail::kWeakKey: return "The certificate has a key that is too weak.";
    case Detail::kWeakSignature: return "The certificate is signed with a broken hash function.";
    case Detail::kBadSignature: return "The signature on the certificate is wrong.";
    case Detail::kChainTooLong: return "The certificate chain is too long or too tangled.";
    case Detail::kNameConstraint: return "The certificate has a name that its issuer may not certify.";
    case Detail::kNotACa: return "A certificate in the chain is not that of a certification authority.";
    case Detail::kPathLength: return "The certificate chain is longer than one of its issuers allows.";
    case Detail::kUnknownCriticalExtension: return "The certificate has a critical extension that is not understood.";
    case Detail::kMalformedCertificate: return "The certificate is malformed.";
    case Detail::kUnsupportedAlgorithm: return "The certificate uses an algorithm that is not supported.";
    case Detail::kKeyNotPinned: return "The certificate's key is none of the pinned ones.";
    case Detail::kRevocationUnknown: return "Neither a current CRL nor an OCSP response tells whether a certificate is revoked.";
    case Detail::kBadOcspResponse: return "The OCSP response is malformed, not signed by the issuer, or for another certificate.";
    case Detail::kStaleOcspResponse: return "The OCSP response is out of date, or not valid yet.";
    case Detail::kMissingOcspResponse: return "The server sent no OCSP response, and must.";
    case Detail::kCertificateMissing: return "The peer sent no certificate.";
    case Detail::kNoCommonVersion: return "The peers have no protocol version in common.";
    case Detail::kNoCommonCipherSuite: return "The peers have no cipher suite in common.";
    case Detail::kNoCommonGroup: return "The peers have no key-exchange group in common.";
    case Detail::kNoCommonSignatureScheme: return "The peers have no signature scheme in common.";
    case Detail::kNoCommonApplicationProtocol: return "The peers have no application protocol in common.";
    case Detail::kHandshakeFailure: return "The handshake failed.";
    case Detail::kInappropriateFallback: return "The peer fell back to an older version than it needed.";
    case Detail::kUnknownPskIdentity: return "The client has no pre-shared key that is known here.";
    case Detail::kUnrecognizedName: return "The client asked for a server name that is not served here.";
    case Detail::kRefused: return "The server's program refused the client.";
    case Detail::kBadRecordMac: return "A record did not decrypt or was altered.";
    case Detail::kRecordOverflow: return "A record is too long.";
    case Detail::kUnexpectedMessage: return "A message came out of order.";
    case Detail::kDecodeError: return "A message cannot be decoded.";
    case Detail::kDecryptError: return "A signature or a Finished message in the handshake is wrong.";
    case Detail::kIllegalParameter: return "A message holds a value that is not allowed.";
    case Detail::kMissingExtension: return "A message lacks an extension that it must have.";
    case Detail::kUnsupportedExtension: return "A message has an extension that nobody asked for.";
    case Detail::kFileUnreadable: return "A file cannot be read.";
    case Detail::kFileTooLarge: return "A file is too large.";
    case Detail::kEmptyInput: return "The input is empty.";
    case Detail::kMalformedPem: return "The PEM text is malformed.";
    case Detail::kMalformedDer: return "The DER data is malformed.";
    case Detail::kNoCertificateFound: return "The input holds no certificate.";
    case Detail::kNoPrivateKeyFound: return "The input holds no private key.";
    case Detail::kPasswordRequired: return "The private key is encrypted and no password was given.";
    case Detail::kWrongPassword: return "The password does not decrypt the private key.";
    case Detail::kKeyMismatch: return "The private key does not belong to the certificate.";
    case Detail::kUnknownName: return "A name is not known.";
    case Detail::kNameLength: return "A name is empty or too long.";
    case Detail::kDuplicate: return "An entry is given twice.";
    case Detail::kInvalidServerName: return "The server name is neither a DNS name nor an IP address.";
    case Detail::kMissingServerName: return "A server name is required to verify the peer.";
    case Detail::kMissingIdentity: return "A certificate and private key are required.";
    case Detail::kMissingTrustAnchors: return "No trust anchors were given to verify the peer by.";
    case Detail::kVersionRange: return "The range of protocol versions is empty.";
    case Detail::kNothingLeft: return "The settings leave nothing to negotiate.";
    case Detail::kTimedOut: return "The time for the call is up.";
    case Detail::kSetting: return "A setting is out of range or not supported.";
    case Detail::kOutOfRange: return "A number is out of range.";
    case Detail::kMissingKey: return "No key is given.";
    case Detail::kKeyLength: return "A key has the wrong length.";
    case Detail::kMalformedSession: return "The bytes are no session, or damaged.";
    case Detail::kMalformedPin: return "A pinned public key is not given as it must be.";
    case Detail::kMalformedCrl: return "A CRL cannot be parsed, or is of a kind that is not understood.";
    case Detail::kNoCrlFound: return "The input holds no CRL.";
    case Detail::kMalformedOcspResponse: return "An OCSP response cannot be parsed, or holds no answer.";
    case Detail::kMalformedTimestamps: return "A list of signed certificate timestamps is malformed or empty.";
    case Detail::kMalformedPkcs12: return "A PKCS#12 file is malformed, or of a form that is not understood.";
    case Detail::kSignerFailed: return "The signer of the external key gave no signature.";
    case Detail::kBeforeHandshake: return "The call needs a finished handshake.";
    case Detail::kAfterClose: return "The call came after the connection was closed.";
    case Detail::kAfterFailure: return "The call came after the connection failed.";
    case Detail::kNullBuffer: return "A buffer is null but its length is not zero.";
    case Detail::kEmptyHandle: return "The object is empty: it was moved from or never built.";
    case Detail::kNotAvailable: return "The value does not exist on this connection.";
    case Detail::kWrongBackend: return "The object was made by another backend.";
    case Detail::kPolicyMismatch: return "The session was made under another verification policy.";
    case Detail::kReentrantCall: return "The call came from inside another call on the same connection.";
  }
  return {};
}

}  // namespace

std::string_view ErrorKindName(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage: return "usage";
    case ErrorKind::kUnsupported: return "unsupported";
    case ErrorKind::kConfig: return "config";
    case ErrorKind::kTransport: return "transport";
    case ErrorKind::kTruncated: return "truncated";
    case ErrorKind::kAlertReceived: return "alert_received";
    case ErrorKind::kProtocol: return "protocol";
    case ErrorKind::kCertificate: return "certificate";
    case ErrorKind::kNoMemory: return "no_memory";
    case ErrorKind::kInternal: return "internal";
  }
  return "unknown_kind";
}

std::string_view DetailName(Detail detail) {
  switch (detail) {
    case Detail::kNone: return "none";
    case Detail::kExpired: return "expired";
    case Detail::kNotYetValid: return "not_yet_valid";
    case Detail::kUnknownIssuer: return "unknown_issuer";
    case Detail::kSelfSigned: return "self_signed";
    case Detail::kNameMismatch: return "name_mismatch";
    case Detail::kRevoked: return "revoked";
    case Detail::kBadPurpose: return "bad_purpose";
    case Detail::kWeakKey: return "weak_key";
    case Detail::kWeakSignature: return "weak_signature";
    case Detail::kBadSignature: return "bad_signature";
    case Detail::kChainTooLong: return "chain_too_long";
    case Detail::kNameConstraint: return "name_constraint";
    case Detail::kNotACa: return "not_a_ca";
    case Detail::kPathLength: return "path_length";
    case Detail::kUnknownCriticalExtension: return "unknown_critical_extension";
    case Detail::kMalformedCertificate: return "malformed_certificate";
    case Detail::kUnsupportedAlgorithm: return "unsupported_algorithm";
    case Detail::kKeyNotPinned: return "key_not_pinned";
    case Detail::kRevocationUnknown: return "revocation_unknown";
    case Detail::kBadOcspResponse: return "bad_ocsp_response";
    case Detail::kStaleOcspResponse: return "stale_ocsp_response";
    case Detail::kMissingOcspResponse: return "missing_ocsp_response";
    case Detail::kCertificateMissing: return "certificate_missing";
    case Detail::kNoCommonVersion: return "no_common_version";
    case Detail::kNoCommonCipherSuite: return "no_common_cipher_suite";
    case Detail::kNoCommonGroup: return "no_common_group";
    case Detail::kNoCommonSignatureScheme: return "no_common_signature_scheme";
    case Detail::kNoCommonApplicationProtocol: return "no_common_application_protocol";
    case Detail::kHandshakeFailure: return "handshake_failure";
    case Detail::kInappropriateFallback: return "inappropriate_fallback";
    case Detail::kUnrecognizedName: return "unrecognized_name";
    case Detail::kUnknownPskIdentity: return "unknown_psk_identity";
    case Detail::kRefused: return "refused";
    case Detail::kBadRecordMac: return "bad_record_mac";
    case Detail::kRecordOverflow: return "record_overflow";
    case Detail::kUnexpectedMessage: return "unexpected_message";
    case Detail::kDecodeError: return "decode_error";
    case Detail::kDecryptError: return "decrypt_error";
    case Detail::kIllegalParameter: return "illegal_parameter";
    case Detail::kMissingExtension: return "missing_extension";
    case Detail::kUnsupportedExtension: return "unsupported_extension";
    case Detail::kFileUnreadable: return "file_unreadable";
    case Detail::kFileTooLarge: return "file_too_large";
    case Detail::kEmptyInput: return "empty_input";
    case Detail::kMalformedPem: return "malformed_pem";
    case Detail::kMalformedDer: return "malformed_der";
    case Detail::kNoCertificateFound: return "no_certificate_found";
    case Detail::kNoPrivateKeyFound: return "no_private_key_found";
    case Detail::kPasswordRequired: return "password_required";
    case Detail::kWrongPassword: return "wrong_password";
    case Detail::kKeyMismatch: return "key_mismatch";
    case Detail::kUnknownName: return "unknown_name";
    case Detail::kNameLength: return "name_length";
    case Detail::kDuplicate: return "duplicate";
    case Detail::kInvalidServerName: return "invalid_server_name";
    case Detail::kMissingServerName: return "missing_server_name";
    case Detail::kMissingIdentity: return "missing_identity";
    case Detail::kMissingTrustAnchors: return "missing_trust_anchors";
    case Detail::kVersionRange: return "version_range";
    case Detail::kNothingLeft: return "nothing_left";
    case Detail::kSetting: return "setting";
    case Detail::kOutOfRange: return "out_of_range";
    case Detail::kMissingKey: return "missing_key";
    case Detail::kKeyLength: return "key_length";
    case Detail::kMalformedSession: return "malformed_session";
    case Detail::kMalformedPin: return "malformed_pin";
    case Detail::kMalformedCrl: return "malformed_crl";
    case Detail::kNoCrlFound: return "no_crl_found";
    case Detail::kMalformedOcspResponse: return "malformed_ocsp_response";
    case Detail::kMalformedTimestamps: return "malformed_timestamps";
    case Detail::kMalformedPkcs12: return "malformed_pkcs12";
    case Detail::kSignerFailed: return "signer_failed";
    case Detail::kTimedOut: return "timed_out";
    case Detail::kBeforeHandshake: return "before_handshake";
    case Detail::kAfterClose: return "after_close";
    case Detail::kAfterFailure: return "after_failure";
    case Detail::kNullBuffer: return "null_buffer";
    case Detail::kEmptyHandle: return "empty_handle";
    case Detail::kNotAvailable: return "not_available";
    case Detail::kWrongBackend: return "wrong_backend";
    case Detail::kPolicyMismatch: return "policy_mismatch";
    case Detail::kReentrantCall: return "reentrant_call";
  }
  return "unknown_detail";
}

std::string_view AlertName(Alert alert) {
  switch (alert) {
    case Alert::kCloseNotify: return "close_notify";
    case Alert::kUnexpectedMessage: return "unexpected_message";
    case Alert::kBadRecordMac: return "bad_record_mac";
    case Alert::kRecordOverflow: return "record_overflow";
    case Alert::kHandshakeFailure: return "handshake_failure";
    case Alert::kBadCertificate: return "bad_certificate";
    case Alert::kUnsupportedCertificate: return "unsupported_certificate";
    case Alert::kCertificateRevoked: return "certificate_revoked";
    case Alert::kCertificateExpired: return "certificate_expired";
    case Alert::kCertificateUnknown: return "certificate_unknown";
    case Alert::kIllegalParameter: return "illegal_parameter";
    case Alert::kUnknownCa: return "unknown_ca";
    case Alert::kAccessDenied: return "access_denied";
    case Alert::kDecodeError: return "decode_error";
    case Alert::kDecryptError: return "decrypt_error";
    case Alert::kProtocolVersion: return "protocol_version";
    case Alert::kInsufficientSecurity: return "insufficient_security";
    case Alert::kInternalError: return "internal_error";
    case Alert::kInappropriateFallback: return "inappropriate_fallback";
    case Alert::kUserCanceled: return "user_canceled";
    case Alert::kMissingExtension: return "missing_extension";
    case Alert::kUnsupportedExtension: return "unsupported_extension";
    case Alert::kUnrecognizedName: return "unrecognized_name";
    case Alert::kBadCertificateStatusResponse: return "bad_certificate_status_response";
    case Alert::kUnknownPskIdentity: return "unknown_psk_identity";
    case Alert::kCertificateRequired: return "certificate_required";
    case Alert::kNoApplicationProtocol: return "no_application_protocol";
    case Alert::kNone: return "none";
  }
  return "unknown_alert";
}

std::string_view Summary(const Error& error) {
  if constexpr (!internal::profile::kSentences) return {};
  const std::string_view summary = DetailSummary(error.detail);
  return summary.empty() ? KindSummary(error.kind) : summary;
}

// clang-format on
}  // namespace omnitls
