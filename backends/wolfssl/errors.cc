#include "backends/wolfssl/errors.h"

#include <optional>

#include "backends/wolfssl/handles.h"

namespace omnitls::wolfssl {
namespace {

// A fault, and the alert that tells the peer of it (RFC 8446, 6.2).
struct Meaning {
  ErrorKind kind;
  Detail detail;
  Alert alert;
};

constexpr Meaning Protocol(Detail detail, Alert alert) {
  return {ErrorKind::kProtocol, detail, alert};
}
constexpr Meaning kUnexpected = Protocol(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
constexpr Meaning kIllegal = Protocol(Detail::kIllegalParameter, Alert::kIllegalParameter);
constexpr Meaning kDecode = Protocol(Detail::kDecodeError, Alert::kDecodeError);
constexpr Meaning kDecrypt = Protocol(Detail::kDecryptError, Alert::kDecryptError);
constexpr Meaning kNoVersion = Protocol(Detail::kNoCommonVersion, Alert::kProtocolVersion);
constexpr Meaning kNoSuite = Protocol(Detail::kNoCommonCipherSuite, Alert::kHandshakeFailure);
constexpr Meaning kNoGroup = Protocol(Detail::kNoCommonGroup, Alert::kHandshakeFailure);
constexpr Meaning kMissing = Protocol(Detail::kMissingExtension, Alert::kMissingExtension);
constexpr Meaning kBadCertificate{ErrorKind::kCertificate, Detail::kMalformedCertificate,
                                  Alert::kBadCertificate};
constexpr Meaning kNoCertificate{ErrorKind::kCertificate, Detail::kCertificateMissing,
                                 Alert::kCertificateRequired};
constexpr Meaning kNoMemory{ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError};

struct ByCode {
  int code;
  Meaning meaning;
};

// Codes that mean one thing, whatever alert the library has for them.
constexpr ByCode kByCode[] = {
    {MEMORY_E, kNoMemory},
    {MEMORY_ERROR, kNoMemory},
    // Records and messages.
    {BUFFER_E, kDecode},
    {UNKNOWN_RECORD_TYPE, kUnexpected},
    {UNKNOWN_HANDSHAKE_TYPE, kUnexpected},
    {HANDSHAKE_SIZE_ERROR, kIllegal},
    {PARSE_ERROR, kUnexpected},
    {SIDE_ERROR, kUnexpected},
    {INVALID_CERT_CTX_E, kDecode},
    {NO_PEER_VERIFY, kUnexpected},
    {INVALID_CERT_CTX_E, kDecode},
    // What must be one of a few values.
    {COMPRESSION_ERROR, kIllegal},
    {INVALID_PARAMETER, kIllegal},
    {ECC_CURVETYPE_ERROR, kIllegal},
    {UNSUPPORTED_SUITE, kIllegal},
    // Signatures over the handshake.
    {VERIFY_SIGN_ERROR, kDecrypt},
    {SIG_VERIFY_E, kDecrypt},
    {BAD_PADDING_E, kDecrypt},
    {RSA_PAD_E, kDecrypt},
    {RSA_BUFFER_E, kDecrypt},
    {RSA_OUT_OF_RANGE_E, kDecrypt},
    {VERIFY_FINISHED_ERROR, kDecrypt},
    {BAD_BINDER, kDecrypt},
    // The peer's certificate. What is wrong with one that can be read is found above.
    {VERIFY_CERT_ERROR, {ErrorKind::kCertificate, Detail::kNone, Alert::kBadCertificate}},
    {PEER_KEY_ERROR,
     {ErrorKind::kCertificate, Detail::kUnsupportedAlgorithm, Alert::kUnsupportedCertificate}},
    {BAD_CERTIFICATE_STATUS_ERROR,
     {ErrorKind::kCertificate, Detail::kBadOcspResponse, Alert::kBadCertificateStatusResponse}},
    {MAX_CHAIN_ERROR, {ErrorKind::kCertificate, Detail::kChainTooLong, Alert::kUnknownCa}},
};

// Codes that mean one thing on a client, which has made its offer, and another on a server.
struct ByRole {
  int code;
  Meaning client;
  Meaning server;
};
constexpr ByRole kByRole[] = {
    {MATCH_SUITE_ERROR, kIllegal, kNoSuite},
    {UNKNOWN_ALPN_PROTOCOL_NAME_E, kIllegal,
     Protocol(Detail::kNoCommonApplicationProtocol, Alert::kNoApplicationProtocol)},
    {ECC_CURVE_ERROR, kIllegal, kNoGroup},
    // A server sends no empty chain (RFC 8446, 4.4.2.4).
    {NO_PEER_CERT,
     kDecode,
     {ErrorKind::kCertificate, Detail::kCertificateMissing, Alert::kHandshakeFailure}},
};

// All other codes mean several things, which the library's alert tells apart.
constexpr Meaning kByAlert[] = {
    kUnexpected,
    Protocol(Detail::kBadRecordMac, Alert::kBadRecordMac),
    Protocol(Detail::kRecordOverflow, Alert::kRecordOverflow),
    Protocol(Detail::kHandshakeFailure, Alert::kHandshakeFailure),
    kBadCertificate,
    kIllegal,
    kDecode,
    kDecrypt,
    kNoVersion,
    Protocol(Detail::kInappropriateFallback, Alert::kInappropriateFallback),
    kMissing,
    Protocol(Detail::kUnsupportedExtension, Alert::kUnsupportedExtension),
    Protocol(Detail::kUnknownPskIdentity, Alert::kUnknownPskIdentity),
    Protocol(Detail::kNoCommonApplicationProtocol, Alert::kNoApplicationProtocol),
};

// Codes that the library may have no alert for.
constexpr ByCode kWithoutAlert[] = {
    {VERSION_ERROR, kNoVersion},    {BUFFER_ERROR, kDecode},
    {OUT_OF_ORDER_E, kUnexpected},  {DUPLICATE_MSG_E, kUnexpected},
    {SANITY_MSG_E, kUnexpected},    {LENGTH_ERROR, kUnexpected},
    {EXT_MISSING, kMissing},        {INCOMPLETE_DATA, kMissing},
    {EXT_NOT_ALLOWED, kIllegal},    {KEY_SHARE_ERROR, kIllegal},
    {BAD_KEY_SHARE_DATA, kIllegal}, {DUPLICATE_TLS_EXT_E, kIllegal},
    {ECC_PEERKEY_ERROR, kIllegal},  {EMPTY_RECORD_LIMIT_E, kUnexpected},
};

// Not one certificate of the peer is kept that the library could not parse.
bool IsParsingCertificate(int code) { return code <= ASN_PARSE_E && code >= ASN_ALT_NAME_E; }

template <class Table>
std::optional<Meaning> Find(const Table& table, int code) {
  for (const ByCode& entry : table) {
    if (entry.code == code) return entry.meaning;
  }
  return {};
}

Meaning Explain(int code, Alert sent, Role role) {
  // An alert that is too short or too long.
  if (code == BUFFER_E && sent == Alert::kUnexpectedMessage) return kUnexpected;
  if (code == NO_PEER_CERT && sent == Alert::kCertificateRequired)
    return kNoCertificate;  // TLS 1.3
  if (const std::optional<Meaning> found = Find(kByCode, code)) return *found;
  for (const ByRole& entry : kByRole) {
    if (entry.code == code) return role == Role::kClient ? entry.client : entry.server;
  }
  if (IsParsingCertificate(code)) return kBadCertificate;
  for (const Meaning& meaning : kByAlert) {
    if (meaning.alert == sent) return meaning;
  }
  if (const std::optional<Meaning> found = Find(kWithoutAlert, code)) return *found;
  return {ErrorKind::kInternal, Detail::kNone, Alert::kInternalError};
}

}  // namespace

Error Translate(int code, Alert sent, Role role) {
  const Meaning meaning = Explain(code, sent, role);
  return {meaning.kind, meaning.detail, meaning.alert, code};
}

}  // namespace omnitls::wolfssl
