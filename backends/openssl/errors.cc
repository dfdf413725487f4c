#include "backends/openssl/errors.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <string_view>

namespace omnitls::openssl {
namespace {

// What a fault is. OpenSSL's reasons are many and change from version to version; the alert that it
// sends says what the peer did wrong. A reason counts only where it says more, and only together
// with the alert: some go with several.
struct ByReason {
  int reason;
  Alert sent;
  ErrorKind kind;
  Detail detail;
};
constexpr ByReason kByReason[] = {
    // Nothing in common.
    {SSL_R_NO_SHARED_CIPHER, Alert::kHandshakeFailure, ErrorKind::kProtocol,
     Detail::kNoCommonCipherSuite},
    {SSL_R_NO_SUITABLE_KEY_SHARE, Alert::kHandshakeFailure, ErrorKind::kProtocol,
     Detail::kNoCommonGroup},
    {SSL_R_NO_SUITABLE_GROUPS, Alert::kHandshakeFailure, ErrorKind::kProtocol,
     Detail::kNoCommonGroup},
    {SSL_R_NO_SHARED_GROUPS, Alert::kHandshakeFailure, ErrorKind::kProtocol,
     Detail::kNoCommonGroup},
    {SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, Alert::kHandshakeFailure, ErrorKind::kProtocol,
     Detail::kNoCommonSignatureScheme},
    {SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, Alert::kHandshakeFailure, ErrorKind::kProtocol,
     Detail::kNoCommonSignatureScheme},
    // A server's list of signature schemes that cannot be read: OpenSSL takes the blame.
    {SSL_R_SIGNATURE_ALGORITHMS_ERROR, Alert::kInternalError, ErrorKind::kProtocol,
     Detail::kDecodeError},
    // A client's certificate that cannot be parsed (a server's gets bad_certificate); any with
    // something behind it.
    {ERR_R_ASN1_LIB, Alert::kDecodeError, ErrorKind::kCertificate, Detail::kMalformedCertificate},
    {SSL_R_CERT_LENGTH_MISMATCH, Alert::kDecodeError, ErrorKind::kCertificate,
     Detail::kMalformedCertificate},
    {SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, Alert::kHandshakeFailure, ErrorKind::kCertificate,
     Detail::kCertificateMissing},
    {SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, Alert::kCertificateRequired, ErrorKind::kCertificate,
     Detail::kCertificateMissing},
    // No alert, because what came looks like an alert itself or like no TLS at all.
    {SSL_R_WRONG_VERSION_NUMBER, Alert::kNone, ErrorKind::kProtocol, Detail::kNoCommonVersion},
    {SSL_R_HTTP_REQUEST, Alert::kNone, ErrorKind::kProtocol, Detail::kUnexpectedMessage},
    {SSL_R_HTTPS_PROXY_REQUEST, Alert::kNone, ErrorKind::kProtocol, Detail::kUnexpectedMessage},
};

struct ByAlert {
  Alert sent;
  ErrorKind kind;
  Detail detail;
};
constexpr ByAlert kByAlert[] = {
    {Alert::kUnexpectedMessage, ErrorKind::kProtocol, Detail::kUnexpectedMessage},
    {Alert::kBadRecordMac, ErrorKind::kProtocol, Detail::kBadRecordMac},
    {Alert::kRecordOverflow, ErrorKind::kProtocol, Detail::kRecordOverflow},
    {Alert::kHandshakeFailure, ErrorKind::kProtocol, Detail::kHandshakeFailure},
    {Alert::kBadCertificate, ErrorKind::kCertificate, Detail::kMalformedCertificate},
    {Alert::kUnsupportedCertificate, ErrorKind::kCertificate, Detail::kUnsupportedAlgorithm},
    {Alert::kIllegalParameter, ErrorKind::kProtocol, Detail::kIllegalParameter},
    {Alert::kDecodeError, ErrorKind::kProtocol, Detail::kDecodeError},
    {Alert::kDecryptError, ErrorKind::kProtocol, Detail::kDecryptError},
    {Alert::kProtocolVersion, ErrorKind::kProtocol, Detail::kNoCommonVersion},
    {Alert::kInsufficientSecurity, ErrorKind::kProtocol, Detail::kHandshakeFailure},
    {Alert::kInappropriateFallback, ErrorKind::kProtocol, Detail::kInappropriateFallback},
    {Alert::kMissingExtension, ErrorKind::kProtocol, Detail::kMissingExtension},
    {Alert::kUnsupportedExtension, ErrorKind::kProtocol, Detail::kUnsupportedExtension},
    {Alert::kUnknownPskIdentity, ErrorKind::kProtocol, Detail::kUnknownPskIdentity},
    {Alert::kNoApplicationProtocol, ErrorKind::kProtocol, Detail::kNoCommonApplicationProtocol},
};

// Where OpenSSL's own alert is not what other libraries and the RFCs say.
struct Better {
  int reason;
  Alert sent;
  Alert better;
  int state = TLS_ST_BEFORE;  // Of the handshake; TLS_ST_BEFORE: any.
};
constexpr Better kBetter[] = {
    {ERR_R_ASN1_LIB, Alert::kDecodeError, Alert::kBadCertificate},
    {SSL_R_CERT_LENGTH_MISMATCH, Alert::kDecodeError, Alert::kBadCertificate},
    // A ServerHelloDone that is not empty; a ClientKeyExchange without a key.
    {SSL_R_EXCESSIVE_MESSAGE_SIZE, Alert::kIllegalParameter, Alert::kDecodeError,
     TLS_ST_CR_SRVR_DONE},
    {SSL_R_MISSING_TMP_ECDH_KEY, Alert::kHandshakeFailure, Alert::kDecodeError},
    // RFC 8446, 5.
    {SSL_R_BAD_CHANGE_CIPHER_SPEC, Alert::kIllegalParameter, Alert::kUnexpectedMessage},
    {SSL_R_INVALID_CCS_MESSAGE, Alert::kIllegalParameter, Alert::kUnexpectedMessage},
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

// To the functions that decrypt TLS 1.2 records, one that is too short is an internal error.
bool IsShortRecord(int reason, std::string_view function) {
  return reason == ERR_R_INTERNAL_ERROR && (function == "tls1_enc" || function == "tls1_cipher");
}

Error Explain(int reason, Alert sent) {
  for (const ByReason& entry : kByReason) {
    if (entry.reason == reason && entry.sent == sent) return {entry.kind, entry.detail, sent};
  }
  for (const ByAlert& entry : kByAlert) {
    if (entry.sent == sent) return {entry.kind, entry.detail, sent};
  }
  return {ErrorKind::kInternal, Detail::kNone, sent};
}

// Empties the queue. True: there was a lack of memory, which explains whatever came after it.
bool EmptyQueue() {
  bool no_memory = false;
  while (const unsigned long code = ERR_get_error()) {
    no_memory |= ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE;
  }
  return no_memory;
}

bool IsReceivedAlert(int reason) {
  return reason > SSL_AD_REASON_OFFSET && reason <= SSL_AD_REASON_OFFSET + 255;
}

}  // namespace

Fault NewestFault() {
  const unsigned long code = ERR_peek_last_error();
  if (ERR_GET_LIB(code) != ERR_LIB_SSL) return Fault::kOther;
  switch (ERR_GET_REASON(code)) {
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return Fault::kNoCertificate;
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
      return Fault::kWrongVersion;
    default:
      return Fault::kOther;
  }
}

Alert BetterAlert(Alert sent, int state) {
  const unsigned long code = ERR_peek_last_error();
  if (ERR_GET_LIB(code) != ERR_LIB_SSL) return sent;
  for (const Better& entry : kBetter) {
    const bool in_state = entry.state == TLS_ST_BEFORE || entry.state == state;
    if (in_state && entry.reason == ERR_GET_REASON(code) && entry.sent == sent) {
      return entry.better;
    }
  }
  return sent;
}

Error TakeError(Alert sent) {
  const char* function = "";  // In the queue: valid until it is emptied.
  const unsigned long code = ERR_peek_last_error_all(nullptr, nullptr, &function, nullptr, nullptr);
  const int reason = ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : 0;
  Error error;
  if (IsReceivedAlert(reason)) {
    const Alert received = static_cast<Alert>(reason - SSL_AD_REASON_OFFSET);
    error = {ErrorKind::kAlertReceived, Detail::kNone, received};
  } else if (IsShortRecord(reason, function)) {
    error = {ErrorKind::kProtocol, Detail::kBadRecordMac, sent};
  } else {
    error = Explain(reason, sent);
  }
  error.native = static_cast<std::int32_t>(code);
  if (EmptyQueue()) return {ErrorKind::kNoMemory, Detail::kNone, sent, error.native};
  return error;
}

Error TakeConfigError(const Error& refusal) {
  const Error error = TakeError(Alert::kNone);
  if (error.kind == ErrorKind::kNoMemory) return error;
  return {refusal.kind, refusal.detail, refusal.alert, error.native};
}

int VerifyErrorFor(Alert alert) {
  for (const ByVerifyAlert& entry : kVerifyErrors) {
    if (entry.alert == alert) return entry.verify_error;
  }
  return alert == Alert::kNone ? X509_V_OK : X509_V_ERR_SUBJECT_ISSUER_MISMATCH;
}

}  // namespace omnitls::openssl
