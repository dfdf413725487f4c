#include "backends/openssl/errors.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace omnitls::openssl {
namespace {

// What a fault is. OpenSSL's reasons are many and change from version to version; the alert that it
// sends says what the peer did wrong, and the reason only adds to that where it says more.
struct Meaning {
  ErrorKind kind;
  Detail detail;
};

struct ByReason {
  int reason;
  Meaning meaning;
};
constexpr ByReason kByReason[] = {
    // Nothing in common.
    {SSL_R_UNSUPPORTED_PROTOCOL, {ErrorKind::kProtocol, Detail::kNoCommonVersion}},
    {SSL_R_UNSUPPORTED_SSL_VERSION, {ErrorKind::kProtocol, Detail::kNoCommonVersion}},
    {SSL_R_WRONG_SSL_VERSION, {ErrorKind::kProtocol, Detail::kNoCommonVersion}},
    {SSL_R_NO_SHARED_CIPHER, {ErrorKind::kProtocol, Detail::kNoCommonCipherSuite}},
    {SSL_R_NO_CIPHERS_SPECIFIED, {ErrorKind::kProtocol, Detail::kNoCommonCipherSuite}},
    {SSL_R_NO_SUITABLE_KEY_SHARE, {ErrorKind::kProtocol, Detail::kNoCommonGroup}},
    {SSL_R_NO_SUITABLE_GROUPS, {ErrorKind::kProtocol, Detail::kNoCommonGroup}},
    {SSL_R_NO_SHARED_GROUPS, {ErrorKind::kProtocol, Detail::kNoCommonGroup}},
    {SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS,
     {ErrorKind::kProtocol, Detail::kNoCommonSignatureScheme}},
    {SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM,
     {ErrorKind::kProtocol, Detail::kNoCommonSignatureScheme}},
    {SSL_R_NO_APPLICATION_PROTOCOL, {ErrorKind::kProtocol, Detail::kNoCommonApplicationProtocol}},
    {SSL_R_INAPPROPRIATE_FALLBACK, {ErrorKind::kProtocol, Detail::kInappropriateFallback}},
    // The peer's certificate.
    {SSL_R_CERTIFICATE_VERIFY_FAILED, {ErrorKind::kCertificate, Detail::kNone}},
    {SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE,
     {ErrorKind::kCertificate, Detail::kCertificateMissing}},
    // Signatures and Finished messages that are wrong.
    {SSL_R_BAD_SIGNATURE, {ErrorKind::kProtocol, Detail::kDecryptError}},
    {SSL_R_DIGEST_CHECK_FAILED, {ErrorKind::kProtocol, Detail::kDecryptError}},
    // What is not TLS at all; no alert is sent.
    {SSL_R_WRONG_VERSION_NUMBER, {ErrorKind::kProtocol, Detail::kNoCommonVersion}},
    {SSL_R_HTTP_REQUEST, {ErrorKind::kProtocol, Detail::kUnexpectedMessage}},
    {SSL_R_HTTPS_PROXY_REQUEST, {ErrorKind::kProtocol, Detail::kUnexpectedMessage}},
    // No alert may follow close_notify.
    {SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY, {ErrorKind::kProtocol, Detail::kUnexpectedMessage}},
};

struct ByAlert {
  Alert alert;
  Meaning meaning;
};
constexpr ByAlert kByAlert[] = {
    {Alert::kUnexpectedMessage, {ErrorKind::kProtocol, Detail::kUnexpectedMessage}},
    {Alert::kBadRecordMac, {ErrorKind::kProtocol, Detail::kBadRecordMac}},
    {Alert::kRecordOverflow, {ErrorKind::kProtocol, Detail::kRecordOverflow}},
    {Alert::kHandshakeFailure, {ErrorKind::kProtocol, Detail::kHandshakeFailure}},
    {Alert::kBadCertificate, {ErrorKind::kCertificate, Detail::kMalformedCertificate}},
    {Alert::kUnsupportedCertificate, {ErrorKind::kCertificate, Detail::kUnsupportedAlgorithm}},
    {Alert::kIllegalParameter, {ErrorKind::kProtocol, Detail::kIllegalParameter}},
    {Alert::kDecodeError, {ErrorKind::kProtocol, Detail::kDecodeError}},
    {Alert::kDecryptError, {ErrorKind::kProtocol, Detail::kDecryptError}},
    {Alert::kProtocolVersion, {ErrorKind::kProtocol, Detail::kNoCommonVersion}},
    {Alert::kInsufficientSecurity, {ErrorKind::kProtocol, Detail::kHandshakeFailure}},
    {Alert::kInappropriateFallback, {ErrorKind::kProtocol, Detail::kInappropriateFallback}},
    {Alert::kMissingExtension, {ErrorKind::kProtocol, Detail::kMissingExtension}},
    {Alert::kUnsupportedExtension, {ErrorKind::kProtocol, Detail::kUnsupportedExtension}},
    {Alert::kNoApplicationProtocol, {ErrorKind::kProtocol, Detail::kNoCommonApplicationProtocol}},
};

struct ByVerifyAlert {
  Alert alert;
  int verify_error;
};
constexpr ByVerifyAlert kVerifyErrors[] = {
    {Alert::kBadCertificate, X509_V_ERR_CERT_REJECTED},
    {Alert::kUnsupportedCertificate, X509_V_ERR_INVALID_PURPOSE},
    {Alert::kCertificateRevoked, X509_V_ERR_CERT_REVOKED},
    {Alert::kCertificateExpired, X509_V_ERR_CERT_HAS_EXPIRED},
    {Alert::kUnknownCa, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
    {Alert::kDecryptError, X509_V_ERR_CERT_SIGNATURE_FAILURE},
    {Alert::kHandshakeFailure, X509_V_ERR_APPLICATION_VERIFICATION},
    {Alert::kInternalError, X509_V_ERR_OUT_OF_MEM},
    // OpenSSL's own choice for every error that it has no alert for.
    {Alert::kCertificateUnknown, X509_V_ERR_SUBJECT_ISSUER_MISMATCH},
};

Meaning Explain(int reason, Alert sent) {
  for (const ByReason& entry : kByReason) {
    if (entry.reason == reason) return entry.meaning;
  }
  for (const ByAlert& entry : kByAlert) {
    if (entry.alert == sent) return entry.meaning;
  }
  return {ErrorKind::kInternal, Detail::kNone};
}

bool IsReceivedAlert(int reason) {
  return reason > SSL_AD_REASON_OFFSET && reason <= SSL_AD_REASON_OFFSET + 255;
}

}  // namespace

Error TakeError(Alert sent) {
  const unsigned long code = ERR_peek_last_error();
  const int reason = ERR_GET_REASON(code);
  const int library = ERR_GET_LIB(code);
  ERR_clear_error();
  Error error{ErrorKind::kInternal, Detail::kNone, sent, static_cast<std::int32_t>(code)};
  if (reason == ERR_R_MALLOC_FAILURE) {
    error.kind = ErrorKind::kNoMemory;
  } else if (library == ERR_LIB_SSL && IsReceivedAlert(reason)) {
    error.kind = ErrorKind::kAlertReceived;
    error.alert = static_cast<Alert>(reason - SSL_AD_REASON_OFFSET);
  } else {
    const Meaning meaning = Explain(library == ERR_LIB_SSL ? reason : 0, sent);
    error.kind = meaning.kind;
    error.detail = meaning.detail;
  }
  return error;
}

Error TakeConfigError(const Error& refusal) {
  Error error = TakeError(Alert::kNone);
  if (error.kind == ErrorKind::kNoMemory) return error;
  error.kind = refusal.kind;
  error.detail = refusal.detail;
  return error;
}

int VerifyErrorFor(Alert alert) {
  for (const ByVerifyAlert& entry : kVerifyErrors) {
    if (entry.alert == alert) return entry.verify_error;
  }
  return alert == Alert::kNone ? X509_V_OK : X509_V_ERR_SUBJECT_ISSUER_MISMATCH;
}

}  // namespace omnitls::openssl
