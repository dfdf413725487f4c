#include "omnitls/error.h"
#include "omnitls/profile.h"

namespace omnitls {
namespace {

// No switch here has a default, so that the compiler names a value that is missing. One value a
// line:
// clang-format off

std::string_view ForKind(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage: return "correct the program, after the comment of the call that failed";
    case ErrorKind::kUnsupported: return "leave the setting out, or use another backend";
    case ErrorKind::kConfig: return "correct the settings";
    case ErrorKind::kTransport: return "look up the transport's code, check that the peer runs and can be reached, and connect again";
    case ErrorKind::kTruncated: return "take what came for incomplete, and look for who ended the connection";
    case ErrorKind::kAlertReceived: return "look for the reason in the peer's log";
    case ErrorKind::kProtocol: return "check that the peer speaks TLS here, and update it";
    case ErrorKind::kCertificate: return "have the peer's certificate replaced";
    case ErrorKind::kNoMemory: return "free some, or keep fewer connections";
    case ErrorKind::kInternal: return "report it, with the versions and this code";
  }
  return {};
}

std::string_view ForDetail(Detail detail) {
  switch (detail) {
    case Detail::kNone: return {};
    case Detail::kExpired: return "have it renewed, or correct this machine's clock";
    case Detail::kNotYetValid: return "correct this machine's clock, or wait";
    case Detail::kUnknownIssuer: return "add the CA that issued it here, or have the peer send the intermediate certificates";
    case Detail::kSelfSigned: return "add it as a CA here if it is the right one, or have it issued by one";
    case Detail::kNameMismatch: return "connect by a name that it holds, or have it issued for this one";
    case Detail::kRevoked: return "do not trust the peer until it has another";
    case Detail::kBadPurpose: return "have it issued for serverAuth or clientAuth, whichever the peer is";
    case Detail::kWeakKey: return "have it issued for RSA of at least 2,048 bits, ECDSA or EdDSA";
    case Detail::kWeakSignature: return "have it issued anew, with SHA-256 or better";
    case Detail::kBadSignature: return "have the peer send the certificate that signed it, or one that is not damaged";
    case Detail::kChainTooLong: return "have the peer send nothing but the path from its own certificate to the CA";
    case Detail::kNameConstraint: return "have it issued by a CA that may certify this name";
    case Detail::kNotACa: return "have the peer send the certificates that issued its own";
    case Detail::kPathLength: return "have the peer's certificate issued by a CA nearer to the root";
    case Detail::kUnknownCriticalExtension: return "have it issued without that extension";
    case Detail::kMalformedCertificate: return "have it issued or copied anew";
    case Detail::kUnsupportedAlgorithm: return "have it issued for an ECDSA or RSA key";
    case Detail::kKeyNotPinned: return "pin the new key if the peer has really changed it, else do not trust it";
    case Detail::kRevocationUnknown: return "load the current CRL of its issuer, or have the peer staple an OCSP response";
    case Detail::kBadOcspResponse: return "have the server fetch another";
    case Detail::kStaleOcspResponse: return "have the server fetch a new one, or correct this machine's clock";
    case Detail::kMissingOcspResponse: return "have the server staple one";
    case Detail::kCertificateMissing: return "give the peer one, or do not require it here";
    case Detail::kNoCommonVersion: return "allow one on both sides: TLS 1.2 or TLS 1.3";
    case Detail::kNoCommonCipherSuite: return "allow one on both sides that fits the server's key";
    case Detail::kNoCommonGroup: return "allow one on both sides";
    case Detail::kNoCommonSignatureScheme: return "allow one on both sides that fits the key";
    case Detail::kNoCommonApplicationProtocol: return "name one on both sides";
    case Detail::kHandshakeFailure: return "compare what both sides allow, and look into the peer's log";
    case Detail::kInappropriateFallback: return "look for what breaks newer versions on the way";
    case Detail::kUnrecognizedName: return "add an identity for it, or correct the client's name for this server";
    case Detail::kUnknownPskIdentity: return "give both sides the same key under the same identity";
    case Detail::kRefused: return "look into that program's own log";
    case Detail::kBadRecordMac: return "look for what alters bytes on the way, or for a faulty peer";
    case Detail::kRecordOverflow: return "check that the peer speaks TLS here, and update it";
    case Detail::kUnexpectedMessage: return "check that the peer speaks TLS on this port, in the other role";
    case Detail::kDecodeError: return "check that the peer speaks TLS here, and update it";
    case Detail::kDecryptError: return "check that the peer has the right private key or pre-shared key";
    case Detail::kIllegalParameter: return "update the peer";
    case Detail::kMissingExtension: return "update the peer, or have it send what is missing: a server name, perhaps";
    case Detail::kUnsupportedExtension: return "update the peer";
    case Detail::kFileUnreadable: return "correct the path, or the permissions";
    case Detail::kFileTooLarge: return "give the right file";
    case Detail::kEmptyInput: return "give what belongs there";
    case Detail::kMalformedPem: return "export it again, with its BEGIN and END lines";
    case Detail::kMalformedDer: return "export it again, and copy it as binary";
    case Detail::kNoCertificateFound: return "give one in PEM or DER";
    case Detail::kNoPrivateKeyFound: return "give one in PEM or DER";
    case Detail::kPasswordRequired: return "give it with Password";
    case Detail::kWrongPassword: return "give the right one with Password";
    case Detail::kKeyMismatch: return "give the two that belong together";
    case Detail::kUnknownName: return "use a name that docs/support.md lists for this backend";
    case Detail::kNameLength: return "use 1 to 255 bytes";
    case Detail::kDuplicate: return "take one of them out";
    case Detail::kInvalidServerName: return "correct it";
    case Detail::kMissingServerName: return "give it to Connect, or to the builder";
    case Detail::kMissingIdentity: return "set both";
    case Detail::kMissingTrustAnchors: return "add a CA, or the system's";
    case Detail::kVersionRange: return "set a minimum that is not above the maximum";
    case Detail::kNothingLeft: return "allow more of them";
    case Detail::kSetting: return "change it or leave it out";
    case Detail::kOutOfRange: return "set one within the bounds";
    case Detail::kMissingKey: return "give one";
    case Detail::kKeyLength: return "give one of the length that is wanted";
    case Detail::kMalformedSession: return "connect without it";
    case Detail::kMalformedPin: return "write sha256// and 32 bytes in base64";
    case Detail::kMalformedCrl: return "fetch it again";
    case Detail::kNoCrlFound: return "give one in PEM or DER";
    case Detail::kMalformedOcspResponse: return "fetch it again";
    case Detail::kMalformedTimestamps: return "fetch them again";
    case Detail::kMalformedPkcs12: return "export it again, encrypted with AES";
    case Detail::kSignerFailed: return "look into the log of the device or service that has the key";
    case Detail::kTimedOut: return "call again, or allow more time";
    case Detail::kBeforeHandshake: return "call Handshake until it is done";
    case Detail::kAfterClose: return "write before SendClose";
    case Detail::kAfterFailure: return "make a new connection";
    case Detail::kNullBuffer: return "pass the bytes, or no length";
    case Detail::kEmptyHandle: return "build it, or use the one it was moved to";
    case Detail::kNotAvailable: return "see the comment of the call";
    case Detail::kWrongBackend: return "use it with that one";
    case Detail::kPolicyMismatch: return "connect without it";
    case Detail::kReentrantCall: return "call when that one has returned";
  }
  return {};
}

// What a peer means by its alert.
std::string_view ForAlert(Alert alert) {
  switch (alert) {
    case Alert::kCloseNotify: return "it ended the handshake: look for the reason in its log";
    case Alert::kUnexpectedMessage:
    case Alert::kRecordOverflow:
    case Alert::kIllegalParameter:
    case Alert::kDecodeError:
    case Alert::kUnsupportedExtension: return "it does not understand this side: update both, and look into its log";
    case Alert::kMissingExtension: return "it needs an extension that this side did not send: a server name, perhaps";
    case Alert::kBadRecordMac: return "what this side sent was altered: look for what does so on the way";
    case Alert::kHandshakeFailure: return "compare what both sides allow, and whether it wants a certificate";
    case Alert::kBadCertificate:
    case Alert::kUnsupportedCertificate:
    case Alert::kCertificateUnknown: return "it refuses this side's certificate: look for the reason in its log";
    case Alert::kCertificateRevoked: return "it holds this side's certificate for revoked: replace it";
    case Alert::kCertificateExpired: return "it holds this side's certificate for expired or not valid yet: renew it, or correct the clocks";
    case Alert::kUnknownCa: return "it does not trust the issuer of this side's certificate: send the intermediate certificates, or have the CA added there";
    case Alert::kAccessDenied: return "it does not let this side in: ask who runs it";
    case Alert::kDecryptError: return "it finds a signature or a Finished message wrong: check this side's private key or pre-shared key";
    case Alert::kProtocolVersion: return "it knows no version that this side allows: allow one on both sides";
    case Alert::kInsufficientSecurity: return "it wants stronger algorithms: allow them here";
    case Alert::kInternalError: return "it failed by itself: look for the reason in its log";
    case Alert::kInappropriateFallback: return "look for what breaks newer versions on the way";
    case Alert::kUserCanceled: return "its user gave up: connect again";
    case Alert::kUnrecognizedName: return "it serves no such name: correct the server name";
    case Alert::kBadCertificateStatusResponse: return "it refuses the stapled OCSP response: fetch a new one here";
    case Alert::kUnknownPskIdentity: return "it does not know the pre-shared key: give both sides the same";
    case Alert::kCertificateRequired: return "it wants a certificate: give this side one";
    case Alert::kNoApplicationProtocol: return "name an application protocol that it speaks";
    case Alert::kNone: break;
  }
  return {};
}

// clang-format on

}  // namespace

std::string_view Advice(const Error& error) {
  if constexpr (!internal::profile::kSentences) return {};
  std::string_view advice;
  if (error.kind == ErrorKind::kUnsupported) advice = ForKind(error.kind);
  if (error.kind == ErrorKind::kAlertReceived) advice = ForAlert(error.alert);
  if (advice.empty()) advice = ForDetail(error.detail);
  return advice.empty() ? ForKind(error.kind) : advice;
}

}  // namespace omnitls
