#include <mbedtls/ecp.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/x509.h>

#include "backends/mbedtls/minimal/core.h"

namespace omnitls::internal {
namespace {

// The library's codes are multiples of 0x80 below zero.
constexpr std::uint8_t Code(int native) { return static_cast<std::uint8_t>(-native >> 7); }

struct Row {
  std::uint8_t code;
  Detail detail;
  Alert alert;
};
constexpr Row kRows[] = {
    {Code(MBEDTLS_ERR_SSL_INVALID_MAC), Detail::kBadRecordMac, Alert::kBadRecordMac},
    {Code(MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE), Detail::kUnexpectedMessage,
     Alert::kUnexpectedMessage},
    {Code(MBEDTLS_ERR_SSL_UNEXPECTED_RECORD), Detail::kUnexpectedMessage,
     Alert::kUnexpectedMessage},
    {Code(MBEDTLS_ERR_SSL_INVALID_RECORD), Detail::kRecordOverflow, Alert::kRecordOverflow},
    {Code(MBEDTLS_ERR_SSL_DECODE_ERROR), Detail::kDecodeError, Alert::kDecodeError},
    {Code(MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER), Detail::kIllegalParameter, Alert::kIllegalParameter},
    {Code(MBEDTLS_ERR_SSL_BAD_INPUT_DATA), Detail::kIllegalParameter, Alert::kIllegalParameter},
    {Code(MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE), Detail::kHandshakeFailure, Alert::kHandshakeFailure},
    {Code(MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION), Detail::kNoCommonVersion, Alert::kProtocolVersion},
    {Code(MBEDTLS_ERR_SSL_UNSUPPORTED_EXTENSION), Detail::kUnsupportedExtension,
     Alert::kUnsupportedExtension},
    {Code(MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY), Detail::kUnknownPskIdentity,
     Alert::kUnknownPskIdentity},
#if defined(MBEDTLS_X509_CRT_PARSE_C)
    {Code(MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE), Detail::kCertificateMissing,
     profile::kTls13 ? Alert::kCertificateRequired : Alert::kHandshakeFailure},
    {Code(MBEDTLS_ERR_SSL_BAD_CERTIFICATE), Detail::kMalformedCertificate, Alert::kBadCertificate},
    {Code(MBEDTLS_ERR_ECP_VERIFY_FAILED), Detail::kDecryptError, Alert::kDecryptError},
#if defined(MBEDTLS_RSA_C)
    {Code(MBEDTLS_ERR_RSA_VERIFY_FAILED), Detail::kDecryptError, Alert::kDecryptError},
    {Code(MBEDTLS_ERR_RSA_INVALID_PADDING), Detail::kDecryptError, Alert::kDecryptError},
#endif
    {Code(MBEDTLS_ERR_PK_SIG_LEN_MISMATCH), Detail::kDecryptError, Alert::kDecryptError},
#if defined(MBEDTLS_SSL_ALPN)
    {Code(MBEDTLS_ERR_SSL_NO_APPLICATION_PROTOCOL), Detail::kNoCommonApplicationProtocol,
     Alert::kNoApplicationProtocol},
#endif
    {0, Detail::kUnsupportedAlgorithm, Alert::kUnsupportedCertificate},
    {0, Detail::kMissingExtension, Alert::kMissingExtension},
#endif
    {0, Detail::kDecryptError, Alert::kDecryptError},
};

#if defined(MBEDTLS_X509_CRT_PARSE_C)

// What the library's verifier found, worst first.
struct Finding {
  std::uint32_t flags;
  Detail detail;
  Alert alert;
};
constexpr Finding kFindings[] = {
    {MBEDTLS_X509_BADCERT_EXPIRED, Detail::kExpired, Alert::kCertificateExpired},
    {MBEDTLS_X509_BADCERT_FUTURE, Detail::kNotYetValid, Alert::kCertificateExpired},
    {MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK, Detail::kWeakSignature,
     Alert::kBadCertificate},
    {MBEDTLS_X509_BADCERT_BAD_KEY, Detail::kWeakKey, Alert::kBadCertificate},
    {MBEDTLS_X509_BADCERT_NOT_TRUSTED, Detail::kUnknownIssuer, Alert::kUnknownCa},
    {MBEDTLS_X509_BADCERT_CN_MISMATCH, Detail::kNameMismatch, Alert::kBadCertificate},
    {~0u, Detail::kBadPurpose, Alert::kUnsupportedCertificate},
};

Error TranslateVerdict(std::uint32_t flags, int native) {
  const Finding* found = kFindings;
  while ((found->flags & flags) == 0) ++found;
  return {ErrorKind::kCertificate, found->detail, found->alert, native};
}

#endif

}  // namespace

Error Translate([[maybe_unused]] const mbedtls_ssl_context& ssl, int native, Alert chosen) {
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  const std::uint32_t flags = mbedtls_ssl_get_verify_result(&ssl);
  if (flags != 0 && (native == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED ||
                     native == MBEDTLS_ERR_SSL_BAD_CERTIFICATE)) {
    return TranslateVerdict(flags, native);
  }
#endif
  const std::uint8_t code = Code(native);
  for (const Row& row : kRows) {
    if (chosen != Alert::kNone ? row.alert != chosen : row.code != code) continue;
    const bool is_certificate = row.detail <= Detail::kCertificateMissing;
#if defined(OMNITLS_MINIMAL_BOTH) && defined(MBEDTLS_SSL_SRV_C)
    // TLS 1.2 has no alert of its own for that.
    if (row.detail == Detail::kCertificateMissing &&
        mbedtls_ssl_get_version_number(&ssl) == MBEDTLS_SSL_VERSION_TLS1_2) {
      return {ErrorKind::kCertificate, row.detail, Alert::kHandshakeFailure, native};
    }
#endif
    return {is_certificate ? ErrorKind::kCertificate : ErrorKind::kProtocol, row.detail, row.alert,
            native};
  }
  // All that the library has to say of a certificate, or of a key, that it cannot parse.
  if (kHasCertificates && code >= Code(MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE) &&
      code <= Code(MBEDTLS_ERR_PK_ALLOC_FAILED)) {
    return {ErrorKind::kCertificate, Detail::kMalformedCertificate, Alert::kBadCertificate, native};
  }
  return {ErrorKind::kInternal, Detail::kNone, Alert::kInternalError, native};
}

}  // namespace omnitls::internal
