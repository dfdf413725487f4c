#include "backends/mbedtls/errors.h"

#include <mbedtls/asn1.h>
#include <mbedtls/bignum.h>
#include <mbedtls/cipher.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/pem.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509.h>

namespace omnitls::mbedtls {
namespace {

constexpr int kOutOfMemory[] = {
    MBEDTLS_ERR_SSL_ALLOC_FAILED, MBEDTLS_ERR_X509_ALLOC_FAILED,   MBEDTLS_ERR_PK_ALLOC_FAILED,
    MBEDTLS_ERR_MD_ALLOC_FAILED,  MBEDTLS_ERR_CIPHER_ALLOC_FAILED, MBEDTLS_ERR_ECP_ALLOC_FAILED,
    MBEDTLS_ERR_PEM_ALLOC_FAILED, MBEDTLS_ERR_MPI_ALLOC_FAILED,    MBEDTLS_ERR_ASN1_ALLOC_FAILED,
};

// By the library's code: where it stops without saying what to tell the peer.
struct ByCode {
  int native;
  ErrorKind kind;
  Detail detail;
  Alert alert;
};
constexpr ErrorKind kProtocol = ErrorKind::kProtocol;
constexpr ByCode kByCode[] = {
    {MBEDTLS_ERR_SSL_INVALID_MAC, kProtocol, Detail::kBadRecordMac, Alert::kBadRecordMac},
    {MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, kProtocol, Detail::kUnexpectedMessage,
     Alert::kUnexpectedMessage},
    {MBEDTLS_ERR_SSL_UNEXPECTED_RECORD, kProtocol, Detail::kUnexpectedMessage,
     Alert::kUnexpectedMessage},
    {MBEDTLS_ERR_SSL_DECODE_ERROR, kProtocol, Detail::kDecodeError, Alert::kDecodeError},
    {MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, kProtocol, Detail::kIllegalParameter,
     Alert::kIllegalParameter},
    {MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE, kProtocol, Detail::kHandshakeFailure,
     Alert::kHandshakeFailure},
    {MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION, kProtocol, Detail::kNoCommonVersion,
     Alert::kProtocolVersion},
    {MBEDTLS_ERR_SSL_UNSUPPORTED_EXTENSION, kProtocol, Detail::kUnsupportedExtension,
     Alert::kUnsupportedExtension},
    {MBEDTLS_ERR_SSL_NO_APPLICATION_PROTOCOL, kProtocol, Detail::kNoCommonApplicationProtocol,
     Alert::kNoApplicationProtocol},
    {MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY, kProtocol, Detail::kUnknownPskIdentity,
     Alert::kUnknownPskIdentity},
    // A name in ALPN that was not offered; a point that is not on its curve.
    {MBEDTLS_ERR_SSL_BAD_INPUT_DATA, kProtocol, Detail::kIllegalParameter,
     Alert::kIllegalParameter},
    {MBEDTLS_ERR_ECP_BAD_INPUT_DATA, kProtocol, Detail::kIllegalParameter,
     Alert::kIllegalParameter},
    {MBEDTLS_ERR_ECP_INVALID_KEY, kProtocol, Detail::kIllegalParameter, Alert::kIllegalParameter},
    // The client's signature in TLS 1.2.
    {MBEDTLS_ERR_ECP_VERIFY_FAILED, kProtocol, Detail::kDecryptError, Alert::kDecryptError},
    {MBEDTLS_ERR_RSA_VERIFY_FAILED, kProtocol, Detail::kDecryptError, Alert::kDecryptError},
    {MBEDTLS_ERR_RSA_INVALID_PADDING, kProtocol, Detail::kDecryptError, Alert::kDecryptError},
    {MBEDTLS_ERR_RSA_BAD_INPUT_DATA, kProtocol, Detail::kDecryptError, Alert::kDecryptError},
    {MBEDTLS_ERR_PK_SIG_LEN_MISMATCH, kProtocol, Detail::kDecryptError, Alert::kDecryptError},
};

// By the alert that the library sent, or was about to send.
struct ByAlert {
  Alert alert;
  ErrorKind kind;
  Detail detail;
};
constexpr ByAlert kByAlert[] = {
    {Alert::kUnexpectedMessage, kProtocol, Detail::kUnexpectedMessage},
    {Alert::kBadRecordMac, kProtocol, Detail::kBadRecordMac},
    {Alert::kRecordOverflow, kProtocol, Detail::kRecordOverflow},
    {Alert::kHandshakeFailure, kProtocol, Detail::kHandshakeFailure},
    {Alert::kBadCertificate, ErrorKind::kCertificate, Detail::kMalformedCertificate},
    {Alert::kUnsupportedCertificate, ErrorKind::kCertificate, Detail::kUnsupportedAlgorithm},
    {Alert::kIllegalParameter, kProtocol, Detail::kIllegalParameter},
    {Alert::kDecodeError, kProtocol, Detail::kDecodeError},
    {Alert::kDecryptError, kProtocol, Detail::kDecryptError},
    {Alert::kProtocolVersion, kProtocol, Detail::kNoCommonVersion},
    {Alert::kInappropriateFallback, kProtocol, Detail::kInappropriateFallback},
    {Alert::kMissingExtension, kProtocol, Detail::kMissingExtension},
    {Alert::kUnsupportedExtension, kProtocol, Detail::kUnsupportedExtension},
    {Alert::kUnknownPskIdentity, kProtocol, Detail::kUnknownPskIdentity},
    {Alert::kNoApplicationProtocol, kProtocol, Detail::kNoCommonApplicationProtocol},
};

}  // namespace

bool IsOutOfMemory(int native) {
  for (const int code : kOutOfMemory) {
    if (HighLevelCode(native) == code || LowLevelCode(native) == code) return true;
  }
  return false;
}

Error Translate(int native, Alert chosen) {
  if (IsOutOfMemory(native)) {
    return {ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError, native};
  }
  for (const ByAlert& row : kByAlert) {
    if (row.alert == chosen) return {row.kind, row.detail, chosen, native};
  }
  for (const ByCode& row : kByCode) {
    if (row.native == native || row.native == HighLevelCode(native)) {
      return {row.kind, row.detail, row.alert, native};
    }
  }
  return {ErrorKind::kInternal, Detail::kNone, Alert::kInternalError, native};
}

}  // namespace omnitls::mbedtls
