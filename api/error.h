#ifndef OMNITLS_ERROR_H_
#define OMNITLS_ERROR_H_

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>

namespace omnitls {

// ErrorKind is the first thing to look at: who has to act.
enum class ErrorKind : std::uint8_t {
  kUsage,          // The program broke a rule of this interface. Never caused by the peer's bytes.
  kUnsupported,    // The chosen backend cannot honour a setting. Found when a context is built.
  kConfig,         // A certificate, key, name or file handed to a builder is missing or broken; or,
                   // in a handshake, the Signer it was given.
  kTransport,      // The transport failed; `native` is its error code (errno for sockets).
  kTruncated,      // The transport ended without the peer's close_notify (RFC 8446, 6.1).
  kAlertReceived,  // The peer sent a fatal alert; `alert` is it.
  kProtocol,       // The peer broke the protocol, or nothing in common could be negotiated.
  kCertificate,    // The peer's certificate was refused, or a required one was not sent.
  kNoMemory,       // An allocation failed.
  kInternal,       // A bug in this library or in the backend.
};

// Detail says what exactly is wrong. Values are stable words (see DetailName); new ones may be
// added.
enum class Detail : std::uint8_t {
  kNone,

  // Certificates (ErrorKind::kCertificate; kConfig where a configured certificate is meant).
  kExpired,
  kNotYetValid,
  kUnknownIssuer,
  kSelfSigned,
  kNameMismatch,
  kRevoked,
  kBadPurpose,
  kWeakKey,
  kWeakSignature,
  kBadSignature,
  kChainTooLong,
  kNameConstraint,
  kNotACa,
  kPathLength,
  kUnknownCriticalExtension,
  kMalformedCertificate,
  kUnsupportedAlgorithm,
  kRevocationUnknown,
  kKeyNotPinned,
  kBadOcspResponse,
  kStaleOcspResponse,
  kMissingOcspResponse,
  kCertificateMissing,

  // Negotiation (ErrorKind::kProtocol).
  kNoCommonVersion,
  kNoCommonCipherSuite,
  kNoCommonGroup,
  kNoCommonSignatureScheme,
  kNoCommonApplicationProtocol,
  kHandshakeFailure,
  kInappropriateFallback,
  kUnrecognizedName,
  kUnknownPskIdentity,
  kRefused,

  // Records and messages (ErrorKind::kProtocol).
  kBadRecordMac,
  kRecordOverflow,
  kUnexpectedMessage,
  kDecodeError,
  kDecryptError,
  kIllegalParameter,
  kMissingExtension,
  kUnsupportedExtension,

  // Configuration (ErrorKind::kConfig, kUnsupported).
  kFileUnreadable,
  kFileTooLarge,
  kEmptyInput,
  kMalformedPem,
  kMalformedDer,
  kNoCertificateFound,
  kNoPrivateKeyFound,
  kPasswordRequired,
  kWrongPassword,
  kKeyMismatch,
  kUnknownName,
  kNameLength,
  kDuplicate,
  kInvalidServerName,
  kMissingServerName,
  kMissingIdentity,
  kMissingTrustAnchors,
  kVersionRange,
  kNothingLeft,
  kSetting,
  kOutOfRange,
  kMissingKey,
  kKeyLength,
  kMalformedSession,
  kMalformedCrl,
  kMalformedPin,
  kNoCrlFound,
  kMalformedOcspResponse,
  kMalformedTimestamps,
  kSignerFailed,
  kMalformedPkcs12,

  // Waiting (ErrorKind::kTransport): only the blocking helpers wait.
  kTimedOut,

  // Misuse (ErrorKind::kUsage).
  kBeforeHandshake,
  kAfterClose,
  kAfterFailure,
  kNullBuffer,
  kEmptyHandle,
  kNotAvailable,
  kWrongBackend,
  kPolicyMismatch,
  kReentrantCall,
};

// Alert is a TLS alert description (IANA "TLS Alerts" registry; RFC 8446, 6).
enum class Alert : std::uint8_t {
  kCloseNotify = 0,
  kUnexpectedMessage = 10,
  kBadRecordMac = 20,
  kRecordOverflow = 22,
  kHandshakeFailure = 40,
  kBadCertificate = 42,
  kUnsupportedCertificate = 43,
  kCertificateRevoked = 44,
  kCertificateExpired = 45,
  kCertificateUnknown = 46,
  kIllegalParameter = 47,
  kUnknownCa = 48,
  kAccessDenied = 49,
  kDecodeError = 50,
  kDecryptError = 51,
  kProtocolVersion = 70,
  kInsufficientSecurity = 71,
  kInternalError = 80,
  kInappropriateFallback = 86,
  kUserCanceled = 90,
  kMissingExtension = 109,
  kUnsupportedExtension = 110,
  kUnrecognizedName = 112,
  kBadCertificateStatusResponse = 113,
  kUnknownPskIdentity = 115,
  kCertificateRequired = 116,
  kNoApplicationProtocol = 120,
  kNone = 255,  // No alert was involved. Not in the registry.
};

// Error is what a call that failed returns: small, trivially copyable, no allocation, thread-safe
// to copy. It is the same for the same fault on every backend, but for `native`.
struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  Detail detail = Detail::kNone;
  Alert alert = Alert::kNone;  // The alert sent to the peer, or received from it.
  std::int32_t native = 0;     // The backend's or transport's own code: for logs, never for logic.

  // Two errors are equal when they mean the same: `native` is not compared.
  friend constexpr bool operator==(const Error& a, const Error& b) {
    return a.kind == b.kind && a.detail == b.detail && a.alert == b.alert;
  }
};

// Result<T> is a T or an Error (tl::expected: `if (r)`, `*r`, `r->`, `r.error()`).
template <class T>
using Result = tl::expected<T, Error>;

using Unexpected = tl::unexpected<Error>;

// Fail makes the error side of any Result: `return Fail(ErrorKind::kUsage, Detail::kNullBuffer);`
constexpr Unexpected Fail(ErrorKind kind, Detail detail = Detail::kNone, Alert alert = Alert::kNone,
                          std::int32_t native = 0) {
  return Unexpected(Error{kind, detail, alert, native});
}
constexpr Unexpected Fail(const Error& error) { return Unexpected(error); }

// The stable word of a value ("certificate", "unknown_issuer", "bad_certificate"): for logs, tables
// and tests. Alerts carry their registry names; an alert not in the registry is "unknown_alert".
// The views are of static storage.
std::string_view ErrorKindName(ErrorKind kind);
std::string_view DetailName(Detail detail);
std::string_view AlertName(Alert alert);

// Summary is one plain sentence for the error's kind and detail, without the names and dates that
// Connection::DescribeError and a builder's error_message add. Static storage.
std::string_view Summary(const Error& error);
// Advice is what can be done about it, in words that follow "; ": "have it renewed, or correct this
// machine's clock". Static storage.
std::string_view Advice(const Error& error);

}  // namespace omnitls

#endif  // OMNITLS_ERROR_H_
